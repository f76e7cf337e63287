"""Who did what, when, and who was refused. Rows are added and read, never changed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import text

from catalog_store.database import Database

_SAVE = text(
    """
    INSERT INTO audit (slack_team, slack_user, user_ref, deed, target, outcome, detail)
    VALUES (:team, :user, :user_ref, :deed, :target, :outcome, :detail)
    """
)
_FIND = text(
    """
    SELECT *, count(*) OVER () AS total FROM audit
    WHERE (CAST(:user AS text) IS NULL OR user_ref = :user OR slack_user = :user)
        AND (CAST(:deed AS text) IS NULL OR deed LIKE :deed)
        AND (CAST(:target AS text) IS NULL OR target = :target)
        AND (CAST(:outcome AS text) IS NULL OR outcome = :outcome)
        AND (CAST(:since AS timestamptz) IS NULL OR at >= :since)
    ORDER BY at DESC, id DESC LIMIT :limit OFFSET :offset
    """
)
_FORGET = text("DELETE FROM audit WHERE at < :before")

_SPAN = re.compile(r"([0-9]{1,4})([hdw])")
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
#: So long who did what is kept.
KEPT = timedelta(days=400)
_AT_ONCE = 1_000


class AuditOutcome(StrEnum):
    """What came of it."""

    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Doing:
    """Something that somebody did, or was refused. `detail` is in words."""

    team: str
    user: str
    user_ref: str | None
    deed: str
    outcome: AuditOutcome
    target: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the log."""

    id: int
    at: datetime
    doing: Doing


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What is looked for; None is everything. `deed` may end with `*`. `user` is a reference or an id of Slack's."""

    user: str | None = None
    deed: str | None = None
    target: str | None = None
    outcome: str | None = None
    since: datetime | None = None


def span_of(text: str) -> timedelta | None:
    """`12h`, `7d` or `4w` as a span of time; None for anything else."""
    found = _SPAN.fullmatch(text)
    return int(found[1]) * _UNITS[found[2]] if found else None


class Audit:
    """The log of deeds. Every method may raise `DatabaseAwayError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, doing: Doing) -> None:
        """Add to the log."""
        with self._database.changing() as connection:
            connection.execute(_SAVE, _values(doing))

    def page(self, wanted: AuditFilter, *, limit: int, offset: int = 0) -> tuple[tuple[Entry, ...], int]:
        """The latest first, and how many there are in all."""
        with self._database.reading() as connection:
            rows = connection.execute(_FIND, {**_filter(wanted), "limit": limit, "offset": offset}).all()
        return tuple(map(_entry, rows)), rows[0].total if rows else 0

    def all(self, wanted: AuditFilter) -> Iterator[Entry]:
        """Everything that fits, the latest first, however much there is."""
        offset = 0
        while entries := self.page(wanted, limit=_AT_ONCE, offset=offset)[0]:
            yield from entries
            offset += len(entries)

    def forget(self, *, now: datetime) -> int:
        """Drop what is older than `KEPT`. Gives the number of rows dropped."""
        with self._database.changing() as connection:
            return connection.execute(_FORGET, {"before": now - KEPT}).rowcount


def _values(doing: Doing) -> Mapping[str, object]:
    return {
        "team": doing.team,
        "user": doing.user,
        "user_ref": doing.user_ref,
        "deed": doing.deed,
        "target": doing.target,
        "outcome": doing.outcome.value,
        "detail": doing.detail,
    }


def _filter(wanted: AuditFilter) -> Mapping[str, object]:
    deed = wanted.deed
    if deed is not None:
        deed = deed.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_").replace("*", "%")
    return {
        "user": wanted.user,
        "deed": deed,
        "target": wanted.target,
        "outcome": wanted.outcome,
        "since": wanted.since,
    }


def _entry(row: Any) -> Entry:  # Any: a row of the questions above
    doing = Doing(
        row.slack_team, row.slack_user, row.user_ref, row.deed, AuditOutcome(row.outcome), row.target, row.detail
    )
    return Entry(row.id, row.at, doing)
