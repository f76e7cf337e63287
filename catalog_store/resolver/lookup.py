"""Looks up many keys in one round trip."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from catalog_store.database import Database
from catalog_store.refs import EntityRef

#: Of a key that more entities share, we need to know only that they are many.
MOST_PER_KEY = 12

#: Postgres plans a question anew each time, which costs more than answering it, as long as it expects fewer keys than
#: its guess for an unknown array. With at least as many it keeps the plan.
_PLANNED_KEYS = 10
#: Keys travel as one text, which the driver sends twice as fast as an array. None holds this sign: texts are cleaned of it.
_SEPARATOR = "\x1f"
_ALIASES = f"""
SELECT asked.key, found.* FROM unnest(string_to_array(%(keys)s, E'\\x1f', '')) AS asked(key) CROSS JOIN LATERAL (
    SELECT e.id, e.ref, e.label, e.owner_ref, a.because FROM aliases a JOIN entities e ON e.id = a.entity_id
    WHERE a.key = asked.key AND e.removed_at IS NULL LIMIT {MOST_PER_KEY}
) found
"""  # noqa: S608  # constants
_ALIASES_AND_REFS = f"""{_ALIASES}
UNION ALL
SELECT asked.key, e.id, e.ref, e.label, e.owner_ref, 'its reference'
FROM unnest(string_to_array(%(keys)s, E'\\x1f', '')) AS asked(key) JOIN entities e ON e.ref = substr(asked.key, 5)
WHERE starts_with(asked.key, 'ref:') AND e.removed_at IS NULL
"""  # noqa: S608  # constants


class Hit(NamedTuple):
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
    question = _ALIASES_AND_REFS if any(key.startswith("ref:") for key in keys) else _ALIASES
    padded = (*keys, *("",) * (_PLANNED_KEYS - len(keys)))
    found: dict[str, list[Hit]] = {}
    for key, entity_id, ref, label, owner_ref, because in database.ask(question, {"keys": _SEPARATOR.join(padded)}):
        found.setdefault(key, []).append(Hit(entity_id, _ref(ref), label, owner_ref, because))
    return {key: tuple(hits) for key, hits in found.items()}


def _ref(stored: str) -> EntityRef:
    """A reference as the table keeps it: complete, and in lower case already."""
    kind, _, rest = stored.partition(":")
    namespace, _, name = rest.partition("/")
    return EntityRef(kind, namespace, name)
