/** What Kubernetes asks. */

import { expect, test } from "vitest";

import { running } from "./running.ts";

const server = running();

test("lives", async () => {
  expect((await server.it.inside.inject("/health/live")).statusCode).toBe(200);
});

test("is ready once it has started, and not any more when it ends", async () => {
  const before = await server.it.inside.inject("/health/ready");
  await server.it.pages.ready();
  const meanwhile = await server.it.inside.inject("/health/ready");
  await server.it.pages.close();
  const after = await server.it.inside.inject("/health/ready");

  expect([before.statusCode, meanwhile.statusCode, after.statusCode]).toEqual([503, 200, 503]);
});
