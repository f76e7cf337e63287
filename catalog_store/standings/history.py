"""How things stood long ago: kept for as long as somebody may compare, and no longer."""

from datetime import datetime, timedelta

from sqlalchemy import text

from catalog_store.database import Database

#: The year, beside the year before.
KEPT = timedelta(days=800)

_CHANGES = text("DELETE FROM standing_changes WHERE changed_at < :before")
_DAYS = text("DELETE FROM standing_days WHERE day < :before")


def forget(database: Database, *, now: datetime) -> int:
    """Drop what changed, and how the days ended, before that. Gives the number of rows dropped.

    Raises:
        DatabaseAwayError: Postgres does not answer.
    """
    before = now - KEPT
    with database.changing() as connection:
        changes = connection.execute(_CHANGES, {"before": before}).rowcount
        return changes + connection.execute(_DAYS, {"before": before.date()}).rowcount
