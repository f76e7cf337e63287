/** Where the browser begins. */

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { App } from "./App.tsx";
import { Safe } from "./Safe.tsx";
import { watchProblems } from "./problems.ts";
import "./style.css";

const root = document.getElementById("root");
if (root === null) {
  throw new Error("index.html has no element with the id `root`.");
}
watchProblems(window);
createRoot(root).render(
  <StrictMode>
    <Safe>
      <App />
    </Safe>
  </StrictMode>,
);
