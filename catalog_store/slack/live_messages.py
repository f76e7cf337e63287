"""Messages that keep themselves current for a while: where they stand, what they show, until when."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import text

from catalog_store.database import Database
from catalog_store.refs import EntityRef

_BEGIN = text(
    "INSERT INTO live_messages (channel, ts, thread_ts, refs, began_at, until, drawn_at, shown)"
    " VALUES (:channel, :ts, :thread_ts, :refs, :now, :until, :now, CAST(:shown AS jsonb)) ON CONFLICT DO NOTHING"
)
_FIND = text("SELECT * FROM live_messages WHERE channel = :channel AND ts = :ts")
_DRAWN = text(
    "UPDATE live_messages SET drawn_at = :now, shown = CAST(:shown AS jsonb), changes = CAST(:changes AS jsonb)"
    " WHERE channel = :channel AND ts = :ts AND stopped_at IS NULL"
)
_STOP = text(
    "UPDATE live_messages SET stopped_at = :now, stopped_by = :by"
    " WHERE channel = :channel AND ts = :ts AND stopped_at IS NULL"
)
_RUNNING = text("SELECT * FROM live_messages WHERE stopped_at IS NULL ORDER BY began_at LIMIT :limit")
_FORGET = text("DELETE FROM live_messages WHERE until < :before")


@dataclass(frozen=True, slots=True)
class LiveMessage:
    """One message. `shown` is the state of each thing as it is drawn, `changes` what changed when, newest first."""

    channel: str
    ts: str
    thread_ts: str | None
    refs: tuple[EntityRef, ...]
    began_at: datetime
    until: datetime
    drawn_at: datetime
    shown: Mapping[str, str]
    changes: tuple[tuple[datetime, str], ...] = ()
    stopped_at: datetime | None = None
    stopped_by: str | None = None


class LiveMessages:
    """All of them, in all replicas. Every method may raise `DatabaseAwayError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(
        self,
        channel: str,
        ts: str,
        *,
        thread_ts: str | None,
        refs: Sequence[EntityRef],
        now: datetime,
        until: datetime,
        shown: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """This message keeps itself current from now on, unless it did before. `shown` is what it was posted with."""
        values = {"thread_ts": thread_ts, "refs": [str(ref) for ref in refs], "now": now, "until": until}
        values["shown"] = json.dumps(dict(shown))
        with self._database.changing() as connection:
            connection.execute(_BEGIN, {"channel": channel, "ts": ts, **values})

    def find(self, channel: str, ts: str) -> LiveMessage | None:
        """The message that stands there."""
        with self._database.reading() as connection:
            row = connection.execute(_FIND, {"channel": channel, "ts": ts}).first()
        return _message(row) if row else None

    def running(self, *, limit: int = 500) -> tuple[LiveMessage, ...]:
        """Those that nobody stopped."""
        with self._database.reading() as connection:
            return tuple(map(_message, connection.execute(_RUNNING, {"limit": limit})))

    def note_drawn(
        self,
        message: LiveMessage,
        *,
        now: datetime,
        shown: Mapping[str, str],
        changes: Sequence[tuple[datetime, str]],
    ) -> bool:
        """It shows this now. False when somebody stopped it meanwhile."""
        written = [[at.isoformat(), sentence] for at, sentence in changes]
        values = {"now": now, "shown": json.dumps(dict(shown)), "changes": json.dumps(written)}
        with self._database.changing() as connection:
            found = connection.execute(_DRAWN, {"channel": message.channel, "ts": message.ts, **values})
        return found.rowcount == 1

    def stop(self, channel: str, ts: str, *, now: datetime, by: str | None) -> bool:
        """It stays as it is. False when it was stopped before; `by` None: its time is over."""
        values = {"channel": channel, "ts": ts, "now": now, "by": by}
        with self._database.changing() as connection:
            return connection.execute(_STOP, values).rowcount == 1

    def forget(self, *, before: datetime) -> int:
        """Drop those that ended before this. How many."""
        with self._database.changing() as connection:
            return connection.execute(_FORGET, {"before": before}).rowcount


def _message(row: Any) -> LiveMessage:  # Any: a row of SQLAlchemy's
    return LiveMessage(
        channel=row.channel,
        ts=row.ts,
        thread_ts=row.thread_ts,
        refs=tuple(EntityRef.parse(ref) for ref in row.refs),
        began_at=row.began_at,
        until=row.until,
        drawn_at=row.drawn_at,
        shown=row.shown,
        changes=tuple((datetime.fromisoformat(at), sentence) for at, sentence in row.changes),
        stopped_at=row.stopped_at,
        stopped_by=row.stopped_by,
    )
