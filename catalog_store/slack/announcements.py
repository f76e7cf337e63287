"""Channels in which changes of state are announced: about what, what was said last, and what is still to be said."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text

from catalog_store.database import Database
from catalog_store.entities import Known
from catalog_store.refs import EntityRef
from catalog_store.rows import FROM_ENTITIES, KNOWN_COLUMNS, known
from catalog_store.slack.bindings import Place

_COLUMNS = "a.id AS announcement, a.slack_team, a.channel, a.chosen_by, a.chosen_at, a.version, a.states, a.unsaid"
_SELECT = (
    f"SELECT {_COLUMNS}, {KNOWN_COLUMNS} FROM announcements a"  # noqa: S608  # constants
    f" JOIN ({FROM_ENTITIES}) ON e.id = a.entity_id WHERE e.removed_at IS NULL"
)
_FIND = text(f"{_SELECT} AND a.slack_team = :team AND a.channel = :channel")
_GET = text(f"{_SELECT} AND a.id = :id")
# What was seen of one thing says nothing of another.
_TURN_ON = text(
    """
    INSERT INTO announcements (slack_team, channel, entity_id, chosen_by, chosen_at)
    SELECT :team, :channel, id, :by, :at FROM entities WHERE ref = :ref AND removed_at IS NULL
    ON CONFLICT (slack_team, channel) DO UPDATE
    SET entity_id = excluded.entity_id, chosen_by = excluded.chosen_by, chosen_at = excluded.chosen_at,
        looked_at = NULL, version = announcements.version + 1, states = '{}', unsaid = NULL
    """
)
_TURN_OFF = text("DELETE FROM announcements WHERE slack_team = :team AND channel = :channel")
_DUE = text(
    "SELECT id FROM announcements WHERE looked_at IS NULL OR looked_at < :before OR unsaid IS NOT NULL"
    " ORDER BY looked_at NULLS FIRST LIMIT :limit"
)
_NOTE = text(
    "UPDATE announcements SET looked_at = :now, version = version + 1, states = CAST(:states AS jsonb),"
    " unsaid = CAST(:unsaid AS jsonb) WHERE id = :id AND version = :version AND unsaid IS NULL"
)
_SAID = text("UPDATE announcements SET unsaid = NULL WHERE id = :id AND version = :version")


@dataclass(frozen=True, slots=True)
class Announcement:
    """What one channel is told. `states` is JSON by the reference of each thing; `unsaid` a message that must go out first."""

    id: int
    place: Place
    known: Known
    by: str
    at: datetime
    version: int
    states: Mapping[str, Any]  # Any: JSON of whoever notes it
    unsaid: Mapping[str, Any] | None = None  # Any: as above


class Announcements:
    """All of them, in all replicas. Every method may raise `DatabaseAwayError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, place: Place) -> Announcement | None:
        """What this channel is told; None where nothing is, or where that left the catalog."""
        return self._one(_FIND, {"team": place.team, "channel": place.channel})

    def get(self, number: int) -> Announcement | None:
        """The one with this number."""
        return self._one(_GET, {"id": number})

    def turn_on(self, place: Place, ref: EntityRef, *, by: str, at: datetime) -> bool:
        """Tell this channel of this thing from now on, and of no other. False when the thing is gone."""
        values = {"team": place.team, "channel": place.channel, "ref": str(ref), "by": by, "at": at}
        with self._database.changing() as connection:
            return connection.execute(_TURN_ON, values).rowcount == 1

    def turn_off(self, place: Place) -> bool:
        """Tell it nothing more. False when it was told nothing."""
        with self._database.changing() as connection:
            return connection.execute(_TURN_OFF, {"team": place.team, "channel": place.channel}).rowcount == 1

    def due(self, *, before: datetime, limit: int = 200) -> tuple[int, ...]:
        """Those that nobody has looked at since, the longest ago first."""
        with self._database.reading() as connection:
            return tuple(connection.execute(_DUE, {"before": before, "limit": limit}).scalars())

    def note(
        self,
        announcement: Announcement,
        *,
        now: datetime,
        states: Mapping[str, Any],
        unsaid: Mapping[str, Any] | None = None,
    ) -> bool:
        """This was seen, and this is to be said because of it. False when another look was earlier: it has said so."""
        values = {"id": announcement.id, "version": announcement.version, "now": now}
        values |= {"states": json.dumps(dict(states)), "unsaid": json.dumps(dict(unsaid)) if unsaid else None}
        with self._database.changing() as connection:
            return connection.execute(_NOTE, values).rowcount == 1

    def said(self, announcement: Announcement) -> None:
        """What was to be said is in the outbox."""
        with self._database.changing() as connection:
            connection.execute(_SAID, {"id": announcement.id, "version": announcement.version})

    def _one(self, question: Any, values: Mapping[str, Any]) -> Announcement | None:  # Any: SQLAlchemy's
        with self._database.reading() as connection:
            row = connection.execute(question, values).first()
        return _announcement(row) if row else None


def _announcement(row: Any) -> Announcement:  # Any: a row of SQLAlchemy's
    return Announcement(
        id=row.announcement,
        place=Place(row.slack_team, row.channel),
        known=known(row),
        by=row.chosen_by,
        at=row.chosen_at,
        version=row.version,
        states=row.states,
        unsaid=row.unsaid,
    )
