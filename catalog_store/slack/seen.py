"""Which deliveries were seen before, across all replicas."""

from datetime import datetime

from sqlalchemy import text

from catalog_store.database import Database

_SAVE = text(
    """
    WITH wanted AS (SELECT DISTINCT unnest(CAST(:keys AS text[])) AS key),
    saved AS (INSERT INTO seen_events (key) SELECT key FROM wanted ORDER BY key ON CONFLICT DO NOTHING RETURNING key)
    SELECT (SELECT count(*) FROM saved) = (SELECT count(*) FROM wanted)
    """
)
# Lost at most when Postgres itself crashes, so nobody waits for its disk.
_SAVE_QUICKLY = """
    WITH wanted AS (SELECT DISTINCT unnest(%(keys)s::text[]) AS key),
    saved AS (
        INSERT INTO seen_events (key) SELECT key FROM wanted, (SELECT set_config('synchronous_commit', 'off', true)) AS off
        ORDER BY key ON CONFLICT DO NOTHING RETURNING key
    )
    SELECT (SELECT count(*) FROM saved) = (SELECT count(*) FROM wanted) AS is_new
"""
_SAVE_ONE_QUICKLY = """
    INSERT INTO seen_events (key) SELECT %(key)s FROM (SELECT set_config('synchronous_commit', 'off', true)) AS off
    ON CONFLICT DO NOTHING RETURNING true AS is_new
"""
_FIND = "SELECT EXISTS (SELECT FROM seen_events WHERE key = ANY (%(keys)s::text[])) AS is_known"


class SeenEvents:
    """Remembers deliveries by their keys."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def first_time(self, *keys: str) -> bool:
        """Whether none of the keys was seen before; all of them are now.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
        with self._database.changing() as connection:
            return bool(connection.execute(_SAVE, {"keys": list(keys)}).scalar_one())

    def first_time_quickly(self, *keys: str) -> bool:
        """The same in one round trip, for what people wait for.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
        if len(keys) == 1:
            return bool(self._database.ask(_SAVE_ONE_QUICKLY, {"key": keys[0]}))
        (row,) = self._database.ask(_SAVE_QUICKLY, {"keys": list(keys)})
        return bool(row.is_new)

    def knows(self, *keys: str) -> bool:
        """Whether one of the keys was seen before. Remembers nothing.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
        (row,) = self._database.ask(_FIND, {"keys": list(keys)})
        return bool(row.is_known)

    def forget(self, *, before: datetime) -> int:
        """Drop what was seen before this time. Gives the number of keys dropped."""
        with self._database.changing() as connection:
            gone = connection.execute(text("DELETE FROM seen_events WHERE seen_at < :before"), {"before": before})
            return gone.rowcount
