/** The pages as `npm run build` made them, and what they have to know of where they run. */

import helmet from "@fastify/helmet";
import files from "@fastify/static";
import type { FastifyInstance } from "fastify";

import type { Settings } from "./settings.ts";

/** Their names change with their content, so browsers may keep them. */
const KEPT = "/assets/";

export async function servePages(app: FastifyInstance, settings: Settings, folder: string): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        connectSrc: ["'self'", ...(settings.apiUrl === "" ? [] : [new URL(settings.apiUrl).origin])],
        imgSrc: ["'self'", "data:"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
  });
  app.get("/config.json", async (_request, reply) => {
    return reply.header("cache-control", "no-store").send({ version: settings.version, apiUrl: settings.apiUrl });
  });
  await app.register(files, {
    root: folder,
    cacheControl: false,
    setHeaders: (reply, file) => {
      void reply.header("cache-control", file.includes(KEPT) ? "public, max-age=31536000, immutable" : "no-cache");
    },
  });
  app.setNotFoundHandler(async (request, reply) => {
    if (isPage(request.method, request.url, request.headers.accept)) {
      return reply.sendFile("index.html");
    }
    return reply.code(404).send({ error: "There is nothing here." });
  });
}

/** Whether a person asks for it, and not a page for one of its parts: the pages know their own addresses. */
function isPage(method: string, url: string, accept = ""): boolean {
  return method === "GET" && accept.includes("text/html") && !url.startsWith(KEPT);
}
