"""Pull requests that were asked for by pressing a button: one for each thing to be mended, however often it is pressed."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import TextClause, text

from catalog_store.database import Database


class MendingState(StrEnum):
    """How far it has come."""

    ASKED = "asked"
    OPEN = "open"
    MERGED = "merged"
    CLOSED = "closed"
    REFUSED = "refused"


_COLUMNS = "id, entity_id, what, asked_by, asked_at, number, url, state, reason, messages"
_ASK = text(
    f"""
    INSERT INTO mendings (entity_id, what, asked_by, asked_at, messages)
    VALUES (:entity, :what, :by, :at, CAST(:message AS jsonb))
    ON CONFLICT (entity_id, what) WHERE state IN ('asked', 'open') DO UPDATE SET
        messages = CASE WHEN mendings.messages @> excluded.messages THEN mendings.messages
            ELSE mendings.messages || excluded.messages END
    RETURNING {_COLUMNS}
    """  # noqa: S608  # constants
)
_FIND = text(f"SELECT {_COLUMNS} FROM mendings WHERE id = :id")  # noqa: S608  # constants
_OPENED = text(
    f"""
    UPDATE mendings SET number = :number, url = :url, state = 'open', looked_at = :at
    WHERE id = :id AND state IN ('asked', 'open') RETURNING {_COLUMNS}
    """  # noqa: S608  # constants
)
_REFUSED = text(
    f"UPDATE mendings SET state = 'refused', reason = :reason WHERE id = :id AND state = 'asked' RETURNING {_COLUMNS}"  # noqa: S608  # constants
)
_SETTLED = text(
    f"UPDATE mendings SET state = :state, looked_at = :at WHERE id = :id AND state = 'open' RETURNING {_COLUMNS}"  # noqa: S608  # constants
)
_LATEST = text(
    f"""
    SELECT DISTINCT ON (entity_id, what) {_COLUMNS} FROM mendings WHERE entity_id = ANY(:ids)
    ORDER BY entity_id, what, id DESC
    """  # noqa: S608  # constants
)
_COUNTS = text("SELECT state, count(*) AS number FROM mendings WHERE asked_at >= :since GROUP BY state")
_TO_LOOK_AT = text(
    f"""
    UPDATE mendings SET looked_at = :now WHERE id IN (
        SELECT id FROM mendings WHERE state = 'open' AND (looked_at IS NULL OR looked_at < :before)
        ORDER BY looked_at NULLS FIRST, id LIMIT :limit FOR UPDATE SKIP LOCKED
    ) RETURNING {_COLUMNS}
    """  # noqa: S608  # constants
)


@dataclass(frozen=True, slots=True)
class AskedMending:
    """One pull request, as far as it has come. `messages` are the channels and times of the messages that show it."""

    id: int
    entity_id: int
    what: str
    asked_by: str
    asked_at: datetime
    number: int | None
    url: str | None
    state: MendingState
    reason: str | None
    messages: tuple[tuple[str, str], ...]


class Mendings:
    """The pull requests that were asked for. Every method may raise `DatabaseAwayError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ask(
        self, entity_id: int, what: str, *, by: str, at: datetime, message: tuple[str, str] | None = None
    ) -> AskedMending:
        """Ask for one, or come to the one that was asked for and is not settled; `message` will show what becomes of it."""
        shown = json.dumps([list(message)] if message else [])
        found = self._all(_ASK, entity=entity_id, what=what, by=by, at=at, message=shown)
        return found[0]

    def find(self, mending_id: int) -> AskedMending | None:
        """The one of this id."""
        return next(iter(self._all(_FIND, id=mending_id)), None)

    def opened(self, mending_id: int, *, number: int, url: str, at: datetime) -> AskedMending | None:
        """Note that it is open."""
        return next(iter(self._all(_OPENED, id=mending_id, number=number, url=url, at=at)), None)

    def refused(self, mending_id: int, reason: str) -> AskedMending | None:
        """Note that there is none, and why."""
        return next(iter(self._all(_REFUSED, id=mending_id, reason=reason[:500])), None)

    def settled(self, mending_id: int, state: MendingState, *, at: datetime) -> AskedMending | None:
        """Note that it was merged or closed; None when that was noted before."""
        return next(iter(self._all(_SETTLED, id=mending_id, state=state.value, at=at)), None)

    def latest(self, ids: Collection[int]) -> dict[tuple[int, str], AskedMending]:
        """The newest one of each thing to be mended in these entities."""
        return {(each.entity_id, each.what): each for each in self._all(_LATEST, ids=list(ids))}

    def counts(self, *, since: datetime) -> dict[MendingState, int]:
        """How far those have come that were asked for since then."""
        with self._database.reading() as connection:
            rows = connection.execute(_COUNTS, {"since": since})
            return {MendingState(row.state): row.number for row in rows}

    def to_look_at(self, *, now: datetime, every: timedelta, limit: int = 50) -> Sequence[AskedMending]:
        """Open ones that nobody has looked at for a while; they count as looked at now."""
        return self._all(_TO_LOOK_AT, now=now, before=now - every, limit=limit)

    def _all(self, statement: TextClause, **values: object) -> Sequence[AskedMending]:
        with self._database.changing() as connection:
            return tuple(map(_mending, connection.execute(statement, values)))


def _mending(row: Any) -> AskedMending:  # Any: a row
    messages = tuple((channel, ts) for channel, ts in row.messages)
    return AskedMending(
        row.id, row.entity_id, row.what, row.asked_by, row.asked_at, row.number, row.url, MendingState(row.state),
        row.reason, messages,
    )  # fmt: skip
