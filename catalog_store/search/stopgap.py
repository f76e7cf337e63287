"""Searching without an index, for as long as there is none: slower, and in names and descriptions only."""

from catalog_store.database import Database
from catalog_store.entities import Entity
from catalog_store.refs import EntityRef
from catalog_store.search.engine import Found, Wanted
from catalog_store.search.entries import DOCUMENTS, entity_entry

_SCAN = """
    SELECT id, ref, document FROM (
        SELECT id, ref, label, document - 'spec' || jsonb_build_object('spec', (document -> 'spec') - 'definition') AS document
        FROM entities WHERE removed_at IS NULL
    ) e
    WHERE concat_ws(' ', split_part(ref, '/', 2), label, document #>> '{metadata,description}') ILIKE ALL (%(patterns)s)
    ORDER BY length(label), id LIMIT 500
"""


def scan(database: Database, wanted: Wanted, limit: int) -> Found:
    """What fits among the first that have all the words somewhere.

    Raises:
        DatabaseAwayError: Postgres does not answer.
    """
    if (DOCUMENTS,) in wanted.terms:
        return Found((), 0)
    rows = database.ask(_SCAN, {"patterns": [f"%{word}%" for word in wanted.words] or ["%"]})
    keys = [str(row.id) for row in rows if _fits(_entity(row.ref, row.document), wanted)]
    return Found(keys[:limit], len(keys))


def _fits(entity: Entity, wanted: Wanted) -> bool:
    terms = set(entity_entry(0, entity).terms)
    return all(terms.intersection(group) for group in wanted.terms) and terms.isdisjoint(wanted.without)


def _entity(ref: str, document: dict[str, object]) -> Entity:
    kind, _, rest = ref.partition(":")
    namespace, _, name = rest.partition("/")
    return Entity(EntityRef(kind, namespace, name), str(document["kind"]), name, namespace, document)
