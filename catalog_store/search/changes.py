"""What changed in the catalog since an index last looked, as entries."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, text

from catalog_store.documents import Section
from catalog_store.documents.store import section_from
from catalog_store.entities import Entity
from catalog_store.refs import EntityRef
from catalog_store.search.entries import Entry, entity_entry, section_entry

#: So many entities are read, and written, at once.
BATCH = 1_000

_NEWEST = text("SELECT coalesce(max(change), 0) FROM entities")
_BEHIND = text(
    "SELECT count(*) FROM (SELECT 1 FROM entities WHERE change > :since AND (removed_at IS NULL OR :since > 0) LIMIT :most) e"
)
_CHANGED = text(
    """
    SELECT id, ref, change, removed_at IS NULL AS live, CASE WHEN removed_at IS NULL THEN document END AS document
    FROM entities WHERE change > :since AND (removed_at IS NULL OR :removed) ORDER BY change LIMIT :most
    """
)
_SECTIONS = text(
    "SELECT entity_id, path, position, page, title, anchor, text, url FROM documents"
    " WHERE entity_id = ANY(:ids) ORDER BY entity_id, path, position"
)
_BEGIN = text("INSERT INTO search_progress (id) VALUES (1) ON CONFLICT DO NOTHING")
_CATALOG = text("SELECT catalog FROM search_progress")


@dataclass(frozen=True, slots=True)
class Batch:
    """Some changes in their order: entities whose entries are no longer true, and those that are. `upto` is the last change."""

    entity_ids: tuple[int, ...]
    entries: tuple[Entry, ...]
    upto: int


def newest_change(connection: Connection) -> int:
    """The number of the last change of all."""
    return int(connection.execute(_NEWEST).scalar_one())


def count_behind(connection: Connection, since: int, most: int) -> int:
    """How many entities changed since then, counted no further than `most`."""
    return int(connection.execute(_BEHIND, {"since": since, "most": most}).scalar_one())


def batches(connection: Connection, since: int) -> Iterator[Batch]:
    """Everything that changed since then. From the very beginning, what was removed meanwhile is left out."""
    has_removed = since > 0
    while True:
        values = {"since": since, "removed": has_removed, "most": BATCH}
        rows = connection.execute(_CHANGED, values).all()
        if not rows:
            return
        entities = {row.id: _entity(row.ref, row.document) for row in rows if row.live}
        entries = [entity_entry(entity_id, entity) for entity_id, entity in entities.items()]
        for entity_id, sections in _sections(connection, list(entities)).items():
            entries.extend(section_entry(entity_id, entities[entity_id], section) for section in sections)
        since = rows[-1].change
        yield Batch(tuple(row.id for row in rows), tuple(entries), since)


def catalog_id(connection: Connection) -> UUID:
    """What tells this catalog from every other one; it is given when first asked for."""
    found: UUID | None = connection.execute(_CATALOG).scalar_one_or_none()
    if found is None:
        connection.execute(_BEGIN)
        found = connection.execute(_CATALOG).scalar_one()
    return found


def _sections(connection: Connection, ids: list[int]) -> dict[int, list[Section]]:
    found: defaultdict[int, list[Section]] = defaultdict(list)
    for row in connection.execute(_SECTIONS, {"ids": ids}):
        found[row.entity_id].append(section_from(row))
    return found


def _entity(ref: str, document: dict[str, object]) -> Entity:
    kind, _, rest = ref.partition(":")
    namespace, _, name = rest.partition("/")
    metadata = document["metadata"]
    assert isinstance(metadata, dict)
    return Entity(EntityRef(kind, namespace, name), str(document["kind"]), metadata["name"], namespace, document)
