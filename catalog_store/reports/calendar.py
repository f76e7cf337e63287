"""When a team's report is due: a day and an hour on the team's own clock, whatever summer time does to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from catalog_store.reports.teams import Choice, ReportTeam

#: 0 is Monday, as in Python.
MONDAY = 0
_DAY = timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class Times:
    """On which day of the week, and at which hour of which clock."""

    weekday: int = MONDAY
    hour: int = 9
    time_zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Usual:
    """What counts where a team chose nothing. `targets` are per cents of what is to be covered.

    `tells_regressions`: teams hear of what got worse before their next scorecard comes.
    """

    times: Times = Times()
    is_silent_when_well: bool = False
    tells_regressions: bool = True
    targets: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Slot:
    """One week's slot: its name, when it begins, and until when it is still worth catching up."""

    period: str
    due_at: datetime
    ends_at: datetime

    def is_open(self, now: datetime) -> bool:
        """Whether it has come and its day is not over."""
        return self.due_at <= now < self.ends_at


@lru_cache(maxsize=256)
def zone(name: str | None) -> ZoneInfo | None:
    """The clock of this name, if there is one."""
    if not name or len(name) > 100 or name.startswith("/") or ".." in name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def slot(times: Times, now: datetime) -> Slot:
    """The slot of the week that it is on the team's clock. Its period is that clock's week."""
    clock = zone(times.time_zone) or ZoneInfo("UTC")
    today = now.astimezone(clock).date()
    day = today + timedelta(days=times.weekday - today.weekday())
    year, week, _ = day.isocalendar()
    return Slot(
        f"{year}-W{week:02}", _moment(day, time(times.hour), clock), _moment(day + timedelta(days=1), time(), clock)
    )


def day_slot(times: Times, now: datetime) -> Slot:
    """The slot of the day that it is on the team's clock: its hour and the eight after it, so that nobody is told at night."""
    clock = zone(times.time_zone) or ZoneInfo("UTC")
    day = now.astimezone(clock).date()
    begins = _moment(day, time(times.hour), clock)
    return Slot(day.isoformat(), begins, min(begins + _DAY, _moment(day + timedelta(days=1), time(), clock)))


def _moment(day: date, at: time, clock: ZoneInfo) -> datetime:
    """That time of that day. An hour that summer time leaves out is the one after it, of one that comes twice it is the first."""
    return datetime.combine(day, at, tzinfo=clock).astimezone(UTC)


def times_of(choice: Choice, team: ReportTeam | None, usual: Usual) -> Times:
    """The times that count for a team: what it chose, else its own clock at the usual hour. An unknown clock counts as none."""
    names = (choice.time_zone, team.time_zone if team else None, usual.times.time_zone)
    known = next((name for name in names if name and zone(name)), "UTC")
    return Times(
        usual.times.weekday if choice.weekday is None else choice.weekday,
        usual.times.hour if choice.hour is None else choice.hour,
        known,
    )


def is_snoozed(choice: Choice, times: Times, now: datetime) -> bool:
    """Nothing is told before the chosen day, by the team's clock."""
    clock = zone(times.time_zone) or ZoneInfo("UTC")
    return choice.snoozed_until is not None and now.astimezone(clock).date() < choice.snoozed_until
