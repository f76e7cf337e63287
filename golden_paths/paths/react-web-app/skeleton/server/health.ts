/** What only the cluster asks, on a port of its own: whether this process lives, whether it may get requests, its numbers. */

import Fastify, { type FastifyInstance } from "fastify";

import type { Metrics } from "./metrics.ts";

/** `isReady` says whether the pages can be served now. */
export function createInside(metrics: Metrics, isReady: () => boolean): FastifyInstance {
  const inside = Fastify({ logger: false });
  // It answers, so it lives. It asks nothing else: a restart would not mend what others lack.
  inside.get("/health/live", () => ({ status: "ok" }));
  inside.get("/health/ready", (_request, reply) =>
    isReady() ? reply.send({ status: "ok" }) : reply.code(503).send({ status: "not ready" }),
  );
  inside.get("/metrics", async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
  return inside;
}
