"""What a report is, and what it is made into: one message for a team, or nothing at all."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from catalog_store.reports.calendar import Slot, Times, slot
from catalog_store.reports.deliveries import Delivery
from catalog_store.reports.teams import ReportTeam
from commands.ask import Answer
from commands.services import Services

Told = Mapping[str, Any]  # Any: JSON


@dataclass(frozen=True, slots=True)
class Made:
    """A report for a team. `asked` are the things that it asks about.

    `is_quiet`: it only says that all is well, which teams may not wish to hear. `is_empty`: nobody wishes to hear it.
    """

    answer: Answer
    told: Told = field(default_factory=dict)
    is_quiet: bool = False
    asked: Sequence[int] = ()
    is_empty: bool = False


def _always(_services: Services) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Report:
    """One kind of report. `before` is what the team was told the last time; without `for_teams` it is the platform's.

    `is_wanted` says whether anybody is to get it this week, `concerned` which teams: only these, where it is not None.
    """

    name: str
    title: str
    for_teams: bool
    make: Callable[[ReportTeam | None, Services, str, Told], Made]
    redraw: Callable[[Delivery, Services], Answer | None] | None = None
    is_wanted: Callable[[Services], bool] = _always
    slot: Callable[[Times, datetime], Slot] = slot
    concerned: Callable[[Services], Collection[str]] | None = None
