"""What Slack's channels are called, as whichever replica lists them was told."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import text

from catalog_store.database import Database

_ALL = text("SELECT channel, name FROM slack_channels ORDER BY seen_at, channel")
# What is as it was is written once a day, so that an hourly list of thousands costs next to nothing.
_SAVE = text(
    """
    INSERT INTO slack_channels (channel, name, seen_at)
    SELECT channel, name, :at FROM unnest(CAST(:channels AS text[]), CAST(:names AS text[])) AS told (channel, name)
    ORDER BY channel
    ON CONFLICT (channel) DO UPDATE SET name = excluded.name, seen_at = excluded.seen_at
    WHERE slack_channels.name <> excluded.name OR slack_channels.seen_at < :a_day_ago
    """
)
_FORGET = text("DELETE FROM slack_channels WHERE seen_at < :before")


class ListedChannels:
    """Every method may raise `DatabaseAwayError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def names(self) -> Mapping[str, str]:
        """Each channel's name by its id. Of two that had a name one after the other, the later one comes last."""
        with self._database.reading() as connection:
            return {row.channel: row.name for row in connection.execute(_ALL)}

    def save(self, names: Mapping[str, str], *, at: datetime) -> None:
        """These have been listed."""
        values = {"channels": list(names), "names": list(names.values()), "at": at, "a_day_ago": at - timedelta(days=1)}
        with self._database.changing() as connection:
            connection.execute(_SAVE, values)

    def forget(self, *, before: datetime) -> None:
        """Drop those that have not been listed since: they are archived, or not ours to see any more."""
        with self._database.changing() as connection:
            connection.execute(_FORGET, {"before": before})
