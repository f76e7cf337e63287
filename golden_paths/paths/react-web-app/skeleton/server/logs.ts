/** Logs: one JSON object a line on standard output, with the same names as our other services use. */

import type { FastifyServerOptions } from "fastify";

import type { Settings } from "./settings.ts";

/** Where lines go; standard output, outside of tests. */
export interface Lines {
  write(line: string): void;
}

/** How Fastify's logger writes. */
export function logger(settings: Settings, lines: Lines): NonNullable<FastifyServerOptions["logger"]> {
  return {
    level: settings.logLevel,
    stream: lines,
    messageKey: "event",
    errorKey: "exception",
    base: { service: settings.name },
    timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
  };
}
