"""What came of a step, and of a whole dry run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from golden_paths.errors import ActionError
from golden_paths.ports import JsonObject
from golden_paths.workspace import WorkspaceFile


class StepError(ActionError):
    """A step failed. The text says why; `step_id` and `step_name` say which."""

    def __init__(self, step_id: str, step_name: str, error: ActionError, text: str) -> None:
        super().__init__(text, is_retryable=error.is_retryable)
        self.step_id = step_id
        self.step_name = step_name


class ActionBugError(ActionError):
    """An action broke in a way that its author did not foresee. The cause has the traceback."""

    def __init__(self, action: str, bug: Exception) -> None:
        super().__init__(f"The action {action} broke ({type(bug).__name__}). Whoever wrote it should see the log.")


@dataclass(frozen=True, slots=True)
class StepResult:
    """What came of one step. Secrets are masked in it.

    `input` is a list where the step ran for `each`. `output` is None when the step was skipped by its `if`. `why` says
    why it was skipped; one whose action does not run in a dry run counts as skipped, too, and has an example as output.
    `has_left`: it made something outside that `clean_up` could remove. `swallowed` are expressions that stayed raw text.
    """

    id: str
    name: str
    action: str
    input: Any  # Any: JSON
    output: JsonObject | None
    why: str = ""
    error: str = ""
    has_left: bool = False
    swallowed: tuple[str, ...] = ()

    @property
    def is_skipped(self) -> bool:
        """Whether the action was not carried out."""
        return bool(self.why)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a dry run. With an `error` there are no files, as in Backstage."""

    steps: tuple[StepResult, ...]
    output: JsonObject
    log: tuple[str, ...]
    files: tuple[WorkspaceFile, ...]
    error: str = ""


@dataclass(frozen=True, slots=True)
class Outputs:
    """What the steps so far have given, by id; `has_failed`: one of them failed."""

    of_steps: Mapping[str, JsonObject] = field(default_factory=dict)
    has_failed: bool = False
