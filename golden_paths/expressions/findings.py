"""What reading a template came across: its names, filters, tests and calls, with their lines."""

from dataclasses import dataclass, field


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
