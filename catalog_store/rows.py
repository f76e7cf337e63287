"""How a row of the database becomes an entity with its provenance."""

from typing import Any

from catalog_store.entities import Entity, Fault, Known, Provenance, Severity
from catalog_store.refs import EntityRef

#: What every question about entities selects, from `entities e` joined as `FROM_ENTITIES` does. The definition of an API may be
#: megabytes and no answer shows it, so it stays behind.
KNOWN_COLUMNS = """
    e.id, e.ref, e.line,
    CASE WHEN e.kind = 'api' THEN e.document #- '{spec,definition}' ELSE e.document END AS document,
    coalesce(f.source_id, '') AS source, coalesce(f.location, '') AS location, f.commit,
    coalesce(
        e.broken_at,
        greatest(f.read_at, CASE WHEN f.hash IS NOT NULL THEN s.completed_at END),
        e.changed_at
    ) AS read_at,
    CASE WHEN e.broken_at IS NOT NULL THEN f.faults END AS faults
"""
FROM_ENTITIES = """
    entities e LEFT JOIN files f ON f.id = e.file_id LEFT JOIN sources s ON s.id = f.source_id
"""


def known(row: Any) -> Known:  # Any: a row of SQLAlchemy's or of the driver's
    """The entity in a row of `KNOWN_COLUMNS`."""
    document = row.document
    kind, _, rest = row.ref.partition(":")
    namespace, _, name = rest.partition("/")
    written = document["metadata"]
    return Known(
        row.id,
        Entity(
            EntityRef(kind, namespace, name),
            document["kind"],
            written["name"],
            written.get("namespace") or namespace,
            document,
        ),
        Provenance(row.source, row.location, row.line, row.commit, row.read_at),
        tuple(fault_from(each) for each in row.faults or ()),
    )


def fault_from(stored: dict[str, Any]) -> Fault:
    """The fault in a stored JSON object."""
    return Fault(**{**stored, "severity": Severity(stored["severity"])})
