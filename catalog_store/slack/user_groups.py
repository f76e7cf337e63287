"""Slack's user groups, as whichever replica reads them was told: who has the roles that are given to them."""

from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import text

from catalog_store.database import Database
from catalog_store.policies import USER_GROUP

#: What is older may be wrong by now, and whoever left a group is let in no more.
_HOLDS = timedelta(days=1)
_CLEAR = text("DELETE FROM slack_user_groups")
_SAVE = text(
    "INSERT INTO slack_user_groups (id, slack_team, handle, members, read_at) VALUES (:id, :team, :handle, :members, :at)"
)
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('slack_user_groups', 0))")
_OF = text(
    "SELECT id, handle FROM slack_user_groups"
    " WHERE read_at > :since AND slack_team = ANY(:teams) AND :user = ANY(members)"
)
_TEAMS = text("SELECT DISTINCT slack_team FROM slack_user_groups WHERE id <> '' ORDER BY slack_team")
_STATE = text(
    "SELECT coalesce(bool_or(id = ''), false) AS is_read, coalesce(bool_or(:written IN (:mark || id, :mark || '@' || handle)"
    " AND id <> ''), false) AS is_there FROM slack_user_groups WHERE read_at > :since"
)


@dataclass(frozen=True, slots=True)
class UserGroup:
    """One group. `handle` is without the `@`; `members` are ids of Slack's users."""

    id: str
    team: str
    handle: str
    members: tuple[str, ...]


#: The list itself: with it, an empty workspace is told from one that nobody asked.
_LIST = UserGroup("", "", "", ())


class UserGroups:
    """Every method may raise `DatabaseAwayError`."""

    def __init__(self, database: Database, *, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def save(self, groups: Collection[UserGroup]) -> None:
        """Slack has just listed these, and no others."""
        rows = [{**asdict(each), "members": list(each.members), "at": self._clock()} for each in (_LIST, *groups)]
        with self._database.changing() as connection:
            connection.execute(_LOCK)
            connection.execute(_CLEAR)
            connection.execute(_SAVE, rows)

    def of(self, user: str, *, teams: Collection[str]) -> frozenset[str]:
        """The groups that this Slack user is in, each in both ways in which rules write it. None when the list is too old."""
        values = {"user": user, "teams": list(teams), "since": self._since}
        with self._database.reading() as connection:
            rows = connection.execute(_OF, values).all()
        return frozenset(written for row in rows for written in (f"{USER_GROUP}{row.id}", f"{USER_GROUP}@{row.handle}"))

    def teams(self) -> tuple[str, ...]:
        """The workspaces and organisations whose groups are known."""
        with self._database.reading() as connection:
            return tuple(connection.execute(_TEAMS).scalars())

    def gap(self, written: str) -> str | None:
        """Why nobody counts as in this group, as part of a sentence; None where Slack told of it."""
        with self._database.reading() as connection:
            state = connection.execute(_STATE, {"written": written, "mark": USER_GROUP, "since": self._since}).one()
        if not state.is_read:
            return "Slack did not tell within the last day who is in it"
        return None if state.is_there else "Slack has no such group, or it is disabled"

    @property
    def _since(self) -> datetime:
        return self._clock() - _HOLDS
