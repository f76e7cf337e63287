"""The engine: what a template would do (dry run, preview), and doing it step by step."""

from golden_paths.engine.fixing import Fixed
from golden_paths.engine.outcome import ActionBugError, Outcome, StepError, StepResult
from golden_paths.engine.performing import (
    Rounds,
    RunState,
    clean_up,
    may_leave,
    outputs,
    perform,
    rebuild,
    waiting_time,
)
from golden_paths.engine.plan import Diff, PlannedFile, PlannedStep, Preview
from golden_paths.engine.previewing import preview
from golden_paths.engine.rehearsing import dry_run
from golden_paths.engine.stepping import runs_after_failure

__all__ = [
    "ActionBugError",
    "Diff",
    "Fixed",
    "Outcome",
    "PlannedFile",
    "PlannedStep",
    "Preview",
    "Rounds",
    "RunState",
    "StepError",
    "StepResult",
    "clean_up",
    "dry_run",
    "may_leave",
    "outputs",
    "perform",
    "preview",
    "rebuild",
    "runs_after_failure",
    "waiting_time",
]
