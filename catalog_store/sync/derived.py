"""What follows from an entity's document: its relations, and the names that it is found by."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from catalog_store.aliases import aliases_of
from catalog_store.relations import relations_of
from catalog_store.sync.bulk import copy_rows
from catalog_store.sync.plan import Settled


@dataclass(frozen=True, slots=True)
class Row:
    """A settled entity ready to be written."""

    id: int
    settled: Settled
    document: str
    hash: bytes


def drop_derived(connection: Connection, ids: Sequence[int]) -> None:
    """Forget what followed from the former documents of these entities. What they were called stays."""
    connection.execute(text("DELETE FROM relations WHERE declared_by = ANY(:ids)"), {"ids": ids})
    connection.execute(text("DELETE FROM aliases WHERE entity_id = ANY(:ids) AND NOT kept"), {"ids": ids})


def save_derived(connection: Connection, rows: Sequence[Row]) -> None:
    """Write what follows from these documents, of which nothing is written yet."""
    copy_rows(
        connection,
        "relations",
        ("declared_by", "type", "source_ref", "target_ref"),
        (
            (str(row.id), relation.type.value, str(relation.source), str(relation.target))
            for row in rows
            for relation in relations_of(row.settled.entity)
        ),
    )
    kept = _kept(connection, [row.id for row in rows])
    copy_rows(
        connection,
        "aliases",
        ("key", "entity_id", "because"),
        (
            (alias.key, str(row.id), alias.because)
            for row in rows
            for alias in aliases_of(row.settled.entity, row.settled.location)
            if (alias.key, row.id) not in kept
        ),
    )


def _kept(connection: Connection, ids: Sequence[int]) -> set[tuple[str, int]]:
    found = connection.execute(
        text("SELECT key, entity_id FROM aliases WHERE kept AND entity_id = ANY(:ids)"), {"ids": ids}
    )
    return {(row.key, row.entity_id) for row in found}
