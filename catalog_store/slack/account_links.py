"""Which Slack accounts stand for which users of the catalog, where e-mail addresses do not tell."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import TextClause, text

from catalog_store.database import Database
from catalog_store.entities import Known
from catalog_store.refs import EntityRef
from catalog_store.rows import FROM_ENTITIES, KNOWN_COLUMNS, known

_FIND = text(
    f"SELECT {KNOWN_COLUMNS} FROM account_links a JOIN ({FROM_ENTITIES}) ON e.id = a.entity_id"  # noqa: S608  # constants
    " WHERE a.slack_team = :team AND a.slack_user = :user AND e.removed_at IS NULL"
)
_BY_LOGIN = text(
    f"SELECT {KNOWN_COLUMNS} FROM {FROM_ENTITIES}"  # noqa: S608  # constants
    " WHERE e.kind = 'user' AND e.removed_at IS NULL"
    " AND lower(e.document #>> '{metadata,annotations,github.com/user-login}') = :login ORDER BY e.ref LIMIT 1"
)
# Whoever is linked already, else whoever Slack says has one of the user's e-mail addresses; nobody who left.
_HOLDER = text(
    """
    SELECT a.slack_user, 0 AS rank FROM account_links a JOIN entities e ON e.id = a.entity_id
        LEFT JOIN people p USING (slack_team, slack_user)
    WHERE e.ref = :ref AND e.removed_at IS NULL AND a.slack_team = :team AND p.left_at IS NULL
    UNION ALL
    SELECT p.slack_user, 1 FROM entities e JOIN aliases m ON m.entity_id = e.id AND m.key LIKE 'email:%'
        JOIN people p ON lower(btrim(p.email)) = substr(m.key, 7) AND p.slack_team = :team AND p.left_at IS NULL
    WHERE e.ref = :ref AND e.removed_at IS NULL
    ORDER BY rank, slack_user LIMIT 1
    """
)
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('account_links:' || :team, 0))")
# Somebody who comes back with a new account takes the place of their old one.
_MAKE_WAY = text(
    """
    DELETE FROM account_links a USING people p, entities e
    WHERE a.slack_team = :team AND a.slack_user <> :user AND e.id = a.entity_id AND e.ref = :ref AND e.removed_at IS NULL
        AND p.slack_team = a.slack_team AND p.slack_user = a.slack_user AND p.left_at IS NOT NULL
    """
)
_SAVE = text(
    """
    INSERT INTO account_links (slack_team, slack_user, entity_id, linked_by, linked_at)
    SELECT :team, :user, e.id, :by, :at FROM entities e
    WHERE e.ref = :ref AND e.removed_at IS NULL AND NOT EXISTS (
        SELECT 1 FROM account_links o WHERE o.slack_team = :team AND o.entity_id = e.id AND o.slack_user <> :user
    )
    ON CONFLICT (slack_team, slack_user) DO UPDATE
    SET entity_id = excluded.entity_id, linked_by = excluded.linked_by, linked_at = excluded.linked_at
    """
)
_REMOVE = text("DELETE FROM account_links WHERE slack_team = :team AND slack_user = :user")


@dataclass(frozen=True, slots=True)
class Account:
    """A person's account in a Slack workspace."""

    team: str
    user: str


class AccountLinks:
    """The links that people made. Every method may raise `DatabaseAwayError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, account: Account) -> Known | None:
        """The user of the catalog that this account was linked to."""
        return self._known(_FIND, team=account.team, user=account.user)

    def find_by_github_login(self, login: str) -> Known | None:
        """The user whose annotation names this account on GitHub, in any case."""
        return self._known(_BY_LOGIN, login=login.lower())

    def holder(self, user: EntityRef, *, team: str) -> str | None:
        """The Slack user in this workspace who is this person already: by a link, else by their e-mail address."""
        with self._database.reading() as connection:
            row = connection.execute(_HOLDER, {"ref": str(user), "team": team}).first()
        return row.slack_user if row else None

    def save(self, account: Account, user: EntityRef, *, by: str, at: datetime) -> bool:
        """Link them, in place of what this account was linked to before; False when another account has this user."""
        values = {"team": account.team, "user": account.user, "ref": str(user), "by": by, "at": at}
        with self._database.changing() as connection:
            connection.execute(_LOCK, {"team": account.team})
            connection.execute(_MAKE_WAY, values)
            return connection.execute(_SAVE, values).rowcount == 1

    def remove(self, account: Account) -> bool:
        """Take the link away; False when there was none."""
        with self._database.changing() as connection:
            return connection.execute(_REMOVE, {"team": account.team, "user": account.user}).rowcount == 1

    def _known(self, statement: TextClause, **values: object) -> Known | None:
        with self._database.reading() as connection:
            row = connection.execute(statement, values).first()
        return known(row) if row else None
