"""Finding what the catalog has: asks the engine, mends typos, puts the best first and says why it fits."""

import time
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from typing import Any, NamedTuple

from catalog_store.database import Database
from catalog_store.documents import Section
from catalog_store.documents.store import section_from
from catalog_store.entities import Entity
from catalog_store.ownership import owner_ref
from catalog_store.refs import EntityRef
from catalog_store.search.engine import MOST_COUNTED, Engine, Found, IndexUnusableError, Wanted
from catalog_store.search.entries import DOCUMENTS, ENTITIES
from catalog_store.search.hits import Hit, Page
from catalog_store.search.query import Query
from catalog_store.search.ranking import entity_matches, entity_score, section_matches, section_score
from catalog_store.search.stopgap import scan
from catalog_store.search.vocabulary import Vocabulary
from catalog_store.search.words import parts_of

#: So many are looked at closely; what the engine puts further behind stays there.
_WINDOW = 50
_SEVERAL = 3
#: So many more are looked up where something is hidden.
_MOST_HIDDEN = 500
#: So many changes are taken in while somebody waits.
_FEW = 1_000

_ENTITIES = """
    SELECT id, ref, document #- '{spec,definition}' AS document FROM entities
    WHERE id = ANY(%(ids)s) AND removed_at IS NULL
"""
_SECTIONS = """
    SELECT d.entity_id, d.path, d.position, d.page, d.title, d.anchor, d.text, d.url
    FROM documents d JOIN unnest(%(ids)s::bigint[], %(paths)s::text[], %(positions)s::int[]) AS k (entity_id, path, position)
        USING (entity_id, path, position)
"""


class _Key(NamedTuple):
    """What an engine's key stands for: an entity, or a section of one of its documents."""

    entity_id: int
    path: str = ""
    position: int = 0


class _Answer(NamedTuple):
    """What the engine found, for which words in the end, and what to say about that."""

    found: Found
    query: Query
    notes: tuple[str, ...] = ()
    is_exact: bool = True


class Search:
    """Searches entities, and sections of their documents. Safe to use from several threads."""

    def __init__(self, database: Database, engine: Engine, *, timer: Callable[[], float] = time.perf_counter) -> None:
        self._database = database
        self._engine = engine
        self._vocabulary = Vocabulary(database)
        self._timer = timer

    def through(self, database: Database) -> "Search":
        """The same to somebody who sees less: `database` as they see it."""
        seen = copy(self)
        seen._database = database  # noqa: SLF001  # the same class
        return seen

    def follow(self) -> bool:
        """Take in what changed in the catalog. Whether everything is in now.

        Raises:
            DatabaseAwayError: Postgres does not answer.
            IndexUnusableError: the index cannot be written.
        """
        is_current = self._engine.follow()
        self._vocabulary.follow()
        return is_current

    def find(self, query: Query, *, limit: int = 5, offset: int = 0) -> Page:
        """Entities that fit, best first, `limit` of them from `offset` on.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
        return self._page(ENTITIES, query, limit, offset)

    def find_documents(self, query: Query, *, limit: int = 5, offset: int = 0) -> Page:
        """Sections of documents that fit. Filters are about the entities that they belong to.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
        return self._page(DOCUMENTS, query, limit, offset)

    def _page(self, scope: str, query: Query, limit: int, offset: int) -> Page:
        start = self._timer()
        answer = self._answer(scope, query, max(_WINDOW, offset + limit))
        keys = [_key(key) for key in answer.found.keys]
        ranked = sorted(self._hits(answer.query, keys[:_WINDOW]), key=lambda hit: -hit.score)
        chosen = (ranked + self._hits(answer.query, keys[_WINDOW : offset + limit]))[offset : offset + limit]
        took = timedelta(seconds=self._timer() - start)
        return Page(tuple(chosen), answer.found.total, took, (*query.notes, *answer.notes), answer.is_exact)

    def _answer(self, scope: str, query: Query, limit: int) -> _Answer:
        """What has all the words; else what has all of them with typos mended; else what has some."""
        if query.is_empty:
            return _Answer(Found((), 0), query)
        wanted = Wanted(((scope,), *query.wanted()), query.unwanted(), query.words)
        found = self._look_up(wanted, limit)
        if found is None and self._catches_up():
            found = self._look_up(wanted, limit)
        if found is None:
            return _Answer(scan(self._database, wanted, limit), query, (_BUILDING,))
        if found.keys or not query.words:
            return _Answer(found, query)
        return self._otherwise(wanted, query, limit)

    def _look_up(self, wanted: Wanted, limit: int) -> Found | None:
        """What the engine finds, without what is hidden from the asker: that does not count, and mends no words."""
        hidden = self._database.veil.hidden
        if not hidden:
            return self._engine.look_up(wanted, limit)
        found = self._engine.look_up(wanted, limit + min(len(hidden), _MOST_HIDDEN))
        if found is None:
            return None
        seen = [key for key in found.keys if _key(key).entity_id not in hidden]
        return Found(seen[:limit], found.total - len(found.keys) + len(seen))

    def _catches_up(self) -> bool:
        """Take in a few changes at once, as where nobody follows in the background. Whether everything is in now."""
        try:
            is_current = self._engine.follow(most=_FEW)
        except IndexUnusableError:  # whoever follows in the background says so
            return False
        if is_current:
            self._vocabulary.follow()
        return is_current

    def _otherwise(self, wanted: Wanted, query: Query, limit: int) -> _Answer:
        mended = self._mended(query)
        if mended.words != query.words:
            found = self._look_up(replace(wanted, words=mended.words), limit)
            if found and found.keys:
                return _Answer(found, mended, (_mended_note(query, mended),), is_exact=False)
        found = self._all_but_one(wanted, mended.words, limit)
        if not found.keys and len(mended.words) > 1:
            found = self._look_up(replace(wanted, words=mended.words, is_any=True), limit) or found
        return _Answer(found, mended, (_SOME,) if found.keys else (), is_exact=False)

    def _all_but_one(self, wanted: Wanted, words: Sequence[str], limit: int) -> Found:
        """What has all of several words except for any one of them."""
        if len(words) < _SEVERAL:
            return Found((), 0)
        found = (self._look_up(replace(wanted, words=rest), limit) for rest in combinations(words, len(words) - 1))
        keys = list(dict.fromkeys(key for each in found if each for key in each.keys))
        return Found(keys[:limit], min(len(keys), MOST_COUNTED))

    def _mended(self, query: Query) -> Query:
        humps = {chunk.lower(): list(parts_of(chunk)) for chunk in query.text.split()}
        words = [part for word in query.words for part in humps.get(word) or [self._vocabulary.mended(word)]]
        return replace(query, words=tuple(dict.fromkeys(words)), text=" ".join(words))

    def _hits(self, query: Query, keys: Sequence[_Key]) -> list[Hit]:
        """These as hits, in their order, without those that went away meanwhile."""
        if not keys:
            return []
        rows = self._database.ask(_ENTITIES, {"ids": list({key.entity_id for key in keys})})
        entities = {row.id: _entity(row) for row in rows}
        sections = self._sections([key for key in keys if key.path])
        hits = []
        for key in keys:
            entity, section = entities.get(key.entity_id), sections.get(key)
            if entity and (section or not key.path):
                hits.append(_hit(query, entity, section))
        return hits

    def _sections(self, keys: Sequence[_Key]) -> dict[_Key, Section]:
        if not keys:
            return {}
        ids, paths, positions = (list(column) for column in zip(*keys, strict=True))
        rows = self._database.ask(_SECTIONS, {"ids": ids, "paths": paths, "positions": positions})
        return {_Key(row.entity_id, row.path, row.position): section_from(row) for row in rows}


_BUILDING = "The search index is being built right now. Until it is there, I only look at names and descriptions."
_SOME = "Nothing has all of these words; these have some of them."


def _hit(query: Query, entity: Entity, section: Section | None) -> Hit:
    score = section_score(query, entity, section) if section else entity_score(query, entity)
    matches = section_matches(query, section) if section else entity_matches(query, entity)
    return Hit(entity.ref, entity.label, entity.kind, entity.type, owner_ref(entity), matches, score, section)


def _mended_note(asked: Query, mended: Query) -> str:
    return f"Nothing fits “{asked.text}”; these fit “{mended.text}”."


def _key(key: str) -> _Key:
    entity_id, _, rest = key.partition("#")
    position, _, path = rest.partition("#")
    return _Key(int(entity_id), path, int(position or 0))


def _entity(row: Any) -> Entity:  # Any: a row of the driver's
    kind, _, rest = row.ref.partition(":")
    namespace, _, name = rest.partition("/")
    return Entity(
        EntityRef(kind, namespace, name),
        row.document["kind"],
        row.document["metadata"]["name"],
        namespace,
        row.document,
    )
