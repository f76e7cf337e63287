"""What is wrong with a value, before we know on which line it stands."""

from dataclasses import dataclass

from catalog_store.descriptors.json_values import Path, path_text
from catalog_store.entities import Fault, Severity


@dataclass(frozen=True, slots=True)
class Flaw:
    """A fault whose place is still a path. `at_key`: it is the key that is wrong, not its value."""

    code: str
    path: Path
    message: str
    fix: str
    at_key: bool = False
    severity: Severity = Severity.ERROR

    def at(self, line: int, column: int) -> Fault:
        return Fault(self.code, self.message, self.fix, line, column, path_text(self.path), self.severity)
