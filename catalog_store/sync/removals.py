"""Large removals that wait for a person: carried out as they were shown, kept back, and undone for two weeks."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, text

from catalog_store.aliases import aliases_of
from catalog_store.database import Database
from catalog_store.relations import relations_of
from catalog_store.rows import FROM_ENTITIES, KNOWN_COLUMNS, known
from catalog_store.sync.write import lock_merges

#: How long what was removed is kept to be undone.
UNDO_FOR = timedelta(days=14)
#: Whoever began to post a card and did not end within this time has died over it.
_POSTING = timedelta(minutes=5)
#: What goes one by one is one question, that grows; later it is a new one, so that somebody reads it.
_GROWING = timedelta(hours=1)
_PATIENCE = timedelta(minutes=2)


class Settled(StrEnum):
    """What became of a removal that waited."""

    APPLIED = "applied"
    KEPT = "kept"
    CHANGED = "changed"  # the source came to something else before anybody decided
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a source would remove. `digest` stands for exactly these references; `held` counts all that the source has."""

    source: str
    refs: tuple[str, ...]
    held: int
    settled: Settled | None = None

    @property
    def digest(self) -> str:
        return digest_of(self.refs)


@dataclass(frozen=True, slots=True)
class Removed:
    """What one merge removed, newest first. `count` is what an undo would bring back; `refs` are a few of them."""

    at: datetime
    count: int
    refs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """The message that asks people about one removal. `removed_at` is set when it was applied."""

    source: str
    digest: str
    count: int
    channel: str | None
    ts: str | None
    outcome: Settled | None
    settled_by: str | None
    settled_at: datetime | None
    removed_at: datetime | None


def digest_of(refs: Sequence[str]) -> str:
    """A short mark of exactly this set."""
    return hashlib.blake2b("\n".join(sorted(refs)).encode(), digest_size=12).hexdigest()


class Removals:
    """Decisions about removals, and their undoing. Every method may raise `DatabaseAwayError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def waiting(self) -> tuple[Waiting, ...]:
        """Every removal that waits, with what was decided about it."""
        with self._database.reading() as connection:
            cards = {(row.source_id, row.digest): row.outcome for row in connection.execute(_CARDS)}
            found = [Waiting(row.id, tuple(row.waiting_removals), row.held) for row in connection.execute(_WAITING)]
        return tuple(
            Waiting(each.source, each.refs, each.held, _settled(cards.get((each.source, each.digest))))
            for each in found
        )

    def find(self, digest: str) -> Waiting | None:
        """Exactly this removal, if it still waits."""
        return next((each for each in self.waiting() if each.digest == digest), None)

    def apply(self, source: str, digest: str, *, by: str, at: datetime) -> int | None:
        """Remove exactly the set of this digest, as of one moment; None when that is not what waits any more.

        What has come back since its last read comes back with the next one, as the thing that it was.
        """
        with self._database.changing(patience=_PATIENCE) as connection:
            lock_merges(connection)
            row = connection.execute(_WAITING_OF, {"source": source}).first()
            if row is None or not row.waiting_removals or digest_of(row.waiting_removals) != digest:
                return None
            gone = _remove(connection, source, row.waiting_removals, at)
            connection.execute(
                text("UPDATE sources SET waiting_removals = NULL WHERE id = :source"), {"source": source}
            )
            _settle(connection, source, digest, Settled.APPLIED, by=by, at=at, count=len(row.waiting_removals))
        return gone

    def keep(self, waiting: Waiting, *, by: str, at: datetime) -> None:
        """Ask no more about exactly this set."""
        with self._database.changing() as connection:
            _settle(connection, waiting.source, waiting.digest, Settled.KEPT, by=by, at=at, count=len(waiting.refs))

    def recent(self, *, limit: int = 5) -> tuple[Removed, ...]:
        """What was removed lately and can be brought back."""
        with self._database.reading() as connection:
            return tuple(
                Removed(row.removed_at, row.number, tuple(row.refs))
                for row in connection.execute(_RECENT, {"limit": limit})
            )

    def undo(self, removed_at: datetime, *, by: str, at: datetime) -> int:
        """Bring back what was removed at this moment, but for what is there again under its name. Gives the number."""
        with self._database.changing(patience=_PATIENCE) as connection:
            lock_merges(connection)
            ids = list(connection.execute(_REVIVE, {"removed_at": removed_at}).scalars())
            _derive(connection, ids)
            connection.execute(_UNDONE, {"removed_at": removed_at, "by": by, "at": at})
        return len(ids)

    def purge(self, *, now: datetime) -> int:
        """Drop for good what was removed too long ago to be undone. Gives the number."""
        with self._database.changing(patience=_PATIENCE) as connection:
            lock_merges(connection)  # a merge may be about to bring one of them back
            connection.execute(
                text("DELETE FROM removal_cards WHERE settled_at < :before AND drawn = outcome"),
                {"before": now - UNDO_FOR},
            )
            gone = connection.execute(
                text("DELETE FROM entities WHERE removed_at < :before"), {"before": now - UNDO_FOR}
            )
            return gone.rowcount

    def take(self, *, now: datetime) -> tuple[Waiting, ...]:
        """The removals that nobody was asked about yet; they are this replica's to ask about."""
        wanted = [each for each in self.waiting() if each.settled is None]
        if not wanted:
            return ()
        with self._database.changing() as connection:
            return tuple(each for each in wanted if _take(connection, each, now))

    def asked_before(self, waiting: Waiting, *, now: datetime) -> Card | None:
        """The card that asks about what waited before, where that was a moment ago: it can ask about this instead."""
        values = {"source": waiting.source, "digest": waiting.digest, "since": now - _GROWING}
        with self._database.reading() as connection:
            row = connection.execute(_ASKED_BEFORE, values).first()
        return _card(row) if row else None

    def posted(self, waiting: Waiting, *, channel: str, ts: str, in_place_of: str | None = None) -> None:
        """The card stands there, and asks about nothing else any more, nor does the one that stood at `in_place_of`."""
        values = {"source": waiting.source, "digest": waiting.digest, "channel": channel, "ts": ts}
        values["before"] = in_place_of or ts
        with self._database.changing() as connection:
            connection.execute(_POSTED, values)

    def to_draw(self, *, now: datetime) -> tuple[Card, ...]:
        """The posted cards that show something else than what became of their removals."""
        still = [f"{each.source}\n{each.digest}" for each in self.waiting()]
        with self._database.changing() as connection:
            connection.execute(_OVERTAKEN, {"still": still, "given_up": now - _POSTING})
            return tuple(_card(row) for row in connection.execute(_TO_DRAW))

    def drawn(self, card: Card) -> None:
        """The card shows its outcome."""
        values = {"source": card.source, "digest": card.digest, "outcome": card.outcome}
        with self._database.changing() as connection:
            connection.execute(_DRAWN, values)

    def card(self, digest: str) -> Card | None:
        """What was asked about this removal and what became of it."""
        with self._database.reading() as connection:
            row = connection.execute(_CARD, {"digest": digest}).first()
        return _card(row) if row else None

    def asks_in(self, channel: str) -> bool:
        """People are asked about removals in this channel."""
        with self._database.reading() as connection:
            return connection.execute(_ASKS_IN, {"channel": channel}).first() is not None


_WAITING = text(
    """
    SELECT s.id, s.waiting_removals,
        (SELECT count(*) FROM entities e JOIN files f ON f.id = e.file_id WHERE f.source_id = s.id AND e.removed_at IS NULL) AS held
    FROM sources s WHERE jsonb_typeof(s.waiting_removals) = 'array' ORDER BY s.id
    """
)
_WAITING_OF = text("SELECT waiting_removals FROM sources WHERE id = :source FOR UPDATE")
_CARD_COLUMNS = "source_id, digest, count, channel, ts, outcome, settled_by, settled_at, removed_at"
_CARDS = text(f"SELECT {_CARD_COLUMNS} FROM removal_cards")  # noqa: S608  # constants
_CARD = text(f"SELECT {_CARD_COLUMNS} FROM removal_cards WHERE digest = :digest LIMIT 1")  # noqa: S608  # constants
_ASKS_IN = text("SELECT 1 FROM removal_cards WHERE channel = :channel LIMIT 1")
_SETTLE = text(
    """
    INSERT INTO removal_cards (source_id, digest, count, taken_at, settled_at, settled_by, outcome, removed_at)
    VALUES (:source, :digest, :count, :at, :at, :by, :outcome, :removed_at)
    ON CONFLICT (source_id, digest) DO UPDATE SET settled_at = excluded.settled_at, settled_by = excluded.settled_by,
        outcome = excluded.outcome, removed_at = excluded.removed_at
    """
)
_REMOVE = text(
    """
    UPDATE entities e SET removed_at = :at, removed_unasked = NULL, change = nextval('change_seq')
    FROM files f WHERE f.id = e.file_id AND f.source_id = :source AND e.ref = ANY(:refs) AND e.removed_at IS NULL
    RETURNING e.id
    """
)
_RECENT = text(
    """
    SELECT r.removed_at, count(*) AS number, (array_agg(r.ref ORDER BY r.ref))[1:5] AS refs FROM entities r
    WHERE r.removed_at IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM entities e WHERE e.ref = r.ref AND e.removed_at IS NULL)
    GROUP BY r.removed_at ORDER BY r.removed_at DESC LIMIT :limit
    """
)
# No file gives it any more: it is what was last known, and as old as its removal.
_REVIVE = text(
    """
    UPDATE entities r SET removed_at = NULL, broken_at = coalesce(r.broken_at, r.removed_at), change = nextval('change_seq')
    WHERE r.removed_at = :removed_at AND NOT EXISTS (SELECT 1 FROM entities e WHERE e.ref = r.ref AND e.removed_at IS NULL)
    RETURNING r.id
    """
)
_REVIVED = text(f"SELECT {KNOWN_COLUMNS} FROM {FROM_ENTITIES} WHERE e.id = ANY(:ids)")  # noqa: S608  # constants
_UNDONE = text(
    "UPDATE removal_cards SET outcome = 'undone', settled_by = :by, settled_at = :at, removed_at = NULL"
    " WHERE removed_at = :removed_at"
)
_TAKE = text(
    """
    INSERT INTO removal_cards (source_id, digest, count, taken_at) VALUES (:source, :digest, :count, :now)
    ON CONFLICT (source_id, digest) DO UPDATE
    SET taken_at = excluded.taken_at, outcome = NULL, settled_at = NULL, settled_by = NULL, ts = NULL, drawn = NULL
    WHERE (removal_cards.ts IS NULL AND removal_cards.taken_at < :given_up) OR removal_cards.outcome = 'changed'
    """
)
_ASKED_BEFORE = text(
    f"SELECT {_CARD_COLUMNS} FROM removal_cards WHERE source_id = :source AND digest <> :digest"  # noqa: S608  # constants
    " AND outcome IS NULL AND ts IS NOT NULL AND taken_at > :since ORDER BY taken_at DESC LIMIT 1"
)
# A card that has grown keeps its age.
_POSTED = text(
    """
    WITH grown AS (
        DELETE FROM removal_cards WHERE source_id = :source AND digest <> :digest AND channel = :channel AND ts = :before
        RETURNING taken_at
    )
    UPDATE removal_cards SET channel = :channel, ts = :ts, taken_at = coalesce((SELECT min(taken_at) FROM grown), taken_at)
    WHERE source_id = :source AND digest = :digest
    """
)
# Whoever is about to ask about something else may do so in the same card.
_OVERTAKEN = text(
    """
    UPDATE removal_cards AS card SET outcome = 'changed', settled_at = now()
    WHERE outcome IS NULL AND ts IS NOT NULL AND NOT source_id || chr(10) || digest = ANY(:still) AND NOT EXISTS (
        SELECT FROM removal_cards AS next WHERE next.source_id = card.source_id
            AND next.outcome IS NULL AND next.ts IS NULL AND next.taken_at > :given_up
    )
    """
)
_TO_DRAW = text(
    f"SELECT {_CARD_COLUMNS} FROM removal_cards WHERE ts IS NOT NULL AND outcome IS DISTINCT FROM drawn ORDER BY taken_at"  # noqa: S608  # constants
)
_DRAWN = text("UPDATE removal_cards SET drawn = :outcome WHERE source_id = :source AND digest = :digest")


def _settled(outcome: str | None) -> Settled | None:
    """A removal that changed and came to be the same again is a new question."""
    return Settled(outcome) if outcome and outcome != Settled.CHANGED else None


def _card(row: Any) -> Card:  # Any: a row of SQLAlchemy's
    outcome = Settled(row.outcome) if row.outcome else None
    return Card(
        row.source_id,
        row.digest,
        row.count,
        row.channel,
        row.ts,
        outcome,
        row.settled_by,
        row.settled_at,
        row.removed_at,
    )


def _settle(
    connection: Connection, source: str, digest: str, outcome: Settled, *, by: str, at: datetime, count: int
) -> None:
    removed_at = at if outcome is Settled.APPLIED else None
    values = {"source": source, "digest": digest, "count": count, "at": at, "by": by}
    connection.execute(_SETTLE, {**values, "outcome": outcome, "removed_at": removed_at})


def _remove(connection: Connection, source: str, refs: Sequence[str], at: datetime) -> int:
    ids = list(connection.execute(_REMOVE, {"source": source, "refs": list(refs), "at": at}).scalars())
    connection.execute(text("DELETE FROM relations WHERE declared_by = ANY(:ids)"), {"ids": ids})
    connection.execute(text("DELETE FROM aliases WHERE entity_id = ANY(:ids) AND NOT kept"), {"ids": ids})
    return len(ids)


def _derive(connection: Connection, ids: Sequence[int]) -> None:
    """Relations and names follow from documents; they were dropped when their entities were removed."""
    revived = [known(row) for row in connection.execute(_REVIVED, {"ids": list(ids)})]
    relations = [
        {"id": each.id, "type": relation.type, "source": str(relation.source), "target": str(relation.target)}
        for each in revived
        for relation in relations_of(each.entity)
    ]
    aliases = [
        {"id": each.id, "key": alias.key, "because": alias.because}
        for each in revived
        for alias in aliases_of(each.entity, each.provenance.location or None)
    ]
    if relations:
        connection.execute(_PUT_RELATION, relations)
    if aliases:
        connection.execute(_PUT_ALIAS, aliases)


_PUT_RELATION = text(
    "INSERT INTO relations (declared_by, type, source_ref, target_ref) VALUES (:id, :type, :source, :target)"
    " ON CONFLICT DO NOTHING"
)
_PUT_ALIAS = text("INSERT INTO aliases (key, entity_id, because) VALUES (:key, :id, :because) ON CONFLICT DO NOTHING")


def _take(connection: Connection, waiting: Waiting, now: datetime) -> bool:
    values = {"source": waiting.source, "digest": waiting.digest, "count": len(waiting.refs), "now": now}
    return connection.execute(_TAKE, {**values, "given_up": now - _POSTING}).rowcount == 1
