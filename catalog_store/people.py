"""Slack's people as they were last read, so that a question about somebody need not wait for Slack."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from catalog_store.database import Database

_FIND = text("SELECT name, email, time_zone, read_at FROM people WHERE slack_team = :team AND slack_user = :user")
_SAVE = text(
    """
    INSERT INTO people (slack_team, slack_user, name, email, time_zone, read_at)
    VALUES (:team, :user, :name, :email, :time_zone, :read_at)
    ON CONFLICT (slack_team, slack_user) DO UPDATE
    SET name = excluded.name, email = excluded.email, time_zone = excluded.time_zone, read_at = excluded.read_at
    WHERE people.read_at <= excluded.read_at
    """
)


@dataclass(frozen=True, slots=True)
class SlackPerson:
    """What Slack told about one of its users. No `email`: Slack would not tell, or the account has none."""

    team: str
    user: str
    name: str
    email: str | None
    time_zone: str | None
    read_at: datetime


class PeopleTable:
    """Remembers Slack's people."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, *, team: str, user: str) -> SlackPerson | None:
        """What we know of them.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
        with self._database.reading() as connection:
            row = connection.execute(_FIND, {"team": team, "user": user}).one_or_none()
        return SlackPerson(team, user, row.name, row.email, row.time_zone, row.read_at) if row else None

    def save(self, person: SlackPerson) -> None:
        """Keep this, unless something newer is known already.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
        with self._database.changing() as connection:
            connection.execute(
                _SAVE,
                {
                    "team": person.team,
                    "user": person.user,
                    "name": person.name,
                    "email": person.email,
                    "time_zone": person.time_zone,
                    "read_at": person.read_at,
                },
            )
