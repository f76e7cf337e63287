/** What browsers tell the server. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { tellProblem, watchProblems } from "./problems.ts";

const sent: Blob[] = [];

beforeEach(() => {
  const sendBeacon = (_url: string, body: Blob) => sent.push(body) > 0;
  vi.stubGlobal("navigator", { sendBeacon });
});

afterEach(() => {
  sent.length = 0;
  vi.unstubAllGlobals();
});

async function lastTold(): Promise<unknown> {
  return JSON.parse((await sent.at(-1)?.text()) ?? "null");
}

test("tells what nobody caught", async () => {
  watchProblems(window);

  window.dispatchEvent(new ErrorEvent("error", { error: new TypeError("it is undefined") }));

  const stack = expect.stringContaining("it is undefined") as unknown;
  expect(await lastTold()).toEqual({ kind: "error", message: "TypeError: it is undefined", page: "/", stack });
});

test("tells also what is no error, and never more than the server takes", async () => {
  tellProblem("rejection", "x".repeat(2_000));

  expect(await lastTold()).toEqual({ kind: "rejection", message: "x".repeat(1_000), page: "/" });
});

test("does not tell the same for ever", () => {
  for (let time = 0; time < 100; time += 1) {
    tellProblem("error", new Error("again"));
  }

  expect(sent.length).toBeLessThan(20);
});
