/** The pages, and what browsers are told about them. */

import { expect, test } from "vitest";

import { createApplication } from "./app.ts";
import { running } from "./running.ts";
import { settingsFrom } from "./settings.ts";
import { tracerProvider } from "./tracing.ts";

const server = running();
const AS_PERSON = { accept: "text/html,application/xhtml+xml" };

test("every address of a page is answered with the page", async () => {
  for (const url of ["/", "/orders/17?sort=date"]) {
    const answer = await server.it.pages.inject({ url, headers: AS_PERSON });

    expect([answer.statusCode, answer.body]).toEqual([200, "<title>Pages</title>"]);
    expect(answer.headers["cache-control"]).toBe("no-cache");
  }
});

test("parts of a page are kept by browsers, and missed when they are not there", async () => {
  const found = await server.it.pages.inject("/assets/index-1a2b3c.js");
  const missing = await server.it.pages.inject({ url: "/assets/index-0.js", headers: AS_PERSON });

  expect([found.statusCode, found.headers["cache-control"]]).toEqual([200, "public, max-age=31536000, immutable"]);
  expect([missing.statusCode, missing.json()]).toEqual([404, { error: "There is nothing here." }]);
});

test("nothing leads out of the folder of the pages", async () => {
  const answer = await server.it.pages.inject("/..%2f..%2fetc%2fpasswd");

  expect(answer.statusCode).toBeGreaterThanOrEqual(400);
  expect(answer.body).not.toContain("root:");
});

test("browsers run and call only what belongs to the pages", async () => {
  const { headers } = await server.it.pages.inject({ url: "/", headers: AS_PERSON });

  expect(headers["content-security-policy"]).toContain("default-src 'self'");
  expect(headers["content-security-policy"]).toContain("connect-src 'self' https://api.example.com;");
  expect(headers["x-content-type-options"]).toBe("nosniff");
  expect(headers["strict-transport-security"]).toBeDefined();
});

test("the pages are told where they run", async () => {
  const answer = await server.it.pages.inject("/config.json");

  expect(answer.json()).toEqual({ version: "1.2.3", apiUrl: "https://api.example.com/v1" });
  expect(answer.headers["cache-control"]).toBe("no-store");
});

test("health and metrics are not to be had from outside", async () => {
  for (const url of ["/metrics", "/health/live"]) {
    expect((await server.it.pages.inject(url)).statusCode).toBe(404);
  }
});

test("without pages it does not start, and says what to do", async () => {
  const settings = settingsFrom({});

  await expect(createApplication(settings, tracerProvider(settings), { folder: "/nowhere" })).rejects.toThrow(
    "There are no pages in /nowhere. Run `npm run build` first.",
  );
});
