"""A check, what comes of it, and the scorecard that holds the checks and the levels."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from catalog_store.facts import Fact, Sheet
from catalog_store.refs import EntityRef
from catalog_store.scorecards.conditions import Condition, Rule


class Result(StrEnum):
    """What came of a check. Only `FAILED` is a fault of somebody's: not knowing is none."""

    PASSED = "passed"
    FAILED = "failed"
    DOES_NOT_APPLY = "does not apply"
    UNKNOWN = "unknown"
    EXEMPT = "exempt"


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that would mend it, as it would be proposed. It is put where there is none, and never over another one."""

    path: str
    content: str


@dataclass(frozen=True, slots=True)
class DescriptorField:
    """A field of the entity's own file that would mend it, such as `("metadata", "description")`."""

    path: tuple[str, ...]
    value: str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Probes:
    """Probes where one of these manifests describes a Deployment of this name. The paths begin at the repository's root."""

    paths: tuple[str, ...]
    name: str


Change: TypeAlias = NewFile | DescriptorField | Probes
#: Changes to files, all of them in one pull request.
Mending: TypeAlias = tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that should be so.

    `title` says what holds when it is passed ("Has an owner"), `reason` why that is worth having, `fix` what to do, all in
    sentences. `applies` says what it is about; where that is not known, neither is the result. `effort` orders mending: the
    lowest is the cheapest. `mend` proposes changes to files, as far as they can be known; none where nothing is to be proposed.
    """

    id: str
    title: str
    level: int
    reason: str
    fix: str
    rule: Rule
    applies: Rule
    effort: int = 2
    mend: Callable[[Sheet], Mending] | None = None


@dataclass(frozen=True, slots=True)
class Campaign:
    """Something that all to which it `applies` should do until and with the day `deadline`: pass these checks."""

    id: str
    title: str
    reason: str
    fix: str
    applies: Rule
    checks: tuple[Check, ...]
    deadline: date
    begins: date | None = None


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The levels, lowest first, and all checks; each check's `level` counts from 1."""

    levels: tuple[str, ...]
    checks: tuple[Check, ...]
    campaigns: tuple[Campaign, ...] = ()

    def level_name(self, level: int) -> str:
        """What people call a level; 0 is none."""
        return self.levels[level - 1] if 0 < level <= len(self.levels) else "no level"

    def find(self, check_id: str) -> Check | None:
        """The check of this id."""
        return next((check for check in self.checks if check.id == check_id), None)


@dataclass(frozen=True, slots=True)
class Exemption:
    """A check that an entity need not pass up to and with the day `until`. `approved_by` is who allowed it."""

    check_id: str
    reason: str
    until: date
    asked_by: str
    approved_by: str | None = None

    def holds(self, today: date) -> bool:
        """Whether it counts on this day."""
        return today <= self.until


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one condition found. Without a fact it is not known; `fault` then says why, where somebody was asked."""

    condition: Condition
    fact: Fact | None
    holds: bool | None
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of one check, with what it rests on."""

    check: Check
    result: Result
    evidence: tuple[Evidence, ...] = ()
    exemption: Exemption | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What came of all checks for one entity. `level` is what it has reached, 0 for none. `campaigns` are those about it."""

    entity_id: int
    ref: EntityRef
    label: str
    owner: EntityRef | None
    level: int
    results: Mapping[str, Result]
    judged_at: datetime
    reasons: Mapping[str, str] = field(default_factory=dict)
    campaigns: Mapping[str, Result] = field(default_factory=dict)

    def having(self, result: Result) -> tuple[str, ...]:
        """The ids of the checks with this result, in the scorecard's order."""
        return tuple(check for check, found in self.results.items() if found is result)

    @property
    def score(self) -> int | None:
        """Of a hundred of what could be judged, how much is passed; None where nothing could be."""
        passed, failed = len(self.having(Result.PASSED)), len(self.having(Result.FAILED))
        return round(100 * passed / (passed + failed)) if passed + failed else None
