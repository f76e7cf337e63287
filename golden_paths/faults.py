"""What is wrong with a template, and where: the one form in which readers, forms and lint tell it."""

from dataclasses import dataclass
from pathlib import Path

from catalog_store.entities import Severity
from golden_paths.errors import GoldenPathError

__all__ = ["Fault", "Severity", "TemplateError"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a template, in words for its author.

    `line` and `column` count from 1 within the file at `path`, 0 where the place is unknown. `field` is a path such as
    `spec.steps[1].if`; `fix` says what to do, with the corrected text where it can be known. `code` is a short stable name.
    A warning does not keep the template from running.
    """

    path: Path
    line: int
    field: str
    problem: str
    fix: str
    code: str = "template"
    column: int = 0
    severity: Severity = Severity.ERROR

    @property
    def sentence(self) -> str:
        """Where and what, and what to do, on one line."""
        at = f"{self.path}:{self.line}" if self.line else str(self.path)
        field = f" {self.field}:" if self.field else ""
        return f"{at}:{field} {self.problem} {self.fix}"


class TemplateError(GoldenPathError):
    """The template cannot be used. `faults` has every reason, each with its place and what to do."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(fault.sentence for fault in faults))
        self.faults = faults
