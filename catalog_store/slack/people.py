"""Slack's people as they were last read, so that a question about somebody need not wait for Slack."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, text

from catalog_store.database import Database

_FIND = text(
    "SELECT slack_team AS team, slack_user AS user, name, email, time_zone, read_at, slack_enterprise AS enterprise,"
    " display_name, is_bot, is_guest, left_at FROM people WHERE slack_team = :team AND slack_user = :user"
)
# Of those who left, Slack may tell less than before: what it told then is kept, and when they were first seen to be gone.
_SAVE = text(
    """
    INSERT INTO people (slack_team, slack_user, name, email, time_zone, read_at, slack_enterprise, display_name,
        is_bot, is_guest, left_at)
    VALUES (:team, :user, :name, :email, :time_zone, :read_at, :enterprise, :display_name, :is_bot, :is_guest, :left_at)
    ON CONFLICT (slack_team, slack_user) DO UPDATE
    SET name = excluded.name,
        email = CASE WHEN excluded.left_at IS NULL THEN excluded.email ELSE coalesce(excluded.email, people.email) END,
        time_zone = CASE WHEN excluded.left_at IS NULL THEN excluded.time_zone
            ELSE coalesce(excluded.time_zone, people.time_zone) END,
        read_at = excluded.read_at,
        slack_enterprise = coalesce(excluded.slack_enterprise, people.slack_enterprise),
        display_name = excluded.display_name, is_bot = excluded.is_bot, is_guest = excluded.is_guest,
        left_at = CASE WHEN excluded.left_at IS NOT NULL THEN coalesce(people.left_at, excluded.left_at) END
    WHERE people.read_at <= excluded.read_at
    """
)
_NOTE = text(
    """
    INSERT INTO people_readings (slack_team, slack_enterprise, attempted_at, completed_at, fault)
    VALUES (:team, :enterprise, :at, :completed_at, :fault)
    ON CONFLICT (slack_team) DO UPDATE
    SET slack_enterprise = excluded.slack_enterprise, attempted_at = excluded.attempted_at,
        completed_at = coalesce(excluded.completed_at, people_readings.completed_at), fault = excluded.fault
    """
)
_ALL = text(
    """
    SELECT r.slack_team AS team, r.slack_enterprise AS enterprise, r.attempted_at, r.completed_at, r.fault, r.wanted_at,
        count(p.slack_user) FILTER (WHERE NOT p.is_bot AND p.left_at IS NULL) AS present,
        count(p.slack_user) FILTER (WHERE NOT p.is_bot AND p.left_at IS NOT NULL) AS departed
    FROM people_readings r LEFT JOIN people p ON p.slack_team = r.slack_team
    GROUP BY r.slack_team ORDER BY r.slack_team
    """
)
_WANT = text(
    "UPDATE people_readings SET wanted_at = :at"
    " WHERE slack_team = :team AND (attempted_at < :before OR fault IS NOT NULL AND attempted_at < :at)"
)

#: How long a reading of everybody is good for, and how soon after one that failed another is worth a try.
_GOOD_FOR = timedelta(days=1)
_AGAIN = timedelta(minutes=15)
#: How soon after one that was whole nobody needs another.
_JUST_NOW = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class SlackPerson:
    """What Slack told about one of its users. No `email`: Slack would not tell, or the account has none.

    `left_at`: their account is deactivated, and was seen to be so then.
    """

    team: str
    user: str
    name: str
    email: str | None
    time_zone: str | None
    read_at: datetime
    enterprise: str | None = None
    display_name: str | None = None
    is_bot: bool = False
    is_guest: bool = False
    left_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PeopleReading:
    """When everybody in a workspace was read. `completed_at` is the last time that all pages came; `fault` says why not.

    `present` and `departed` count people, without bots.
    """

    team: str
    enterprise: str | None
    attempted_at: datetime
    completed_at: datetime | None
    fault: str | None
    wanted_at: datetime | None
    present: int
    departed: int

    def is_due(self, now: datetime) -> bool:
        """Whether everybody is to be read again: daily, when somebody asks for it, and a while after a failure."""
        if self.wanted_at and self.wanted_at > self.attempted_at:
            return True
        is_old = self.completed_at is None or now - self.completed_at >= _GOOD_FOR
        return is_old and now - self.attempted_at >= _AGAIN


class PeopleTable:
    """Remembers Slack's people. Every method may raise `DatabaseAwayError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, *, team: str, user: str) -> SlackPerson | None:
        """What we know of them."""
        with self._database.reading() as connection:
            row = connection.execute(_FIND, {"team": team, "user": user}).mappings().one_or_none()
        return SlackPerson(**row) if row else None

    def save(self, person: SlackPerson) -> None:
        """Keep this, unless something newer is known already."""
        with self._database.changing() as connection:
            _save(connection, (person,))

    def save_everybody(self, people: Iterable[SlackPerson], *, team: str, enterprise: str | None, at: datetime) -> None:
        """Keep what a whole reading told. Whoever it does not name stays as they were: only Slack's word makes them leave."""
        with self._database.changing() as connection:
            _save(connection, people)
            values = {"team": team, "enterprise": enterprise, "at": at, "completed_at": at, "fault": None}
            connection.execute(_NOTE, values)

    def note_failure(self, fault: str, *, team: str, enterprise: str | None, at: datetime) -> None:
        """A reading was not whole. Nobody's state changes."""
        values = {"team": team, "enterprise": enterprise, "at": at, "completed_at": None, "fault": fault}
        with self._database.changing() as connection:
            connection.execute(_NOTE, values)

    def want_reading(self, *, team: str, at: datetime) -> bool:
        """Have everybody read again soon; False when they were read just now, or never."""
        with self._database.changing() as connection:
            return connection.execute(_WANT, {"team": team, "at": at, "before": at - _JUST_NOW}).rowcount == 1

    def readings(self) -> tuple[PeopleReading, ...]:
        """When everybody was read, workspace by workspace."""
        with self._database.reading() as connection:
            return tuple(PeopleReading(**row) for row in connection.execute(_ALL).mappings())


def _save(connection: Connection, people: Iterable[SlackPerson]) -> None:
    rows = [asdict(person) for person in people]
    if rows:
        connection.execute(_SAVE, rows)
