"""What a channel's questions are about when they name nothing."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from catalog_store.database import Database
from catalog_store.entities import Known
from catalog_store.refs import EntityRef
from catalog_store.rows import FROM_ENTITIES, KNOWN_COLUMNS, known

_FIND = text(
    "SELECT entity_id, bound_by, bound_at FROM bindings WHERE (slack_team = :team OR :team = '') AND channel = :channel"
    " ORDER BY bound_at DESC LIMIT 1"
)
_KNOWN = text(f"SELECT {KNOWN_COLUMNS} FROM {FROM_ENTITIES} WHERE e.id = :id AND e.removed_at IS NULL")  # noqa: S608  # constants
_NAMED_BY = text(
    f"SELECT DISTINCT ON (e.kind <> 'group', e.ref) {KNOWN_COLUMNS}"  # noqa: S608  # constants
    f" FROM aliases a JOIN ({FROM_ENTITIES}) ON e.id = a.entity_id"
    " WHERE a.key = ANY(:keys) AND e.removed_at IS NULL ORDER BY e.kind <> 'group', e.ref LIMIT 20"
)
_SAVE = text(
    """
    INSERT INTO bindings (slack_team, channel, entity_id, bound_by, bound_at)
    VALUES (:team, :channel, (SELECT id FROM entities WHERE ref = :ref AND removed_at IS NULL), :by, :at)
    ON CONFLICT (slack_team, channel) DO UPDATE
    SET entity_id = excluded.entity_id, bound_by = excluded.bound_by, bound_at = excluded.bound_at
    """
)
_REMOVE = text("DELETE FROM bindings WHERE slack_team = :team AND channel = :channel")


@dataclass(frozen=True, slots=True)
class Place:
    """A channel of a Slack workspace. Its name is not always known; in a terminal the workspace (`""`) is not, either."""

    team: str
    channel: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Binding:
    """What somebody bound a channel to. Without `known` it was bound to nothing, or to what is gone by now."""

    known: Known | None
    by: str
    at: datetime


class Bindings:
    """What channels are bound to. Every method may raise `DatabaseAwayError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, place: Place) -> Binding | None:
        """What somebody bound this channel to."""
        with self._database.reading() as connection:
            row = connection.execute(_FIND, {"team": place.team, "channel": place.channel}).first()
            if row is None:
                return None
            bound = connection.execute(_KNOWN, {"id": row.entity_id}).first() if row.entity_id else None
        return Binding(known(bound) if bound else None, row.bound_by, row.bound_at)

    def named_by(self, place: Place) -> tuple[Known, ...]:
        """What names this channel as its own in an annotation, groups first."""
        keys = [f"slack:{place.channel.lower()}", *([f"slack:#{place.name.lower()}"] if place.name else [])]
        with self._database.reading() as connection:
            return tuple(known(row) for row in connection.execute(_NAMED_BY, {"keys": keys}))

    def save(self, place: Place, to: EntityRef | None, *, by: str, at: datetime) -> None:
        """Bind the channel to this, or on purpose to nothing."""
        values = {"team": place.team, "channel": place.channel, "ref": str(to) if to else None, "by": by, "at": at}
        with self._database.changing() as connection:
            connection.execute(_SAVE, values)

    def remove(self, place: Place) -> bool:
        """Forget what somebody said, so that annotations count again."""
        with self._database.changing() as connection:
            return connection.execute(_REMOVE, {"team": place.team, "channel": place.channel}).rowcount == 1
