/** What browsers tell, and what they cannot. */

import { expect, test } from "vitest";

import { running } from "./running.ts";

const server = running();
const PROBLEM = { kind: "error", message: "TypeError: it is undefined", page: "/orders", stack: "at Orders" };

async function tell(payload: object) {
  return (await server.it.pages.inject({ method: "POST", url: "/problems", payload })).statusCode;
}

function logged() {
  return server.it.lines.filter((line) => line["event"] === "problem in a browser");
}

test("counts and logs what a browser tells", async () => {
  expect(await tell(PROBLEM)).toBe(204);

  expect((await server.it.inside.inject("/metrics")).body).toContain('browser_problems_total{kind="error"} 1');
  expect(logged()).toEqual([expect.objectContaining({ ...PROBLEM, level: "warn" })]);
});

test.each([
  {},
  { ...PROBLEM, kind: "made up" },
  { ...PROBLEM, message: "x".repeat(1_001) },
  { ...PROBLEM, stack: { deep: true } },
])("refuses what no page of ours tells", async (payload) => {
  expect(await tell(payload)).toBe(400);
  expect(logged()).toEqual([]);
});

test("refuses what is too large to be one", async () => {
  expect(await tell({ ...PROBLEM, stack: "x".repeat(20_000) })).toBe(413);
});

test("counts all, but does not log more than one can read", async () => {
  for (let time = 0; time < 130; time += 1) {
    await tell(PROBLEM);
  }

  expect((await server.it.inside.inject("/metrics")).body).toContain('browser_problems_total{kind="error"} 130');
  expect(logged().length).toBeLessThanOrEqual(120); // a minute may end meanwhile
});
