"""The words that the catalog has, to tell a typo from a word that is only in other places."""

from bisect import bisect_left
from collections import Counter
from threading import Lock

from sqlalchemy import text

from catalog_store.database import Database
from catalog_store.likeness import alike
from catalog_store.search.words import names_of, words_of

#: Shorter words are too like one another.
_SHORTEST = 4
#: A word has one slip for so many letters, and two at most.
_LETTERS_PER_SLIP = 4
_MOST_SLIPS = 2
#: So many alike are looked at more closely.
_MOST = 20
_CHANGED = text(
    """
    SELECT id, ref, label, change, document #>> '{metadata,description}' AS description,
        document #>> '{metadata,tags}' AS tags
    FROM entities WHERE change > :since AND removed_at IS NULL ORDER BY change LIMIT 2000
    """
)


class Vocabulary:
    """Every word of names, tags and descriptions, and how often it is there. Words that went away stay: they do no harm."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = Lock()
        self._counts: Counter[str] = Counter()
        self._sorted: list[str] = []
        self._change = 0

    def follow(self) -> None:
        """Take in what changed.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
        with self._lock:
            before = len(self._counts)
            while self._take_some():
                pass
            if len(self._counts) != before:
                self._sorted = sorted(self._counts)

    def mended(self, word: str) -> str:
        """The word that was probably meant; the same one if the catalog has it, or nothing like it."""
        if len(word) < _SHORTEST or self._begins_some(word):
            return word
        slips = min(_MOST_SLIPS, len(word) // _LETTERS_PER_SLIP)
        found = alike(word, self._sorted, slips=slips, limit=_MOST)
        likeliest = min(((each.slips, -self._counts[each.word], each.word) for each in found), default=None)
        return likeliest[2] if likeliest else word

    def _begins_some(self, word: str) -> bool:
        place = bisect_left(self._sorted, word)
        return place < len(self._sorted) and self._sorted[place].startswith(word)

    def _take_some(self) -> bool:
        with self._database.reading() as connection:
            rows = connection.execute(_CHANGED, {"since": self._change}).all()
        for row in rows:
            words = names_of(row.ref.partition("/")[2]) | names_of(row.label)
            words.update(words_of(f"{row.description or ''} {row.tags or ''}"))
            self._counts.update(word for word in words if len(word) >= _SHORTEST)
            self._change = row.change
        return bool(rows)
