"""Brings the documents that the catalog keeps in line with the files that the entities of a source name."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, text

from catalog_store.database import Database
from catalog_store.documents.reading import TECHDOCS_ANNOTATION, Page, Pages, read_pages
from catalog_store.documents.sections import Section, sections_of
from catalog_store.entities import Entity
from catalog_store.reading import Fetch
from catalog_store.refs import EntityRef
from catalog_store.sync.write import lock_merges

_PATIENCE = timedelta(minutes=2)

_DOCUMENTED = text(
    """
    SELECT e.id, e.ref, e.document, f.location FROM entities e JOIN files f ON f.id = e.file_id
    WHERE f.source_id = :source AND e.removed_at IS NULL AND e.document #> '{metadata,annotations}' ? :annotation
    """
)
_KEPT = text(
    """
    SELECT d.entity_id, d.path, min(d.number) AS number, (array_agg(d.hash))[1] AS hash
    FROM documents d JOIN entities e ON e.id = d.entity_id JOIN files f ON f.id = e.file_id
    WHERE f.source_id = :source GROUP BY d.entity_id, d.path
    """
)
_FORGET = text(
    "DELETE FROM documents d USING unnest(CAST(:ids AS bigint[]), CAST(:paths AS text[])) AS gone (entity_id, path)"
    " WHERE d.entity_id = gone.entity_id AND d.path = gone.path"
)
_SAVE = text(
    """
    INSERT INTO documents (entity_id, path, number, hash, position, page, title, anchor, text, url)
    SELECT * FROM unnest(
        CAST(:ids AS bigint[]), CAST(:paths AS text[]), CAST(:numbers AS int[]), CAST(:hashes AS bytea[]),
        CAST(:positions AS int[]), CAST(:pages AS text[]), CAST(:titles AS text[]), CAST(:anchors AS text[]),
        CAST(:texts AS text[]), CAST(:urls AS text[])
    )
    """
)
# Search follows the changes of entities, so a document's change is one of its entity's.
_CHANGE = text("UPDATE entities SET change = nextval('change_seq') WHERE id = ANY(:ids)")


@dataclass(frozen=True, slots=True)
class _Known:
    """A file as it was read last."""

    number: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class _New:
    """A file that is new or not what it was."""

    entity_id: int
    number: int
    page: Page
    sections: tuple[Section, ...]


#: Whether the documents of a descriptor at this location are to be read; the second says whether some were read before.
IsDue = Callable[[str, bool], bool]


def always(_location: str, _is_known: bool) -> bool:  # as `IsDue` has it
    """They are."""
    return True


def sync_documents(database: Database, source: str, fetch: Fetch, is_due: IsDue = always) -> int:
    """Read the documents of the source's entities, and write those that changed. How many files did, or went.

    A file that cannot be read stays as it was, unless nothing names it any more.

    Raises:
        DatabaseAwayError: Postgres does not answer; nothing has changed.
    """
    with database.reading() as connection:
        rows = connection.execute(_DOCUMENTED, {"source": source, "annotation": TECHDOCS_ANNOTATION}).all()
        kept = _kept(connection, source)
    news: list[_New] = []
    gone = dict.fromkeys(kept)
    documented = {entity_id for entity_id, _ in kept}
    for row in rows:
        if not is_due(row.location, row.id in documented):
            gone = {key: None for key in gone if key[0] != row.id}
            continue
        pages = read_pages(_entity(row.ref, row.document), row.location, fetch)
        news.extend(_changed(row.id, pages, kept))
        for path in (*(page.path for page in pages.read), *pages.unread):
            gone.pop((row.id, path), None)
        if pages.are_named and not pages.read:  # perhaps nothing could be reached
            gone = {key: None for key in gone if key[0] != row.id}
    if news or gone:
        with database.changing(patience=_PATIENCE) as connection:
            lock_merges(connection)
            _write(connection, news, [*gone, *((new.entity_id, new.page.path) for new in news)])
    return len(news) + len(gone)


def _kept(connection: Connection, source: str) -> dict[tuple[int, str], _Known]:
    rows = connection.execute(_KEPT, {"source": source})
    return {(row.entity_id, row.path): _Known(row.number, bytes(row.hash)) for row in rows}


def _changed(entity_id: int, pages: Pages, kept: Mapping[tuple[int, str], _Known]) -> Iterable[_New]:
    for number, page in enumerate(pages.read):
        if kept.get((entity_id, page.path)) != _Known(number, page.digest):
            sections = sections_of(page.path, page.body, page=page.title, url=page.url)
            if sections or (entity_id, page.path) in kept:
                yield _New(entity_id, number, page, sections)


def _write(connection: Connection, news: Sequence[_New], gone: Sequence[tuple[int, str]]) -> None:
    connection.execute(_FORGET, {"ids": [key[0] for key in gone], "paths": [key[1] for key in gone]})
    rows = [(new, section) for new in news for section in new.sections]
    connection.execute(
        _SAVE,
        {
            "ids": [new.entity_id for new, _ in rows],
            "paths": [section.path for _, section in rows],
            "numbers": [new.number for new, _ in rows],
            "hashes": [new.page.digest for new, _ in rows],
            "positions": [section.position for _, section in rows],
            "pages": [section.page for _, section in rows],
            "titles": [section.title for _, section in rows],
            "anchors": [section.anchor for _, section in rows],
            "texts": [section.text for _, section in rows],
            "urls": [section.url for _, section in rows],
        },
    )
    connection.execute(_CHANGE, {"ids": list({key[0] for key in gone})})


def _entity(ref: str, document: dict[str, object]) -> Entity:
    kind, _, rest = ref.partition(":")
    namespace, _, name = rest.partition("/")
    return Entity(EntityRef(kind, namespace, name), str(document["kind"]), name, namespace, document)
