/** Whatever goes wrong in this browser is told to the server, which counts and logs it. */

export type Kind = "error" | "rejection" | "rendering";

const LONGEST_MESSAGE = 1_000;
const LONGEST_STACK = 8_000;
const LONGEST_PAGE = 500;
/** After so many, this page has nothing new to tell. */
const MOST = 20;

let told = 0;

/** Listen for what nobody caught. */
export function watchProblems(window: Window): void {
  window.addEventListener("error", (event) => {
    tellProblem("error", event.error ?? event.message);
  });
  window.addEventListener("unhandledrejection", (event) => {
    tellProblem("rejection", event.reason);
  });
}

export function tellProblem(kind: Kind, problem: unknown, stack = stackOf(problem)): void {
  told += 1;
  if (told > MOST) {
    return;
  }
  const body = JSON.stringify({
    kind,
    message: messageOf(problem).slice(0, LONGEST_MESSAGE),
    // Without what is asked after `?`, which may be nobody's business.
    page: window.location.pathname.slice(0, LONGEST_PAGE),
    ...(stack !== undefined && { stack: stack.slice(0, LONGEST_STACK) }),
  });
  // Unlike `fetch`, it also gets out when the page is being left.
  navigator.sendBeacon("/problems", new Blob([body], { type: "application/json" }));
}

function messageOf(problem: unknown): string {
  return problem instanceof Error ? `${problem.name}: ${problem.message}` : String(problem);
}

function stackOf(problem: unknown): string | undefined {
  return problem instanceof Error ? problem.stack : undefined;
}
