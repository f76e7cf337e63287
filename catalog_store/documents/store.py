"""The questions that are asked of documents."""

from collections.abc import Collection
from typing import Any

from catalog_store.database import Database
from catalog_store.documents.sections import Section
from catalog_store.refs import EntityRef

_OF = """
    SELECT d.path, d.position, d.page, d.title, d.anchor, d.text, d.url
    FROM documents d JOIN entities e ON e.id = d.entity_id AND e.removed_at IS NULL
    WHERE e.ref = %(ref)s ORDER BY d.number, d.path, d.position LIMIT 500
"""

_HAVING = """
    SELECT e.ref FROM entities e WHERE e.ref = ANY(%(refs)s) AND e.removed_at IS NULL
    AND EXISTS (SELECT FROM documents d WHERE d.entity_id = e.id)
"""
_EXAMPLE = """
    SELECT e.ref FROM documents d JOIN entities e ON e.id = d.entity_id AND e.removed_at IS NULL
    GROUP BY e.ref ORDER BY count(*) DESC, e.ref LIMIT 1
"""


class Documents:
    """Sections of the documents that entities have. Every method may raise `DatabaseAwayError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def example(self) -> EntityRef | None:
        """Something that has documents."""
        rows = self._database.ask(_EXAMPLE, {})
        return EntityRef.parse(rows[0].ref) if rows else None

    def having(self, refs: Collection[EntityRef]) -> frozenset[EntityRef]:
        """Those of these things that have documents."""
        rows = self._database.ask(_HAVING, {"refs": [str(ref) for ref in refs]})
        return frozenset(EntityRef.parse(row.ref) for row in rows)

    def of(self, ref: EntityRef) -> tuple[Section, ...]:
        """All sections of its documents, page after page as its navigation has them."""
        return tuple(section_from(row) for row in self._database.ask(_OF, {"ref": str(ref)}))


def section_from(row: Any) -> Section:  # Any: a row of SQLAlchemy's or of the driver's
    """The section in a row."""
    return Section(row.path, row.position, row.page, row.title, row.anchor, row.text, row.url)
