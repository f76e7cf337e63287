"""A source that is no longer read gives up what it described; other sources may then describe it."""

from datetime import datetime, timedelta

from sqlalchemy import text

from catalog_store.database import Database
from catalog_store.sync.files import stored_files
from catalog_store.sync.plan import Reading, plan_merge
from catalog_store.sync.write import carry_out, holdings, lock_merges

_PATIENCE = timedelta(minutes=10)


def forget(database: Database, source: str, *, now: datetime) -> int | None:
    """Take out what only this source describes, and the source with it. Gives the number of entities; None if unknown.

    What is taken out keeps its row for a while: described again by another source, it is the same thing as before.

    Raises:
        DatabaseAwayError: Postgres does not answer; nothing has changed.
    """
    with database.changing(patience=_PATIENCE) as connection:
        lock_merges(connection)
        known = connection.execute(text("SELECT 1 FROM sources WHERE id = :source"), {"source": source}).first()
        if known is None:
            return None
        reading = Reading(source, (), vanished=frozenset(stored_files(connection, source)))
        held = holdings(connection, reading, since=now)
        plan = plan_merge(reading, held, accept_removals=True)
        written = carry_out(connection, reading, plan, held, now)
        connection.execute(text("DELETE FROM sources WHERE id = :source"), {"source": source})
    return written.removed
