/** Around every request: a span, a number for Prometheus, a line in the log, and an id that all of them share. */

import {
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  defaultTextMapGetter,
} from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import type { Metrics } from "./metrics.ts";

const HEADER = "x-request-id";
const LONGEST_ID = 128;
const propagator = new W3CTraceContextPropagator();

/** The caller's id, if it is one, so that a request is found at both ends. */
export function requestId(request: Pick<IncomingMessage, "headers">): string {
  const given = request.headers[HEADER];
  const isFit = typeof given === "string" && given.length <= LONGEST_ID && /^[\x21-\x7e]+$/.test(given);
  return isFit ? given : randomUUID();
}

/** Watch every request, whatever becomes of it. */
export function observe(app: FastifyInstance, metrics: Metrics, tracer: Tracer): void {
  const spans = new WeakMap<FastifyRequest, Span>();
  app.addHook("onRequest", (request, reply, done) => {
    const span = begun(request, tracer);
    spans.set(request, span);
    const { traceId, spanId } = span.spanContext();
    request.log = request.log.child({ trace_id: traceId, span_id: spanId });
    void reply.header(HEADER, request.id);
    done();
  });
  app.addHook("onResponse", (request, reply, done) => {
    metrics.count(request.method, route(request), reply.statusCode, reply.elapsedTime / 1000);
    logged(request, reply);
    ended(spans.get(request), request, reply);
    done();
  });
}

function begun(request: FastifyRequest, tracer: Tracer): Span {
  const context = propagator.extract(ROOT_CONTEXT, request.headers, defaultTextMapGetter);
  const attributes = { "http.request.method": request.method, "url.path": path(request) };
  return tracer.startSpan(request.method, { kind: SpanKind.SERVER, attributes }, context);
}

function logged(request: FastifyRequest, reply: FastifyReply): void {
  const milliseconds = Math.round(reply.elapsedTime * 10) / 10;
  request.log.info({ method: request.method, path: path(request), status: reply.statusCode, milliseconds }, "request");
}

function ended(span: Span | undefined, request: FastifyRequest, reply: FastifyReply): void {
  span?.updateName(`${request.method} ${route(request)}`);
  span?.setAttributes({ "http.route": route(request), "http.response.status_code": reply.statusCode });
  if (reply.statusCode >= 500) {
    span?.setStatus({ code: SpanStatusCode.ERROR });
  }
  span?.end();
}

/** The route, not the path: each path would be a series of its own. */
function route(request: FastifyRequest): string {
  return request.routeOptions.url ?? "unknown";
}

/** Without what is asked after `?`, which may be nobody's business. */
function path(request: FastifyRequest): string {
  return request.url.split("?", 1)[0] ?? "";
}
