/** The application: what it answers, and what goes around every request. */

import type { TracerProvider } from "@opentelemetry/api";
import Fastify, { type FastifyInstance, LogController } from "fastify";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { createInside } from "./health.ts";
import { type Lines, logger } from "./logs.ts";
import { Metrics } from "./metrics.ts";
import { observe, requestId } from "./observing.ts";
import { servePages } from "./pages.ts";
import { takeProblems } from "./problems.ts";
import type { Settings } from "./settings.ts";

const BUILT = fileURLToPath(new URL("../dist", import.meta.url));

export interface Application {
  /** For everybody. */
  readonly pages: FastifyInstance;
  /** For the cluster alone. */
  readonly inside: FastifyInstance;
}

/** Everything put together; it listens nowhere yet. */
export async function createApplication(
  settings: Settings,
  tracing: TracerProvider,
  { lines = process.stdout, folder = BUILT }: { lines?: Lines; folder?: string } = {},
): Promise<Application> {
  if (!existsSync(folder)) {
    throw new Error(`There are no pages in ${folder}. Run \`npm run build\` first.`);
  }
  const metrics = new Metrics(settings.version);
  const pages = Fastify({
    logger: logger(settings, lines),
    // Every request is logged by observing.ts.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "request_id" }),
    genReqId: requestId,
    trustProxy: true,
  });
  observe(pages, metrics, tracing.getTracer(settings.name));
  pages.setErrorHandler(async (error: Error & { statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status < 500) {
      return reply.code(status).send({ error: error.message });
    }
    request.log.error(error, "request failed");
    return reply.code(500).send({ error: "Something went wrong here.", request: request.id });
  });
  takeProblems(pages, metrics);
  await servePages(pages, settings, folder);
  const inside = createInside(metrics, readiness(pages));
  return { pages, inside };
}

/** Whether it has started, and is not about to end. */
function readiness(app: FastifyInstance): () => boolean {
  let isReady = false;
  app.addHook("onReady", (done) => {
    isReady = true;
    done();
  });
  app.addHook("preClose", (done) => {
    isReady = false;
    done();
  });
  return () => isReady;
}
