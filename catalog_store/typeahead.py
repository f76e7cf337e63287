"""What a picker offers while somebody types: their teams' things first, then what begins so, then what looks like it."""

from collections.abc import Collection, Iterator

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

    def _candidates(self, prefix: str, own: Collection[EntityRef]) -> Iterator[Candidate]:
        beginning = [*self._own(prefix, own), *self._names.complete(prefix, _MOST_OTHERS)]
        yield from beginning
        if name_key(prefix) and not beginning:
            yield from self._names.suggest(prefix, _MOST_ALIKE)

    def _own(self, prefix: str, own: Collection[EntityRef]) -> Iterator[Candidate]:
        key = name_key(prefix)
        rows = self._database.ask(_OWN, {"own": [str(ref) for ref in own], "most": _MOST_OWN}) if own else ()
        for row in rows:
            ref = EntityRef.parse(row.ref)
            if key in name_key(ref.name) or key in name_key(row.label):
                yield Candidate(row.id, ref, row.label, Certainty.GUESS, prefix, "it is your team's")
