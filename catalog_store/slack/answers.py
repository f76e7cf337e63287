"""What each person asked about last, for their Home tab."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from catalog_store.database import Database
from catalog_store.entities import Known
from catalog_store.refs import EntityRef
from catalog_store.rows import FROM_ENTITIES, KNOWN_COLUMNS, known

_SAVE = text(
    """
    INSERT INTO answers (slack_team, slack_user, entity_id, answered_at)
    SELECT asked.team, asked.person, e.id, max(asked.at)
    FROM unnest(
        CAST(:teams AS text[]), CAST(:people AS text[]), CAST(:refs AS text[]), CAST(:times AS timestamptz[])
    ) AS asked(team, person, ref, at) JOIN entities e ON e.ref = asked.ref AND e.removed_at IS NULL
    GROUP BY asked.team, asked.person, e.id ORDER BY asked.team, asked.person, e.id
    ON CONFLICT (slack_team, slack_user, entity_id) DO UPDATE SET answered_at = excluded.answered_at
    """
)
_RECENT = text(
    f"SELECT {KNOWN_COLUMNS} FROM answers a JOIN ({FROM_ENTITIES}) ON e.id = a.entity_id"  # noqa: S608  # constants
    " WHERE a.slack_team = :team AND a.slack_user = :user AND e.removed_at IS NULL"
    " ORDER BY a.answered_at DESC LIMIT :limit"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody was answered about something."""

    team: str
    user: str
    ref: EntityRef
    at: datetime


class RecentAnswers:
    """The last things that people asked about."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, *, team: str, user: str, ref: EntityRef, at: datetime) -> None:
        """Remember that this person was answered about this thing."""
        self.save_all([Asked(team, user, ref, at)])

    def save_all(self, asked: Sequence[Asked]) -> None:
        """The same for many answers in one go, all or none."""
        columns = {
            "teams": [each.team for each in asked],
            "people": [each.user for each in asked],
            "refs": [str(each.ref) for each in asked],
            "times": [each.at for each in asked],
        }
        with self._database.changing() as connection:
            connection.execute(_SAVE, columns)

    def recent(self, *, team: str, user: str, limit: int = 5) -> tuple[Known, ...]:
        """What they asked about, the latest first."""
        with self._database.reading() as connection:
            rows = connection.execute(_RECENT, {"team": team, "user": user, "limit": limit})
            return tuple(known(row) for row in rows)
