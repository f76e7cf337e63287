"""From anything pasted to the entity that is meant, in one question to the database."""

from collections.abc import Collection

from catalog_store.candidates import Candidate, Resolution
from catalog_store.database import Database
from catalog_store.names import NameIndex
from catalog_store.repositories_store import Repositories
from catalog_store.resolver.code_owners import code_owner_clues
from catalog_store.resolver.lookup import look_up
from catalog_store.resolver.reading import name_in, read
from catalog_store.resolver.verdict import Found, choose, guesses, judge
from catalog_store.spans import span

#: So many buttons are still a choice.
_MOST = 5
#: Among so many of all kinds there are some of the kinds that are wanted.
_MOST_OF_ALL_KINDS = 50


class Resolver:
    """Finds what a text names. It says so only when it is clear, and otherwise what may be meant."""

    def __init__(self, database: Database, names: NameIndex) -> None:
        self._database = database
        self._names = names
        self._repositories = Repositories(database)

    def resolve(self, words: str, *, kinds: Collection[str] | None = None) -> Resolution:
        """What the words mean; with `kinds` (in lower case) only entities of these.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
        with span("resolver"):
            found = self._judge(words, kinds)
            candidates = choose(found)
            if candidates:
                return Resolution(words, candidates[:_MOST])
            return Resolution(words, suggestions=self._suggestions(words, found, kinds))

    def find_all(self, text: str, limit: int = 5) -> tuple[Candidate, ...]:
        """The different things that a longer text mentions, in its order; each says by which part in `matched`.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
        return choose(self._judge(text, None))[:limit]

    def _judge(self, words: str, kinds: Collection[str] | None) -> tuple[Found, ...]:
        clues = tuple(read(words))
        clues = (*clues, *code_owner_clues(clues, self._repositories))
        keys = dict.fromkeys(clue.lead.key for clue in clues)
        return judge(clues, look_up(self._database, keys), kinds) if keys else ()

    def _suggestions(
        self, words: str, found: tuple[Found, ...], kinds: Collection[str] | None
    ) -> tuple[Candidate, ...]:
        suggested = guesses(found)
        alike = None if suggested else name_in(words)
        if alike:
            self._names.follow()
            hidden = self._database.veil.hidden
            wanted = self._names.suggest(alike, _MOST if kinds is None else _MOST_OF_ALL_KINDS, hidden=hidden)
            suggested = tuple(each for each in wanted if kinds is None or each.ref.kind in kinds)
        return suggested[:_MOST]
