"""What reading a template came across: its names, filters, tests and calls, with their lines."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

Entry = TypeVar("Entry")


@dataclass(slots=True)
class Findings:
    """Filled in while a template is read. `mutates` says that it may change lists or objects that it was given."""

    mutates: bool = False
    names: list[tuple[str, int]] = field(default_factory=list)
    filters: list[tuple[str, int]] = field(default_factory=list)
    tests: list[tuple[str, int]] = field(default_factory=list)
    calls: list[tuple[str, int]] = field(default_factory=list)
    #: What is read, as far as its keys are plain: `steps['a'].output.b` is ("steps", "a", "output", "b").
    paths: list[tuple[tuple[str, ...], int]] = field(default_factory=list)
    #: Names that the template itself sets.
    defined: set[str] = field(default_factory=set)
    #: Lines where `not` slips to the left side of a comparison.
    negations: list[int] = field(default_factory=list)

    @contextmanager
    def without(self, test: str) -> Iterator[None]:
        """What comes across meanwhile, but for the name of the test that `is` asks for: it reads nothing and calls nothing."""
        before = (len(self.names), len(self.paths), len(self.calls))
        yield
        _remove(self.names, before[0], test)
        _remove(self.paths, before[1], (test,))
        _remove(self.calls, before[2], test)


def _remove(entries: list[tuple[Entry, int]], start: int, wanted: Entry) -> None:
    """Take out the first entry from there on that is of the wanted one."""
    for index in range(start, len(entries)):
        if entries[index][0] == wanted:
            del entries[index]
            return
