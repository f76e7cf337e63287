"""Channels that are shared with people of other companies, as far as Slack has told any replica."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import text

from catalog_store.database import Database

_ALL = text("SELECT channel FROM shared_channels")
_SAVE = text(
    "INSERT INTO shared_channels (channel, seen_at) SELECT channel, :at FROM unnest(CAST(:channels AS text[])) AS told (channel)"
    " ORDER BY channel ON CONFLICT (channel) DO UPDATE SET seen_at = greatest(shared_channels.seen_at, excluded.seen_at)"
)
_REMOVE = text("DELETE FROM shared_channels WHERE channel = ANY(:channels) AND seen_at < :at")


class SharedChannels:
    """Every method may raise `DatabaseAwayError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> frozenset[str]:
        """Their ids."""
        with self._database.reading() as connection:
            return frozenset(connection.execute(_ALL).scalars())

    def save(self, channels: Collection[str], *, at: datetime) -> None:
        """These are shared, as Slack told at this time."""
        with self._database.changing() as connection:
            connection.execute(_SAVE, {"channels": list(channels), "at": at})

    def remove(self, channels: Collection[str], *, at: datetime) -> None:
        """These are not, or no longer, unless Slack has told otherwise since."""
        with self._database.changing() as connection:
            connection.execute(_REMOVE, {"channels": list(channels), "at": at})
