"""A source's files as they were read last: kept, compared with, and forgotten."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from catalog_store.entities import Fault
from catalog_store.reading import Dependency
from catalog_store.rows import fault_from
from catalog_store.sync.bulk import bytea, copy_rows
from catalog_store.sync.plan import Plan, ReadFile, Reading


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What is known of a file from its last read. `digest` is None when it must be read again whatever it holds.

    `content` is the hash of its bytes alone.
    """

    location: str
    digest: bytes | None
    dependencies: tuple[Dependency, ...]
    targets: tuple[str, ...]
    faults: tuple[Fault, ...] = ()
    content: bytes | None = None


def state_of(connection: Connection, source: str) -> tuple[object, ...]:
    """What tells whether anybody merged a read of this source since."""
    return tuple(connection.execute(_STATE, {"source": source}).one())


_STATE = text(
    "SELECT max(read_at), count(*), (SELECT attempted_at FROM sources WHERE id = :source) FROM files WHERE source_id = :source"
)


def stored_files(connection: Connection, source: str) -> dict[str, StoredFile]:
    """The files of a source as they were read last, by location."""
    rows = connection.execute(
        text("SELECT location, hash, content, dependencies, targets, faults FROM files WHERE source_id = :source"),
        {"source": source},
    )
    return {
        row.location: StoredFile(
            row.location,
            bytes(row.hash) if row.hash is not None else None,
            tuple(Dependency(place, bytes.fromhex(digest)) for place, digest in row.dependencies),
            tuple(row.targets),
            tuple(fault_from(each) for each in row.faults),
            bytes(row.content) if row.content is not None else None,
        )
        for row in rows
    }


def save_files(connection: Connection, reading: Reading, plan: Plan, now: datetime) -> None:
    """Keep what was read, and what could not be."""
    connection.execute(text("CREATE TEMP TABLE staged_files (LIKE files INCLUDING DEFAULTS) ON COMMIT DROP"))
    connection.execute(text("ALTER TABLE staged_files ALTER id DROP NOT NULL"))
    columns = (
        "source_id",
        "location",
        "hash",
        "dependencies",
        "targets",
        "commit",
        "read_at",
        "faults",
        "content",
        "revision",
    )
    copy_rows(
        connection,
        "staged_files",
        columns,
        (_file_row(reading.source, file, plan.taken.get(file.location, ()), now) for file in reading.read),
    )
    connection.execute(
        text(
            """
            INSERT INTO files (source_id, location, hash, dependencies, targets, commit, read_at, faults, content, revision)
            SELECT source_id, location, hash, dependencies, targets, commit, read_at, faults, content, revision
            FROM staged_files
            ON CONFLICT (source_id, location) DO UPDATE SET hash = excluded.hash, dependencies = excluded.dependencies,
                targets = excluded.targets, commit = excluded.commit, read_at = excluded.read_at, faults = excluded.faults,
                content = excluded.content, revision = excluded.revision
            """
        )
    )
    for location, reason in reading.unreadable.items():
        fault = Fault(
            "unreadable", f"The file could not be read: {reason}", "Make it readable again, or remove what names it."
        )
        connection.execute(
            text(
                "UPDATE files SET hash = NULL, faults = CAST(:faults AS jsonb) WHERE source_id = :source AND location = :place"
            ),
            {"source": reading.source, "place": location, "faults": _faults_json((fault,))},
        )
    if reading.unchanged and (reading.is_part or not reading.is_complete):
        connection.execute(
            text("UPDATE files SET read_at = :now WHERE source_id = :source AND location = ANY(:places)"),
            {"now": now, "source": reading.source, "places": list(reading.unchanged)},
        )


def _file_row(source: str, file: ReadFile, taken: tuple[Fault, ...], now: datetime) -> tuple[str | None, ...]:
    descriptor = file.descriptor
    return (
        source,
        file.location,
        None if taken else bytea(file.digest),
        json.dumps([[each.location, each.digest.hex()] for each in descriptor.dependencies]),
        json.dumps(descriptor.targets),
        file.commit,
        now.isoformat(),
        _faults_json((*descriptor.faults, *taken)),
        bytea(file.content),
        file.revision,
    )


def _faults_json(faults: Iterable[Fault]) -> str:
    return json.dumps([asdict(fault) for fault in faults])


def file_ids(connection: Connection, reading: Reading) -> dict[str, int]:
    """The numbers of the files that were read, by location."""
    rows = connection.execute(
        text("SELECT id, location FROM files WHERE source_id = :source AND location = ANY(:places)"),
        {"source": reading.source, "places": [file.location for file in reading.read]},
    )
    return {row.location: row.id for row in rows}


def forget_files(connection: Connection, reading: Reading, plan: Plan) -> None:
    """Drop the files that are gone, and see to it that those with something pending are read again."""
    gone = reading.vanished - plan.reread if reading.is_certain else frozenset()
    values: dict[str, Any] = {"source": reading.source, "gone": list(gone), "again": list(plan.reread)}
    connection.execute(text("DELETE FROM files WHERE source_id = :source AND location = ANY(:gone)"), values)
    connection.execute(
        text("UPDATE files SET hash = NULL WHERE source_id = :source AND location = ANY(:again)"), values
    )
