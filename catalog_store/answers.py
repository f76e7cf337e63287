"""What each person asked about last, for their Home tab."""

from datetime import datetime

from sqlalchemy import text

from catalog_store.database import Database
from catalog_store.entities import Known
from catalog_store.refs import EntityRef
from catalog_store.rows import FROM_ENTITIES, KNOWN_COLUMNS, known

_SAVE = text(
    """
    INSERT INTO answers (slack_team, slack_user, entity_id, answered_at)
    SELECT :team, :user, id, :at FROM entities WHERE ref = :ref AND removed_at IS NULL
    ON CONFLICT (slack_team, slack_user, entity_id) DO UPDATE SET answered_at = excluded.answered_at
    """
)
_RECENT = text(
    f"SELECT {KNOWN_COLUMNS} FROM answers a JOIN ({FROM_ENTITIES}) ON e.id = a.entity_id"  # noqa: S608  # constants
    " WHERE a.slack_team = :team AND a.slack_user = :user AND e.removed_at IS NULL"
    " ORDER BY a.answered_at DESC LIMIT :limit"
)


class RecentAnswers:
    """The last things that people asked about."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, *, team: str, user: str, ref: EntityRef, at: datetime) -> None:
        """Remember that this person was answered about this thing."""
        with self._database.changing() as connection:
            connection.execute(_SAVE, {"team": team, "user": user, "ref": str(ref), "at": at})

    def recent(self, *, team: str, user: str, limit: int = 5) -> tuple[Known, ...]:
        """What they asked about, the latest first."""
        with self._database.reading() as connection:
            rows = connection.execute(_RECENT, {"team": team, "user": user, "limit": limit})
            return tuple(known(row) for row in rows)
