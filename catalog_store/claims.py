"""Who said "that is ours" about a thing that nobody owns, kept for the platform team."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text

from catalog_store.database import Database
from catalog_store.refs import EntityRef

#: Of the words that found nothing, so many are kept: more would not fit into an index of Postgres.
_LONGEST = 500

_SAVE = text(
    """
    INSERT INTO claims (entity_id, asked, slack_team, slack_user)
    VALUES ((SELECT id FROM entities WHERE ref = :ref AND removed_at IS NULL), :asked, :team, :user)
    ON CONFLICT (asked, slack_team, slack_user) WHERE settled_at IS NULL DO NOTHING
    """
)
_OF = text(
    "SELECT asked, slack_team, slack_user, claimed_at FROM claims JOIN entities ON entities.id = entity_id"
    " WHERE settled_at IS NULL AND ref = :ref AND removed_at IS NULL ORDER BY claimed_at, claims.id LIMIT :limit"
)
_OPEN = text(
    "SELECT asked, slack_team, slack_user, claimed_at FROM claims WHERE settled_at IS NULL"
    " ORDER BY claimed_at, id LIMIT :limit"
)


@dataclass(frozen=True, slots=True)
class Claim:
    """One open claim. `asked` is the entity's reference, or the words that found nothing, at most 500 signs of them."""

    asked: str
    team: str
    user: str
    claimed_at: datetime


class Claims:
    """The claims that wait for the platform team."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, *, asked: str, entity: EntityRef | None, team: str, user: str) -> bool:
        """Keep a claim; False when this person's same claim is open already."""
        values = {"asked": asked[:_LONGEST], "ref": str(entity) if entity else None, "team": team, "user": user}
        with self._database.changing() as connection:
            return connection.execute(_SAVE, values).rowcount == 1

    def open(self, *, limit: int = 100) -> tuple[Claim, ...]:
        """Open claims, oldest first."""
        with self._database.reading() as connection:
            return tuple(map(_claim, connection.execute(_OPEN, {"limit": limit})))

    def of(self, ref: EntityRef, *, limit: int = 3) -> tuple[Claim, ...]:
        """Open claims on one thing, oldest first."""
        with self._database.reading() as connection:
            return tuple(map(_claim, connection.execute(_OF, {"ref": str(ref), "limit": limit})))


def _claim(row: Row[Any]) -> Claim:  # Any: the columns' types
    return Claim(row.asked, row.slack_team, row.slack_user, row.claimed_at)
