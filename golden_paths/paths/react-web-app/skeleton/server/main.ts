/** `node server/main.ts` serves until a signal comes. Requests that are under way get time to end. */

import { createApplication } from "./app.ts";
import { settingsFrom } from "./settings.ts";
import { tracerProvider } from "./tracing.ts";

const settings = settingsFrom(process.env);
const tracing = tracerProvider(settings);
const { pages, inside } = await createApplication(settings, tracing);

async function stop(signal: string): Promise<void> {
  pages.log.info({ signal }, "stopping");
  await pages.close();
  await inside.close();
  await tracing.shutdown();
}

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => void stop(signal));
}

await pages.listen({ host: settings.host, port: settings.port, listenTextResolver: () => "started" });
await inside.listen({ host: settings.host, port: settings.insidePort });
