"""The names of all live entities in memory: what begins like this, and what was this typo meant to be."""

import time
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Container, Iterable, Iterator
from itertools import chain, islice
from threading import Lock
from typing import NamedTuple

from sqlalchemy import text

from catalog_store.aliases import name_key
from catalog_store.candidates import Candidate, Certainty
from catalog_store.database import Database
from catalog_store.likeness import quickly_alike
from catalog_store.refs import EntityRef

#: A look at the sequence of changes is due when the last one is this old.
_FRESH_SECONDS = 2.0
#: More changes than this are cheaper to sort in at once than one by one.
_MANY = 2_000
#: Longer than any name, title or honest typo; what is longer costs time and finds nothing.
_LONGEST = 120
#: So many alike are looked at more closely.
_MOST = 20
_SHORTEST_PREFIX = 3
#: Names of fewer letters begin words by accident.
_SHORTEST_BEGINNING = 4
#: More slips than this are no typo.
_PATIENCE = 4
_NEWEST = text("SELECT max(change) FROM entities")
_ALL = text("SELECT id, ref, label, change, true AS live FROM entities WHERE removed_at IS NULL")
_CHANGED = text("SELECT id, ref, label, change, removed_at IS NULL AS live FROM entities WHERE change > :since")


class _Change(NamedTuple):
    """What became of an entity, as the query above says it."""

    id: int
    ref: str
    label: str
    change: int
    live: bool


class NameIndex:
    """Sorted normalised names and titles. Built when first asked, and kept up to date by the sequence of changes.

    Safe to use from several threads. A hundred thousand entities take some forty megabytes.
    """

    def __init__(self, database: Database, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._clock = clock
        self._lock = Lock()
        self._keys: list[str] = []
        self._by_length: dict[int, list[str]] = {}
        self._owners = array("q")  # the entity of the key at the same place
        self._entities: dict[int, str] = {}  # reference and label in one string: half the memory of a tuple
        self._change = 0
        self._looked_at: float | None = None

    def follow(self) -> None:
        """Take in what changed since the last time; nothing if that was a moment ago.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
        with self._lock:
            if self._looked_at is not None and self._clock() - self._looked_at < _FRESH_SECONDS:
                return
            with self._database.reading() as connection:
                newest = connection.execute(_NEWEST).scalar() or 0
                if newest != self._change:
                    rows = (
                        connection.execute(_CHANGED, {"since": self._change})
                        if self._change
                        else connection.execute(_ALL)
                    )
                    self._take([_Change(*row) for row in rows])
            self._looked_at = self._clock()

    def suggest(self, words: str, limit: int = 5, *, hidden: Container[int] = ()) -> tuple[Candidate, ...]:
        """What the words may have been meant to be, likeliest first: typos, and names that go on or contain them.

        Entities with `hidden` ids are none of it.
        """
        key = name_key(words)[:_LONGEST]
        if len(key) < 2:
            return ()
        with self._lock:
            places = (place for place in self._places_like(key, limit) if self._owners[place] not in hidden)
            return self._candidates(places, words, "it looks like that", limit)

    def complete(self, prefix: str, limit: int = 5, *, hidden: Container[int] = ()) -> tuple[Candidate, ...]:
        """Entities one of whose names begins so, in the order of their names, without those with `hidden` ids."""
        key = name_key(prefix)[:_LONGEST]
        with self._lock:
            places = (place for place in self._places_from(key) if self._owners[place] not in hidden)
            return self._candidates(places, prefix, "its name begins so", limit)

    def __len__(self) -> int:
        return len(self._entities)

    def _places_like(self, key: str, limit: int) -> Iterator[int]:
        """Places of keys that look alike: slips, then names that go on or stop earlier."""
        for found in self._alike(key):
            yield from self._places_of(found)
        if len(key) >= _SHORTEST_PREFIX:
            yield from islice(self._places_from(key), limit)
        for end in range(len(key) - 1, _SHORTEST_BEGINNING - 1, -1):
            yield from self._places_of(key[:end])

    def _alike(self, key: str) -> list[str]:
        """Keys a slip or two away; only if there are none, those that take more patience to see."""
        near = self._within(key, slips=2, allowed=max(1, len(key) // 4))
        return near or self._within(key, slips=_PATIENCE, allowed=len(key) // 3)

    def _within(self, key: str, *, slips: int, allowed: int) -> list[str]:
        """Keys at most so many slips away, nearest first. Only those of about the same length can be.

        Two letters that changed places are one slip, which the quicker of the two distances counts twice.
        """
        lengths = range(len(key) - slips, len(key) + slips + 1)
        comparable = list(chain.from_iterable(self._by_length.get(length, ()) for length in lengths))
        return [each.word for each in quickly_alike(key, comparable, slips=slips, limit=_MOST) if each.slips <= allowed]

    def _places_of(self, key: str) -> range:
        return range(bisect_left(self._keys, key), bisect_right(self._keys, key))

    def _places_from(self, prefix: str) -> range:
        return range(bisect_left(self._keys, prefix), bisect_left(self._keys, prefix + "\U0010ffff"))

    def _candidates(self, places: Iterable[int], words: str, because: str, limit: int) -> tuple[Candidate, ...]:
        found: dict[int, Candidate] = {}
        for place in places:
            entity_id = self._owners[place]
            if entity_id not in found:
                ref, _, label = self._entities[entity_id].partition("\0")
                found[entity_id] = Candidate(entity_id, EntityRef.parse(ref), label, Certainty.GUESS, words, because)
            if len(found) == limit:
                break
        return tuple(found.values())

    def _take(self, rows: list[_Change]) -> None:
        if len(rows) > _MANY:
            self._take_many(rows)
        else:
            for entity_id, ref, label, _, live in rows:
                self._remove(entity_id)
                if live:
                    self._add(entity_id, f"{ref}\0{label}")
        self._change = max((row.change for row in rows), default=self._change)

    def _take_many(self, rows: list[_Change]) -> None:
        for entity_id, ref, label, _, live in rows:
            if live:
                self._entities[entity_id] = f"{ref}\0{label}"
            else:
                self._entities.pop(entity_id, None)
        pairs = sorted((key, entity_id) for entity_id, packed in self._entities.items() for key in _keys(packed))
        self._keys = [key for key, _ in pairs]
        self._owners = array("q", (entity_id for _, entity_id in pairs))
        self._by_length = {}
        for key in dict.fromkeys(self._keys):
            self._by_length.setdefault(len(key), []).append(key)

    def _add(self, entity_id: int, packed: str) -> None:
        self._entities[entity_id] = packed
        for key in _keys(packed):
            if not self._places_of(key):
                self._by_length.setdefault(len(key), []).append(key)
            place = bisect_right(self._keys, key)
            self._keys.insert(place, key)
            self._owners.insert(place, entity_id)

    def _remove(self, entity_id: int) -> None:
        packed = self._entities.pop(entity_id, None)
        for key in _keys(packed) if packed else ():
            place = bisect_left(self._keys, key)
            while self._owners[place] != entity_id:
                place += 1
            del self._keys[place]
            del self._owners[place]
            if not self._places_of(key):
                self._by_length[len(key)].remove(key)


def _keys(packed: str) -> set[str]:
    ref, _, label = packed.partition("\0")
    return {name_key(ref.partition("/")[2]), name_key(label)} - {""}
