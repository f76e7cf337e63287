/** What Prometheus reads: requests, how they ended and how long they took, and what went wrong in browsers. */

import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";

/** In seconds; the objective for latency (docs/objectives.md) must be one of them. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The numbers of one application. */
export class Metrics {
  readonly registry = new Registry();
  readonly #requests: Histogram<"method" | "route" | "status">;
  readonly #problems: Counter<"kind">;

  constructor(version: string) {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    this.#requests = new Histogram({
      name: "http_request_duration_seconds",
      help: "How long requests took, by route and outcome.",
      labelNames: ["method", "route", "status"],
      buckets: BUCKETS,
      registers,
    });
    this.#problems = new Counter({
      name: "browser_problems_total",
      help: "What went wrong in browsers.",
      labelNames: ["kind"],
      registers,
    });
    new Gauge({ name: "service_info", help: "Which version runs.", labelNames: ["version"], registers }).set(
      { version },
      1,
    );
  }

  /** One request more. */
  count(method: string, route: string, status: number, seconds: number): void {
    this.#requests.observe({ method, route, status }, seconds);
  }

  /** One more that a browser told. */
  countProblem(kind: string): void {
    this.#problems.inc({ kind });
  }
}
