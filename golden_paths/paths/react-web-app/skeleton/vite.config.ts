/** How the pages are built and served while they change, and how everything is tested. */

import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const SERVER = "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react()],
  server: { proxy: { "/config.json": SERVER, "/problems": SERVER } },
  test: {
    testTimeout: 20_000, // on a machine that has more to do
    hookTimeout: 20_000,
    projects: [
      { extends: true, test: { name: "web", environment: "jsdom", include: ["web/**/*.test.{ts,tsx}"] } },
      { extends: true, test: { name: "server", environment: "node", include: ["server/**/*.test.ts"] } },
    ],
  },
});
