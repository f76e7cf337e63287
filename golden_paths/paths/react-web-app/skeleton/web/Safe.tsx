/** What people see when a part of the page cannot be drawn, in place of nothing at all. */

import { Component, type ErrorInfo, type ReactNode } from "react";

import { tellProblem } from "./problems.ts";

interface Props {
  readonly children: ReactNode;
}

export class Safe extends Component<Props, { readonly isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  override componentDidCatch(error: Error, info: ErrorInfo) {
    tellProblem("rendering", error, info.componentStack ?? undefined);
  }

  override render() {
    if (!this.state.isBroken) {
      return this.props.children;
    }
    return (
      <main role="alert">
        <h1>Something went wrong</h1>
        <p>We have been told. Load the page again; what you entered may have to be entered again.</p>
        <button
          type="button"
          onClick={() => {
            window.location.reload();
          }}
        >
          Load again
        </button>
      </main>
    );
  }
}
