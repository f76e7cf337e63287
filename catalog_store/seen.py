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

    def forget(self, *, before: datetime) -> int:
        """Drop what was seen before this time. Gives the number of keys dropped."""
        with self._database.changing() as connection:
            gone = connection.execute(text("DELETE FROM seen_events WHERE seen_at < :before"), {"before": before})
            return gone.rowcount
