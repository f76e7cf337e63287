/** A running application for tests, and what it said and traced meanwhile. */

import { InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";

import { type Application, createApplication } from "./app.ts";
import { settingsFrom } from "./settings.ts";
import { tracerProvider } from "./tracing.ts";

export interface Running extends Application {
  readonly spans: InMemorySpanExporter;
  /** What was logged, line by line. */
  readonly lines: Record<string, unknown>[];
}

/** For every test of the file a new one, with pages as the build would have made them. */
export function running(): { readonly it: Running } {
  let current: Running | undefined;
  let folder = "";

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "pages-"));
    await mkdir(join(folder, "assets"));
    await writeFile(join(folder, "index.html"), "<title>Pages</title>");
    await writeFile(join(folder, "assets", "index-1a2b3c.js"), "export {};");
    current = await started(folder);
  });

  afterEach(async () => {
    await current?.pages.close();
    await current?.inside.close();
    await rm(folder, { recursive: true });
  });

  return {
    get it() {
      if (current === undefined) {
        throw new Error("Nothing runs outside of a test.");
      }
      return current;
    },
  };
}

async function started(folder: string): Promise<Running> {
  const settings = settingsFrom({ SERVICE_VERSION: "1.2.3", API_URL: "https://api.example.com/v1" });
  const spans = new InMemorySpanExporter();
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>);
  const tracing = tracerProvider(settings, [new SimpleSpanProcessor({ exporter: spans })]);
  const application = await createApplication(settings, tracing, { lines: { write }, folder });
  return { ...application, spans, lines };
}
