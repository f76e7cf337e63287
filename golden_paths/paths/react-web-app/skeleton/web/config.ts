/** What the pages have to know of where they run: the server tells it, so that one image fits every place. */

import { useEffect, useState } from "react";

export type Config =
  | { readonly state: "loading" }
  | { readonly state: "failed" }
  | { readonly state: "known"; readonly version: string; readonly apiUrl: string };

/** The server's answer, once it is there. */
export function useConfig(): Config {
  const [config, setConfig] = useState<Config>({ state: "loading" });
  useEffect(() => {
    const abort = new AbortController();
    loaded(abort.signal).then(setConfig, () => {
      if (!abort.signal.aborted) {
        setConfig({ state: "failed" });
      }
    });
    return () => {
      abort.abort();
    };
  }, []);
  return config;
}

async function loaded(signal: AbortSignal): Promise<Config> {
  const answer = await fetch("/config.json", { signal });
  const found: unknown = answer.ok ? await answer.json() : undefined;
  if (!isConfig(found)) {
    throw new Error(`/config.json answered ${answer.status}, and not with what it should.`);
  }
  return { state: "known", version: found.version, apiUrl: found.apiUrl };
}

function isConfig(found: unknown): found is { version: string; apiUrl: string } {
  const given = found as { version?: unknown; apiUrl?: unknown } | null | undefined;
  return typeof given?.version === "string" && typeof given.apiUrl === "string";
}
