"""The search engine that is Postgres' own full text search, one index for all replicas."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import Connection, text

from catalog_store.database import Database
from catalog_store.search.changes import Batch, batches, count_behind
from catalog_store.search.engine import MOST_COUNTED, Found, Wanted
from catalog_store.search.entries import ENTRY_VERSION, Entry

#: One replica at a time takes changes in; the others see what it did.
_LOCK = 0x0CA11B0C
_PATIENCE = timedelta(minutes=2)

_TRY_LOCK = text("SELECT pg_try_advisory_xact_lock(:key)")
_BEGIN = text("INSERT INTO search_progress (id) VALUES (1) ON CONFLICT DO NOTHING")
_PROGRESS = text(
    "SELECT version, change, (SELECT coalesce(max(change), 0) FROM entities) AS newest FROM search_progress"
)
_ADVANCE = text("UPDATE search_progress SET version = :version, change = :change")
_START_OVER = text("TRUNCATE search_entries")
_FORGET = text("DELETE FROM search_entries WHERE entity_id = ANY(:ids)")
_SAVE = text(
    """
    INSERT INTO search_entries (key, entity_id, weight, words)
    SELECT * FROM unnest(
        CAST(:keys AS text[]), CAST(:ids AS bigint[]), CAST(:weights AS smallint[]), CAST(:words AS tsvector[])
    )
    """
)
# Asked for every search, so in the driver's own words. Filters, beginnings of names and other words are all looked up in
# one index, which needs no second look at the rows. Of words that nearly everything has, some will do.
_LOOK_UP = """
    WITH named AS (
        SELECT key, weight, entity_id, 0 AS place FROM search_entries WHERE words @@ CAST(%(named)s AS tsquery)
        ORDER BY weight, entity_id, key LIMIT %(limit)s
    ),
    fitting AS MATERIALIZED (
        SELECT key, weight, entity_id, 1 AS place FROM search_entries WHERE words @@ CAST(%(wanted)s AS tsquery)
        LIMIT %(most)s
    )
    SELECT key, min(place) AS place, weight, entity_id, (SELECT count(*) FROM fitting) AS total
    FROM (SELECT * FROM named UNION ALL SELECT * FROM fitting) found
    GROUP BY key, weight, entity_id ORDER BY place, weight, entity_id, key LIMIT %(limit)s
"""
_MOST_WEIGHT = 1_000


class PostgresEngine:
    """Entries as rows with a `tsvector`. Whichever replica looks first takes changes in for all."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._is_built = False

    def follow(self, *, most: int | None = None) -> bool:
        """Take in what changed. While another replica does so, this one does nothing."""
        while not self._is_current():
            if not self._take_one_batch(most):
                return False
        return True

    def look_up(self, wanted: Wanted, limit: int) -> Found | None:
        """What fits, for as long as the first build has ended once."""
        if not self._is_built:
            return None
        values = {"wanted": _query(wanted), "named": _named(wanted), "limit": limit, "most": MOST_COUNTED}
        rows = self._database.ask(_LOOK_UP, values)
        return Found([row.key for row in rows], rows[0].total if rows else 0)

    def _is_current(self) -> bool:
        with self._database.reading() as connection:
            row = connection.execute(_PROGRESS).one_or_none()
        is_current = row is not None and row.version == ENTRY_VERSION and row.change == row.newest
        self._is_built = self._is_built or is_current
        return is_current

    def _take_one_batch(self, most: int | None) -> bool:
        with self._database.changing(patience=_PATIENCE) as connection:
            if not connection.execute(_TRY_LOCK, {"key": _LOCK}).scalar_one():
                return False
            since = self._begin(connection)
            if most is not None and count_behind(connection, since, most + 1) > most:
                return False
            batch = next(batches(connection, since), None)
            if batch:
                _save(connection, batch)
            upto = batch.upto if batch else connection.execute(_PROGRESS).one().newest
            connection.execute(_ADVANCE, {"version": ENTRY_VERSION, "change": upto})
        return True

    def _begin(self, connection: Connection) -> int:
        """From which change on; from the first one if the entries are of another version, or of changes that are no more."""
        connection.execute(_BEGIN)
        row = connection.execute(_PROGRESS).one()
        if row.version == ENTRY_VERSION and row.change <= row.newest:
            return int(row.change)
        connection.execute(_START_OVER)
        return 0


def _save(connection: Connection, batch: Batch) -> None:
    connection.execute(_FORGET, {"ids": list(batch.entity_ids)})
    connection.execute(
        _SAVE,
        {
            "keys": [entry.key for entry in batch.entries],
            "ids": [entry.entity_id for entry in batch.entries],
            "weights": [min(entry.weight, _MOST_WEIGHT) for entry in batch.entries],
            "words": [_vector(entry) for entry in batch.entries],
        },
    )


def _vector(entry: Entry) -> str:
    """The entry as Postgres writes a `tsvector`, words of names marked. None holds a quotation mark."""
    return " ".join(
        (
            *(f"'={word}'" for word in entry.names),
            *(f"'{word}'" for word in entry.words),
            *(f"'{term}'" for term in entry.terms),
        )
    )


def _query(wanted: Wanted) -> str:
    words = [f"({_name(word)} | '{word}')" for word in wanted.words]
    return _all([*_conditions(wanted), *([_any(words) if wanted.is_any else _all(words)] if words else [])])


def _named(wanted: Wanted) -> str:
    return _all([*_conditions(wanted), *map(_name, wanted.words)])


def _conditions(wanted: Wanted) -> Iterable[str]:
    for group in wanted.terms:
        yield _any([f"'{term}'" for term in group])
    for term in wanted.without:
        yield f"!'{term}'"


def _name(word: str) -> str:
    return f"'={word}':*"


def _all(parts: Sequence[str]) -> str:
    return f"({' & '.join(parts)})" if parts else ""


def _any(parts: Sequence[str]) -> str:
    return f"({' | '.join(parts)})"
