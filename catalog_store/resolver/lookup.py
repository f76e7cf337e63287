"""Looks up many keys in one round trip."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from catalog_store.database import Database
from catalog_store.refs import EntityRef

#: Of a key that more entities share, we need to know only that they are many.
MOST_PER_KEY = 12

_COLUMNS = "e.id, e.ref, e.label, e.owner_ref"
_SQL = f"""
SELECT asked.key, found.* FROM unnest(%s::text[]) AS asked(key) CROSS JOIN LATERAL (
    SELECT {_COLUMNS}, a.because FROM aliases a JOIN entities e ON e.id = a.entity_id
    WHERE a.key = asked.key AND e.removed_at IS NULL ORDER BY a.entity_id LIMIT {MOST_PER_KEY}
) found
UNION ALL
SELECT 'ref:' || e.ref, {_COLUMNS}, 'its reference' FROM entities e WHERE e.ref = ANY(%s) AND e.removed_at IS NULL
"""  # noqa: S608  # constants


@dataclass(frozen=True, slots=True)
class Hit:
    """An entity that a key belongs to, and where that stands."""

    entity_id: int
    ref: EntityRef
    label: str
    owner_ref: str | None
    because: str


def look_up(database: Database, keys: Collection[str]) -> Mapping[str, tuple[Hit, ...]]:
    """The entities of each key that has any, at most `MOST_PER_KEY` each.

    Raises:
        DatabaseAwayError: Postgres does not answer.
    """
    refs = [key[4:] for key in keys if key.startswith("ref:")]
    aliases = [key for key in keys if not key.startswith("ref:")]
    found: dict[str, list[Hit]] = {}
    with database.reading() as connection:
        # The driver's own statement: what SQLAlchemy would add here costs as much as the question itself.
        for key, entity_id, ref, label, owner_ref, because in connection.exec_driver_sql(_SQL, (aliases, refs)):
            found.setdefault(key, []).append(Hit(entity_id, EntityRef.parse(ref), label, owner_ref, because))
    return {key: tuple(hits) for key, hits in found.items()}
