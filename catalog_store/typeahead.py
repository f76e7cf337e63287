"""What a picker offers while somebody types: their teams' things first, then what begins so, then what looks like it."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from catalog_store.aliases import name_key
from catalog_store.candidates import Candidate, Certainty
from catalog_store.database import Database
from catalog_store.names import NameIndex
from catalog_store.refs import EntityRef

#: As many things of one's own teams are looked through.
_MOST_OWN = 500
#: As many that begin so, or look alike, are looked through for the wanted kinds.
_MOST_OTHERS = 400
_MOST_ALIKE = 60
_OWN = """
    SELECT id, ref, label FROM entities WHERE owner_ref = ANY(%(own)s) AND removed_at IS NULL
    ORDER BY kind, ref LIMIT %(most)s
"""
_FITTING = """
    SELECT id, ref, label FROM entities
    WHERE removed_at IS NULL AND (kind = ANY(%(kinds)s) OR cardinality(%(kinds)s::text[]) = 0)
    AND (ref ILIKE %(typed)s OR label ILIKE %(typed)s) AND ({conditions})
    ORDER BY coalesce(owner_ref = ANY(%(own)s), false) DESC, lower(label), ref LIMIT %(limit)s
"""
_TAGS = """
    SELECT tag FROM entities, jsonb_array_elements_text(
        CASE jsonb_typeof(document #> '{metadata,tags}') WHEN 'array' THEN document #> '{metadata,tags}' ELSE '[]' END
    ) AS tag
    WHERE removed_at IS NULL AND (kind = ANY(%(kinds)s) OR cardinality(%(kinds)s::text[]) = 0) AND tag ILIKE %(typed)s
    GROUP BY tag ORDER BY count(*) DESC, tag LIMIT %(limit)s
"""
#: Fields whose keys may hold dots, so that what follows is one key.
_WITH_DOTTED_KEYS = ("metadata.annotations.", "metadata.labels.")


class Typeahead:
    """Options for pickers, quick enough to be asked at every key."""

    def __init__(self, database: Database, names: NameIndex) -> None:
        self._names = names
        self._database = database

    def options(
        self, prefix: str, *, kinds: Collection[str] = (), own: Collection[EntityRef] = (), limit: int = 100
    ) -> tuple[Candidate, ...]:
        """Entities of these kinds (in lower case; all, without), each once. `own` are the asker and their teams.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
        self._names.follow()
        found: dict[int, Candidate] = {}
        for candidate in self._candidates(prefix, own):
            if not kinds or candidate.ref.kind in kinds:
                found.setdefault(candidate.entity_id, candidate)
            if len(found) == limit:
                break
        return tuple(found.values())

    def fitting(
        self,
        typed: str,
        *,
        kinds: Collection[str] = (),
        filters: Sequence[Mapping[str, Sequence[str]]] = (),
        own: Collection[EntityRef] = (),
        limit: int = 100,
    ) -> tuple[Candidate, ...]:
        """As `options`, of those entities that fit one of the filters: paths of fields (`spec.type`) and their values.

        Values are in lower case; without any, the field must only be there. A filter of kinds alone costs nothing.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
        if all(set(each) <= {"kind"} for each in filters):
            return self.options(typed, kinds=kinds, own=own, limit=limit)
        conditions, values = _conditions(filters)
        rows = self._database.ask(
            _FITTING.format(conditions=conditions),
            {**values, "kinds": list(kinds), "typed": _like(typed), "own": [str(ref) for ref in own], "limit": limit},
        )
        because = "it fits what is asked for"
        return tuple(
            Candidate(row.id, EntityRef.parse(row.ref), row.label, Certainty.GUESS, typed, because) for row in rows
        )

    def tags(self, typed: str, *, kinds: Collection[str] = (), limit: int = 100) -> tuple[str, ...]:
        """Tags that hold what was typed, the most used first.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
        rows = self._database.ask(_TAGS, {"kinds": list(kinds), "typed": _like(typed), "limit": limit})
        return tuple(row.tag for row in rows)

    def _candidates(self, prefix: str, own: Collection[EntityRef]) -> Iterator[Candidate]:
        hidden = self._database.veil.hidden
        beginning = [*self._own(prefix, own), *self._names.complete(prefix, _MOST_OTHERS, hidden=hidden)]
        yield from beginning
        if name_key(prefix) and not beginning:
            yield from self._names.suggest(prefix, _MOST_ALIKE, hidden=hidden)

    def _own(self, prefix: str, own: Collection[EntityRef]) -> Iterator[Candidate]:
        key = name_key(prefix)
        rows = self._database.ask(_OWN, {"own": [str(ref) for ref in own], "most": _MOST_OWN}) if own else ()
        for row in rows:
            ref = EntityRef.parse(row.ref)
            if key in name_key(ref.name) or key in name_key(row.label):
                yield Candidate(row.id, ref, row.label, Certainty.GUESS, prefix, "it is your team's")


def _conditions(filters: Sequence[Mapping[str, Sequence[str]]]) -> tuple[str, dict[str, object]]:
    """SQL that holds for what fits one of the filters, and its values. No word of a filter stands in the SQL itself."""
    values: dict[str, object] = {}
    numbers = iter(range(1_000))
    alternatives = []
    for each in filters:
        parts = []
        for path, wanted in each.items():
            number = next(numbers)
            values[f"path{number}"], values[f"wanted{number}"] = _keys(path), list(wanted)
            parts.append(_PRESENT.format(number) if not wanted else _HAS_VALUE.format(number))
        alternatives.append(" AND ".join(parts) or "true")
    return " OR ".join(f"({each})" for each in alternatives), values


_PRESENT = "document #> %(path{0})s IS NOT NULL"
_HAS_VALUE = (
    "(lower(document #>> %(path{0})s) = ANY(%(wanted{0})s)"
    " OR jsonb_typeof(document #> %(path{0})s) = 'array' AND lower((document #> %(path{0})s)::text)::jsonb ?| %(wanted{0})s)"
)


def _keys(path: str) -> list[str]:
    for prefix in _WITH_DOTTED_KEYS:
        if path.startswith(prefix):
            return [*prefix.strip(".").split("."), path.removeprefix(prefix)]
    return path.split(".")


def _like(typed: str) -> str:
    escaped = typed.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
