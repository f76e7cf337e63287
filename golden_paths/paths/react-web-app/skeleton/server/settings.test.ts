/** What the environment says. */

import { expect, test } from "vitest";

import { settingsFrom } from "./settings.ts";
import { tracerProvider } from "./tracing.ts";

test("has defaults for one's own machine", () => {
  expect(settingsFrom({})).toMatchObject({ version: "dev", host: "127.0.0.1", port: 8000, insidePort: 9000 });
});

test("reads the environment", () => {
  const environment = { SERVICE_VERSION: "1.2.3", PORT: "80", LOG_LEVEL: "DEBUG", API_URL: "https://api.example.com/" };

  const settings = settingsFrom(environment);

  expect(settings).toMatchObject({ version: "1.2.3", port: 80, logLevel: "debug", apiUrl: "https://api.example.com" });
});

test.each([
  { PORT: "http" },
  { INSIDE_PORT: "70000" },
  { LOG_LEVEL: "loud" },
  { API_URL: "api.example.com" },
  { API_URL: "ftp://api.example.com" },
])("refuses what cannot be meant: %o", (environment) => {
  expect(() => settingsFrom(environment)).toThrow(/Write /);
});

test("traces go to a collector once one is named", async () => {
  const provider = tracerProvider(settingsFrom({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318" }));

  await expect(provider.shutdown()).resolves.toBeUndefined();
});
