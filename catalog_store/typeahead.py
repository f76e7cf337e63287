"""What a picker offers while somebody types: their teams' things first, then what begins so, then what looks like it."""

from collections.abc import Collection, Iterator

from catalog_store.aliases import name_key
from catalog_store.candidates import Candidate, Certainty
from catalog_store.names import NameIndex
from catalog_store.refs import EntityRef
from catalog_store.store import Catalog

#: As many things of one's own teams are looked through.
_MOST_OWN = 500
#: As many that begin so, or look alike, are looked through for the wanted kinds.
_MOST_OTHERS = 400
_MOST_ALIKE = 60


class Typeahead:
    """Options for pickers, quick enough to be asked at every key."""

    def __init__(self, names: NameIndex, catalog: Catalog) -> None:
        self._names = names
        self._catalog = catalog

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
        yield from self._own(prefix, own) if own else ()
        yield from self._names.complete(prefix, _MOST_OTHERS)
        if name_key(prefix):
            yield from self._names.suggest(prefix, _MOST_ALIKE)

    def _own(self, prefix: str, own: Collection[EntityRef]) -> Iterator[Candidate]:
        key = name_key(prefix)
        for known in self._catalog.owned_by(own, limit=_MOST_OWN):
            names = (known.entity.name, known.entity.label)
            if any(key in name_key(name) for name in names):
                label, because = known.entity.label, "it is your team's"
                yield Candidate(known.id, known.ref, label, Certainty.GUESS, prefix, because)
