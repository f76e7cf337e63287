"""Messages that must not be lost when a process dies: a row each, in the hands of one replica at a time."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text

from catalog_store.database import Database
from catalog_store.job_queue import Errand, defer

SENT = "sent"
#: The process died, or lost its connection, while Slack may have taken the message. It is not sent again.
UNSURE = "unsure"

#: So many answers a minute to one person in one channel are a conversation; more are two programs that answer each other.
MOST_ANSWERS = 30

# One statement, so one transaction: the event is seen, and its answer will go out, or neither.
_KEEP = f"""
    WITH quiet AS (
        SELECT count(*) < {MOST_ANSWERS} AS is_calm FROM outgoing
        WHERE asker = %(asker)s AND made_at > now() - interval '1 minute'
    ), wanted AS (SELECT DISTINCT unnest(%(keys)s::text[]) AS key),
    seen AS (INSERT INTO seen_events (key) SELECT key FROM wanted ORDER BY key ON CONFLICT DO NOTHING RETURNING key),
    kept AS (
        INSERT INTO outgoing (method, payload, lane, urgency, asker, claimed_by, claimed_until, fence)
        SELECT %(method)s, %(payload)s::jsonb, %(lane)s::text[], %(urgency)s, %(asker)s, %(claimed_by)s,
            now() + %(lease)s * interval '1 second', 1
        FROM quiet WHERE is_calm AND (SELECT count(*) FROM seen) = (SELECT count(*) FROM wanted)
        RETURNING id
    )
    SELECT (SELECT id FROM kept) AS id, is_calm FROM quiet
"""  # noqa: S608  # our own number
# Of those with one key only the first is kept; the sender claims it at once.
_KEEP_ONCE = """
    INSERT INTO outgoing (method, payload, lane, urgency, key, claimed_by, claimed_until, fence)
    VALUES (%(method)s, %(payload)s::jsonb, %(lane)s::text[], %(urgency)s, %(key)s, %(claimed_by)s,
        now() + %(lease)s * interval '1 second', 1)
    ON CONFLICT (key) WHERE key IS NOT NULL DO NOTHING RETURNING id
"""
_FIND = "SELECT outcome, ts FROM outgoing WHERE key = %(key)s"
_GET = "SELECT outcome, ts FROM outgoing WHERE id = %(id)s"
_LEAVE = text(
    "INSERT INTO outgoing (method, payload, lane, urgency, due_at)"
    " VALUES (:method, CAST(:payload AS jsonb), CAST(:lane AS text[]), :urgency, coalesce(:due_at, now())) RETURNING id"
)
# The oldest of each lane only, so that a lane keeps its order in whatever hands it is.
_CLAIM = text(
    """
    UPDATE outgoing SET claimed_by = :claimed_by, claimed_until = now() + :lease * interval '1 second', fence = fence + 1
    WHERE id IN (
        SELECT id FROM outgoing AS this
        WHERE settled_at IS NULL AND begun_at IS NULL AND due_at <= now()
            AND (claimed_until IS NULL OR claimed_until < now())
            AND NOT EXISTS (
                SELECT FROM outgoing AS before
                WHERE before.settled_at IS NULL AND before.method = this.method AND before.lane = this.lane
                    AND (before.urgency, before.id) < (this.urgency, this.id)
            )
        ORDER BY urgency, id LIMIT :limit FOR UPDATE SKIP LOCKED
    )
    RETURNING id, method, payload, lane, urgency, fence, made_at
    """
)
_RENEW = text(
    "UPDATE outgoing SET claimed_until = now() + :lease * interval '1 second'"
    " WHERE id = ANY(:ids) AND claimed_by = :claimed_by AND settled_at IS NULL"
)
_DOUBT = text(
    "UPDATE outgoing SET settled_at = now(), outcome = 'unsure', payload = '{}'"
    " WHERE settled_at IS NULL AND begun_at IS NOT NULL AND claimed_until < now() RETURNING id, method, lane"
)
# Only a crash of Postgres itself could lose these, so nobody waits for its disk. A number may be given again after one.
_BEGIN = """
    UPDATE outgoing SET begun_at = now() FROM (SELECT set_config('synchronous_commit', 'off', true)) AS quickly
    WHERE id = %(id)s AND fence = %(fence)s AND claimed_by = %(claimed_by)s AND settled_at IS NULL RETURNING id
"""
_SETTLE = """
    UPDATE outgoing SET settled_at = now(), outcome = %(outcome)s, ts = %(ts)s, payload = '{}'
    FROM (SELECT set_config('synchronous_commit', 'off', true)) AS quickly
    WHERE id = %(id)s AND fence = %(fence)s AND claimed_by = %(claimed_by)s RETURNING id
"""
_POSTPONE = """
    UPDATE outgoing SET begun_at = NULL, claimed_by = CASE WHEN NOT %(release)s THEN claimed_by END,
        claimed_until = CASE WHEN NOT %(release)s THEN claimed_until END
    WHERE id = %(id)s AND fence = %(fence)s AND claimed_by = %(claimed_by)s AND settled_at IS NULL RETURNING id
"""
_FORGET = text("DELETE FROM outgoing WHERE settled_at < :before")
_TELL_ONCE = text("INSERT INTO notices (key) VALUES (:key) ON CONFLICT DO NOTHING")
_FORGET_NOTICES = text("DELETE FROM notices WHERE told_at < :before")
_CONDITION = text(
    """
    SELECT count(*) FILTER (WHERE settled_at IS NULL) AS waiting,
        coalesce(extract(epoch FROM now() - min(made_at) FILTER (WHERE settled_at IS NULL)), 0)::float8 AS oldest,
        count(*) FILTER (WHERE outcome = 'unsure') AS unsure
    FROM outgoing WHERE settled_at IS NULL OR settled_at > now() - interval '1 day'
    """
)


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as it goes out: which method of Slack's, with what, and among which others it keeps its order."""

    method: str
    payload: Mapping[str, Any]  # Any: JSON
    lane: tuple[str, ...]
    urgency: int


@dataclass(frozen=True, slots=True)
class Claimed:
    """One that is in our hands. `fence` tells our claim from an earlier one of another replica, or of ours."""

    id: int
    fence: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a message. Without an outcome it is still on its way; with a `ts` it stands in Slack."""

    outcome: str | None
    ts: str | None


@dataclass(frozen=True, slots=True)
class Doubt:
    """One of which nobody knows whether it arrived."""

    id: int
    method: str
    lane: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits to be sent, for how many seconds the oldest has, and of how many nobody knew today."""

    waiting: int
    oldest: float
    unsure: int


class TooManyAnswersError(Exception):
    """Somebody gets answer upon answer, which is how two programs that answer each other look."""


class Outgoing:
    """The messages on their way out, across all replicas."""

    def __init__(self, database: Database, *, replica: str, lease: float = 6.0) -> None:
        """`replica` names this process; what it claims is its own for `lease` seconds, unless it renews that."""
        self._database = database
        self._replica = replica
        self.lease = lease

    def keep(self, letter: Letter, *, keys: Sequence[str], asker: str, errand: Errand | None = None) -> Claimed | None:
        """Mark an event as seen and keep its answer, both or neither. None when it was seen before.

        The `errand` is put in with it, and told its number as `letter`.

        Raises:
            TooManyAnswersError: this asker is being answered again and again; the event counts as seen.
            DatabaseAwayError: Postgres does not answer.
        """
        values = {**_values(letter), "keys": list(keys), "asker": asker, **self._claim()}
        (row,) = self._asked(_KEEP, values, errand)
        if not row.is_calm:
            raise TooManyAnswersError
        return Claimed(row.id, 1) if row.id is not None else None

    def keep_once(self, letter: Letter, *, key: str, errand: Errand | None = None) -> Claimed | None:
        """Keep a message, in our hands, and put in its errand. None when one with this key was kept before, by whomever.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
        rows = self._asked(_KEEP_ONCE, {**_values(letter), "key": key, **self._claim()}, errand)
        return Claimed(rows[0].id, 1) if rows else None

    def find(self, key: str) -> Kept | None:
        """What became of the message with this key; None when there is none, or it was forgotten since."""
        rows = self._database.ask(_FIND, {"key": key})
        return Kept(rows[0].outcome, rows[0].ts) if rows else None

    def get(self, number: int) -> Kept | None:
        """The same by its number."""
        rows = self._database.ask(_GET, {"id": number})
        return Kept(rows[0].outcome, rows[0].ts) if rows else None

    def leave(self, letter: Letter, *, due_at: datetime | None = None) -> int:
        """Leave it to whichever replica has time for it. Gives its number."""
        with self._database.changing() as connection:
            return int(connection.execute(_LEAVE, {**_values(letter), "due_at": due_at}).scalar_one())

    def claim(self, *, limit: int) -> tuple[tuple[Claimed, Letter, datetime], ...]:
        """Take over what is due and in nobody's hands, with the time at which each was made."""
        with self._database.changing() as connection:
            rows = connection.execute(_CLAIM, {**self._claim(), "limit": limit}).all()
        letters = [(row, Letter(row.method, row.payload, tuple(row.lane), row.urgency)) for row in rows]
        letters.sort(key=lambda each: (each[1].urgency, each[0].id))
        return tuple((Claimed(row.id, row.fence), letter, row.made_at) for row, letter in letters)

    def renew(self, ids: Sequence[int]) -> None:
        """These, which are in our hands, stay there."""
        with self._database.changing() as connection:
            connection.execute(_RENEW, {"ids": list(ids), **self._claim()})

    def doubt(self) -> tuple[Doubt, ...]:
        """Settle what somebody was sending when they vanished: it may have arrived, so it is not sent again."""
        with self._database.changing() as connection:
            return tuple(Doubt(row.id, row.method, tuple(row.lane)) for row in connection.execute(_DOUBT))

    def begin(self, claimed: Claimed) -> bool:
        """Note that it is about to be sent. False when it is not in our hands any more."""
        return bool(self._database.ask(_BEGIN, self._this(claimed)))

    def settle(self, claimed: Claimed, *, outcome: str, ts: str | None = None) -> None:
        """Note what came of it."""
        self._database.ask(_SETTLE, {"outcome": outcome, "ts": ts, **self._this(claimed)})

    def postpone(self, claimed: Claimed, *, release: bool = False) -> None:
        """Note that Slack has not taken it; `release` gives it to whoever wants it next."""
        self._database.ask(_POSTPONE, {"release": release, **self._this(claimed)})

    def tell_once(self, key: str) -> bool:
        """Whether nobody was told about this yet; now they count as told."""
        with self._database.changing() as connection:
            return connection.execute(_TELL_ONCE, {"key": key}).rowcount == 1

    def backlog(self) -> Backlog:
        """How much waits."""
        with self._database.reading() as connection:
            row = connection.execute(_CONDITION).one()
        return Backlog(row.waiting, row.oldest, row.unsure)

    def forget(self, *, before: datetime, notices_before: datetime) -> int:
        """Drop what was settled, and what was told, before these times. Gives the number of messages dropped."""
        with self._database.changing() as connection:
            connection.execute(_FORGET_NOTICES, {"before": notices_before})
            return connection.execute(_FORGET, {"before": before}).rowcount

    def _asked(self, question: str, values: dict[str, object], errand: Errand | None) -> list[Any]:  # Any: a row
        """What keeping gives: in one round trip, or with the errand in one transaction."""
        if errand is None:
            return self._database.ask(question, values)
        with self._database.changing() as connection:
            rows = list(connection.exec_driver_sql(question, values))
            for row in rows:
                if row.id is not None:
                    told = {**errand.arguments, "letter": row.id}
                    defer(connection, errand.task, told, queue=errand.queue, due_at=errand.due_at)
            return rows

    def _this(self, claimed: Claimed) -> dict[str, object]:
        return {"id": claimed.id, "fence": claimed.fence, "claimed_by": self._replica}

    def _claim(self) -> dict[str, object]:
        return {"claimed_by": self._replica, "lease": self.lease}


def _values(letter: Letter) -> dict[str, object]:
    return {
        "method": letter.method,
        "payload": json.dumps(letter.payload),
        "lane": list(letter.lane),
        "urgency": int(letter.urgency),
    }
