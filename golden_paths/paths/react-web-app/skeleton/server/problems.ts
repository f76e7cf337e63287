/** What goes wrong in browsers: they tell it here, and it is counted and logged, but never more than one can read. */

import type { FastifyInstance } from "fastify";

import type { Metrics } from "./metrics.ts";

const KINDS = ["error", "rejection", "rendering"] as const;
const LARGEST = 16_384;
/** What is logged in a minute. One broken page that thousands look at must not drown everything else. */
const MOST_LINES = 60;
const MINUTE = 60_000;

interface Problem {
  readonly kind: (typeof KINDS)[number];
  readonly message: string;
  readonly page: string;
  readonly stack?: string;
}

const SCHEMA = {
  type: "object",
  required: ["kind", "message", "page"],
  additionalProperties: false,
  properties: {
    kind: { enum: KINDS },
    message: { type: "string", maxLength: 1_000 },
    page: { type: "string", maxLength: 500 },
    stack: { type: "string", maxLength: 8_000 },
  },
};

export function takeProblems(app: FastifyInstance, metrics: Metrics, now: () => number = Date.now): void {
  const mayLog = limited(now);
  const options = { bodyLimit: LARGEST, schema: { body: SCHEMA } };
  app.post<{ Body: Problem }>("/problems", options, async (request, reply) => {
    const { kind, message, page, stack } = request.body;
    metrics.countProblem(kind);
    if (mayLog()) {
      request.log.warn({ kind, message, page, stack }, "problem in a browser");
    }
    return reply.code(204).send();
  });
}

/** Says yes so often in a minute, then no. */
function limited(now: () => number): () => boolean {
  let minute = Number.NaN;
  let lines = 0;
  return () => {
    const current = Math.floor(now() / MINUTE);
    lines = current === minute ? lines + 1 : 1;
    minute = current;
    return lines <= MOST_LINES;
  };
}
