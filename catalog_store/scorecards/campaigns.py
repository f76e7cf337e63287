"""Campaigns: something that many things should do by a day. What they are, how they are written, and when teams hear of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum

from catalog_store.scorecards.conditions import Every
from catalog_store.scorecards.model import Campaign, Check, Result
from catalog_store.scorecards.reading import Faults, Written, filter_from, rule_from
from catalog_store.scorecards.written import mapping, new_id, only_keys, sentence

_KEYS = ("id", "title", "reason", "fix", "filter", "checks", "pass", "begins", "deadline")
_MOST = 50
#: Weeks that are left, and how many pass between two reminders then. The nearer the day, the more of them there are.
_EVERY = ((8, 4), (4, 2), (0, 1))


class Stage(StrEnum):
    """Where a campaign is."""

    COMING = "coming"
    RUNNING = "running"
    LAST_WEEKS = "last weeks"
    CLOSING = "closing"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Tally:
    """How far it has come: things that have done it, have not, of which nobody knows, and those that need not."""

    passed: int = 0
    failed: int = 0
    unknown: int = 0
    exempt: int = 0

    @property
    def total(self) -> int:
        """All that should do it."""
        return self.passed + self.failed + self.unknown

    @property
    def share(self) -> int | None:
        """Of a hundred, how many have done it, rounded down: a hundred is all. None where there is nothing to be done."""
        return 100 * self.passed // self.total if self.total else None

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.passed + other.passed,
            self.failed + other.failed,
            self.unknown + other.unknown,
            self.exempt + other.exempt,
        )


def tally(results: Mapping[Result, int]) -> Tally:
    """Counted results as a tally."""
    return Tally(*(results.get(each, 0) for each in (Result.PASSED, Result.FAILED, Result.UNKNOWN, Result.EXEMPT)))


def stage(campaign: Campaign, today: date) -> Stage:
    """Where it is on this day. It closes for a week, so that each team's weekly hour falls into that once."""
    left = (campaign.deadline - today).days
    if campaign.begins and today < campaign.begins:
        return Stage.COMING
    if left < 0:
        return Stage.CLOSING if left >= -7 else Stage.OVER
    return Stage.LAST_WEEKS if left < 7 * _EVERY[1][0] else Stage.RUNNING


def is_told(campaign: Campaign, today: date) -> bool:
    """Whether teams hear of it in the week of this day: when it begins, ever more often, and when it closes."""
    now = stage(campaign, today)
    if now in (Stage.COMING, Stage.OVER):
        return False
    if now is Stage.CLOSING or (campaign.begins and (today - campaign.begins).days < 7):
        return True
    weeks = (campaign.deadline - today).days // 7
    every = next(every for at_least, every in _EVERY if weeks >= at_least)
    return weeks % every == 0


def read_campaigns(written: object, checks: Sequence[Check], place: str, faults: Faults) -> tuple[Campaign, ...]:
    """Those without a fault; what is wrong with the others is told."""
    if written is None:
        return ()
    if not isinstance(written, list) or len(written) > _MOST:
        faults.add(place, f"must be a list of at most {_MOST} campaigns", "Begin each with `- id: python-3-13`.")
        return ()
    found: dict[str, Campaign] = {}
    for index, entry in enumerate(written):
        campaign = _campaign(mapping(entry, f"{place}[{index}]", faults), checks, found, f"{place}[{index}]", faults)
        if campaign:
            found[campaign.id] = campaign
    return tuple(found.values())


def _campaign(
    entry: Written, checks: Sequence[Check], taken: Mapping[str, Campaign], place: str, faults: Faults
) -> Campaign | None:
    before = len(faults.found)
    only_keys(entry, _KEYS, place, faults)
    name = new_id(entry.get("id"), f"{place}.id", taken, "campaign", faults)
    title = sentence(entry.get("title"), f"{place}.title", "title: All services on Python 3.13", faults)
    reason = sentence(entry.get("reason", "The platform team asks for it."), f"{place}.reason", "reason: Why", faults)
    fix = sentence(entry.get("fix", "Ask the platform team how."), f"{place}.fix", "fix: What to do", faults)
    applies = filter_from(entry.get("filter"), f"{place}.filter", faults)
    deadline = _day(entry.get("deadline"), f"{place}.deadline", faults)
    begins = _day(entry["begins"], f"{place}.begins", faults) if "begins" in entry else None
    if begins and deadline and begins > deadline:
        faults.add(f"{place}.begins", "is after the deadline", "Begin earlier, or end later.")
    parts = tuple(_parts(entry, checks, place, faults))
    if len(faults.found) > before or not (name and title and reason and fix and applies and deadline and parts):
        return None
    return Campaign(name, title, reason, fix, applies, parts, deadline, begins)


def _parts(entry: Written, checks: Sequence[Check], place: str, faults: Faults) -> Iterator[Check]:
    """What is to be passed: checks of the scorecard, or a condition of its own."""
    if ("checks" in entry) == ("pass" in entry):
        faults.add(place, "must have either checks or pass", "Write for example `checks: [has-runbook]`.")
    elif "pass" in entry:
        rule = rule_from(entry["pass"], f"{place}.pass", faults)
        if rule:
            yield Check(f"campaign {entry.get('id')}", "", 0, "", "", rule, Every(()))
    else:
        yield from _named(entry["checks"], checks, f"{place}.checks", faults)


def _named(written: object, checks: Sequence[Check], place: str, faults: Faults) -> Iterator[Check]:
    if not isinstance(written, list) or not written:
        faults.add(place, "must be a list of checks", "Write for example `[has-runbook]`.")
        return
    known = {check.id: check for check in checks}
    for index, name in enumerate(written):
        if str(name) in known:
            yield known[str(name)]
        else:
            near = get_close_matches(str(name), known, n=1)
            hint = f"Did you mean {near[0]}?" if near else "`/callboard scorecards` counts them."
            faults.add(f"{place}[{index}]", f"there is no check {name!r}", hint)


def _day(written: object, place: str, faults: Faults) -> date | None:
    if isinstance(written, datetime):
        return written.date()
    if isinstance(written, date):
        return written
    try:
        return date.fromisoformat(str(written))
    except ValueError:
        faults.add(place, "must be a day", "Write for example `2027-03-31`.")
        return None
