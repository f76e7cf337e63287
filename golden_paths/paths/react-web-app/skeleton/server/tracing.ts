/** Traces: sent by OTLP to the collector that OTEL_EXPORTER_OTLP_ENDPOINT names, nowhere without it. */

import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, type SpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";

import type { Settings } from "./settings.ts";

/** Where spans come from. The SDK reads further settings from its own OTEL_ variables. */
export function tracerProvider(settings: Settings, processors = toCollector(settings)): TracerProvider {
  const resource = resourceFromAttributes({ "service.name": settings.name, "service.version": settings.version });
  return new TracerProvider({ resource, spanProcessors: processors });
}

function toCollector(settings: Settings): SpanProcessor[] {
  return settings.tracesTo === "" ? [] : [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })];
}
