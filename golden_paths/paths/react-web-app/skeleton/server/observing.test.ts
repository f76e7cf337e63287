/** Every request leaves a number, a line and a span, and they can be told to belong together. */

import { SpanStatusCode } from "@opentelemetry/api";
import { expect, test } from "vitest";

import { running } from "./running.ts";

const server = running();

async function metrics(): Promise<string> {
  return (await server.it.inside.inject("/metrics")).body;
}

test("counts requests by route and outcome", async () => {
  await server.it.pages.inject("/config.json");
  await server.it.pages.inject("/config.json");
  await server.it.pages.inject("/nowhere");

  const page = await metrics();

  expect(page).toContain('http_request_duration_seconds_count{method="GET",route="/config.json",status="200"} 2');
  expect(page).toMatch(/http_request_duration_seconds_count\{method="GET",route="[^"]+",status="404"\} 1/);
  expect(page).toContain('service_info{version="1.2.3"} 1');
});

test("gives every request an id and keeps the caller's, if it is fit", async () => {
  const asked = ["from-the-caller", "x".repeat(129), "two words"];

  const given = await Promise.all(
    asked.map(async (id) => {
      const answer = await server.it.pages.inject({ url: "/config.json", headers: { "x-request-id": id } });
      return answer.headers["x-request-id"];
    }),
  );

  expect(given[0]).toBe("from-the-caller");
  expect(given.slice(1).map((id) => String(id).length)).toEqual([36, 36]);
});

test("traces requests as part of the caller's trace", async () => {
  const traceId = "0af7651916cd43dd8448eb211c80319c";
  const traceparent = `00-${traceId}-b7ad6b7169203331-01`;

  await server.it.pages.inject({ url: "/config.json?token=secret", headers: { traceparent } });

  const [span] = server.it.spans.getFinishedSpans();
  expect(span?.name).toBe("GET /config.json");
  expect(span?.spanContext().traceId).toBe(traceId);
  expect(span?.attributes).toMatchObject({ "url.path": "/config.json", "http.response.status_code": 200 });
});

test("logs requests with what finds them again, and never what is asked after the question mark", async () => {
  await server.it.pages.inject({ url: "/config.json?token=secret", headers: { "x-request-id": "r-1" } });

  const [line] = server.it.lines.filter((each) => each["event"] === "request");
  expect(line).toMatchObject({ level: "info", path: "/config.json", status: 200, request_id: "r-1" });
  expect(Object.keys(line ?? {})).toEqual(expect.arrayContaining(["timestamp", "trace_id", "milliseconds"]));
  expect(JSON.stringify(server.it.lines)).not.toContain("secret");
});

test("a failure is answered, counted, logged and traced, and tells nothing of the inside", async () => {
  server.it.pages.get("/broken", () => {
    throw new Error("on purpose");
  });

  const answer = await server.it.pages.inject("/broken");

  expect([answer.statusCode, answer.body.includes("on purpose")]).toEqual([500, false]);
  expect(await metrics()).toContain('route="/broken",status="500"');
  expect(server.it.lines.map((each) => each["event"])).toContain("request failed");
  expect(server.it.spans.getFinishedSpans()[0]?.status.code).toBe(SpanStatusCode.ERROR);
});
