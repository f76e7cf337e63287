"""A plan, carried out in the database within one transaction."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from catalog_store.ownership import on_call_ref, owner_ref
from catalog_store.sync.bulk import bytea, copy_rows
from catalog_store.sync.derived import Row, drop_derived, save_derived
from catalog_store.sync.files import file_ids, forget_files, save_files
from catalog_store.sync.former_references import follow, give_back, keep
from catalog_store.sync.plan import Held, Holdings, Plan, Reading

#: Raised whenever the same document leads to other columns, relations or aliases than before.
_DERIVATION = b"2"
_MERGE_LOCK = 0x0CA11B0B
_ENTITY_COLUMNS = (
    "id", "ref", "kind", "label", "owner_ref", "on_call_ref", "file_id", "line", "document", "hash", "change", "changed_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """What a merge did, in numbers of entities, and which references wait for a person.

    `renames` are pairs of what each renamed entity was called and is called now.
    """

    added: int = 0
    changed: int = 0
    renames: tuple[tuple[str, str], ...] = ()
    removed: int = 0
    waiting: tuple[str, ...] = ()

    @property
    def renamed(self) -> int:
        return len(self.renames)


def lock_merges(connection: Connection) -> None:
    """Merges happen one after another, so that change numbers become visible in their order."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MERGE_LOCK})


def holdings(connection: Connection, reading: Reading, *, since: datetime) -> Holdings:
    """The entities that the reading concerns, and what was removed without anybody being asked since then."""
    refs = [str(each.entity.ref) for file in reading.read for each in file.descriptor.entities]
    places = [*(file.location for file in reading.read), *reading.vanished, *reading.unreadable]
    rows = connection.execute(_HELD, {"refs": refs, "source": reading.source, "places": places})
    held = tuple(
        Held(row.id, row.ref, row.kind, bytes(row.hash), row.line, row.source, row.location, row.is_broken)
        for row in rows
    )
    removed = connection.execute(_REMOVED, {"refs": refs})
    total = connection.execute(_TOTAL, {"source": reading.source}).scalar_one()
    lately = connection.execute(_LATELY, {"source": reading.source, "since": since}).one()
    return Holdings(
        held,
        total,
        {row.ref: row.id for row in removed},
        lately.number,
        lately.groups,
        frozenset(lately.waiting or ()),
    )


_HELD = text(
    """
    SELECT e.id, e.ref, e.kind, e.hash, e.line, e.broken_at IS NOT NULL AS is_broken,
        coalesce(f.source_id, '') AS source, coalesce(f.location, '') AS location
    FROM entities e LEFT JOIN files f ON f.id = e.file_id
    WHERE e.removed_at IS NULL AND (
        e.ref = ANY(:refs)
        OR e.file_id IN (SELECT id FROM files WHERE source_id = :source AND location = ANY(:places))
    )
    ORDER BY e.id
    """
)
_REMOVED = text(
    "SELECT DISTINCT ON (ref) ref, id FROM entities"
    " WHERE ref = ANY(:refs) AND removed_at IS NOT NULL ORDER BY ref, removed_at DESC"
)
_TOTAL = text(
    "SELECT count(*) FROM entities e JOIN files f ON f.id = e.file_id WHERE f.source_id = :source AND e.removed_at IS NULL"
)


_LATELY = text(
    """
    SELECT count(*) AS number, count(*) FILTER (WHERE kind = 'group') AS groups, (
        SELECT waiting_removals FROM sources WHERE id = :source AND jsonb_typeof(waiting_removals) = 'array'
    ) AS waiting
    FROM entities WHERE removed_at >= :since AND removed_unasked = :source
    """
)


_PART_READ = text(
    """
    INSERT INTO sources (id, attempted_at, waiting_removals) VALUES (:id, :now, CAST(:waiting AS jsonb))
    ON CONFLICT (id) DO UPDATE SET waiting_removals = excluded.waiting_removals
    WHERE sources.waiting_removals IS DISTINCT FROM excluded.waiting_removals
    """
)


def save_source(connection: Connection, reading: Reading, waiting: Sequence[str], now: datetime) -> None:
    """Note the attempt, whether it was complete, and what waits. A read of a part is no attempt at the whole."""
    asked_about = json.dumps(list(waiting)) if waiting else None
    if reading.is_part:
        connection.execute(_PART_READ, {"id": reading.source, "now": now, "waiting": asked_about})
        return
    connection.execute(
        text(
            """
            INSERT INTO sources (id, attempted_at, completed_at, fault, waiting_removals)
            VALUES (:id, :now, :completed, :fault, CAST(:waiting AS jsonb))
            ON CONFLICT (id) DO UPDATE SET attempted_at = excluded.attempted_at, fault = excluded.fault,
                completed_at = coalesce(excluded.completed_at, sources.completed_at),
                waiting_removals = excluded.waiting_removals
            """
        ),
        {
            "id": reading.source,
            "now": now,
            "completed": now if reading.is_complete else None,
            "fault": "; ".join(f"{place}: {reason}" for place, reason in list(reading.unreadable.items())[:20]) or None,
            "waiting": asked_about,
        },
    )


def carry_out(connection: Connection, reading: Reading, plan: Plan, held: Holdings, now: datetime) -> Written:
    """Write the plan. The caller holds the transaction and the merge lock."""
    waiting = sorted({each.ref for each in plan.waiting} | plan.still_waiting)
    save_source(connection, reading, waiting, now)
    save_files(connection, reading, plan, now)
    ids = file_ids(connection, reading)
    _remove(connection, plan.removed, now, unasked=None if plan.is_agreed else reading.source)
    written = _save_entities(connection, plan, held, ids, now)
    _mark_broken(connection, plan.broken, now)
    forget_files(connection, reading, plan)
    return Written(written.added, written.changed, written.renames, len(plan.removed), tuple(waiting))


def _remove(connection: Connection, gone: Sequence[Held], now: datetime, *, unasked: str | None) -> None:
    """Take entities out of the catalog. Their rows stay, so that the removal can be undone.

    `unasked` is the source that does so without anybody having agreed.
    """
    ids = [held.id for held in gone]
    if not ids:
        return
    connection.execute(
        text(
            "UPDATE entities SET removed_at = :now, removed_unasked = :unasked, change = nextval('change_seq')"
            " WHERE id = ANY(:ids)"
        ),
        {"now": now, "unasked": unasked, "ids": ids},
    )
    drop_derived(connection, ids)


def _save_entities(
    connection: Connection, plan: Plan, held: Holdings, file_ids: dict[str, int], now: datetime
) -> Written:
    before = {each.id: each for each in held.entities}
    arrivals: list[Row] = []
    updates: list[Row] = []
    unmoved: list[Row] = []
    new_ids = _take_ids(connection, sum(each.id is None for each in plan.settled))
    for settled in plan.settled:
        document = _json(settled.entity.document)
        digest = hashlib.blake2b(document.encode(), digest_size=16, key=_DERIVATION).digest()
        if settled.id is None:
            arrivals.append(Row(next(new_ids), settled, document, digest))
            continue
        row = Row(settled.id, settled, document, digest)
        old = before.get(settled.id)
        same = old is not None and old.hash == digest and not settled.former
        (unmoved if same else updates).append(row)
    rows = [*arrivals, *updates]
    if rows:
        changes = _take_changes(connection, len(rows))
        staged = [_entity_row(row, file_ids, change, now) for row, change in zip(rows, changes, strict=True)]
        copy_rows(connection, "entities", _ENTITY_COLUMNS, staged[: len(arrivals)])
        _update(connection, staged[len(arrivals) :], [row.id for row in updates])
        renames = [(row.id, row.settled.former) for row in updates if row.settled.former]
        keep(connection, renames)
        give_back(connection, [row.settled.ref for row in rows])
        save_derived(connection, rows)
        follow(connection)
    _touch(connection, unmoved, file_ids)
    renamed = tuple((row.settled.former, row.settled.ref) for row in updates if row.settled.former)
    revived = sum(row.settled.revived for row in updates)
    return Written(added=len(arrivals) + revived, changed=len(updates) - len(renamed) - revived, renames=renamed)


def _take_ids(connection: Connection, count: int) -> Iterator[int]:
    statement = text("SELECT nextval(pg_get_serial_sequence('entities', 'id')) FROM generate_series(1, :count)")
    return iter(connection.execute(statement, {"count": count}).scalars().all())


def _take_changes(connection: Connection, count: int) -> Sequence[int]:
    statement = text("SELECT nextval('change_seq') FROM generate_series(1, :count)")
    return connection.execute(statement, {"count": count}).scalars().all()


def _entity_row(row: Row, file_ids: dict[str, int], change: int, now: datetime) -> tuple[str | None, ...]:
    entity = row.settled.entity
    return (
        str(row.id),
        str(entity.ref),
        entity.ref.kind,
        entity.label,
        _text(owner_ref(entity)),
        _text(on_call_ref(entity)),
        str(file_ids[row.settled.location]),
        str(row.settled.described.line),
        row.document,
        bytea(row.hash),
        str(change),
        now.isoformat(),
    )


def _update(connection: Connection, staged: list[tuple[str | None, ...]], ids: list[int]) -> None:
    if not staged:
        return
    connection.execute(text("CREATE TEMP TABLE staged_entities (LIKE entities INCLUDING DEFAULTS) ON COMMIT DROP"))
    copy_rows(connection, "staged_entities", _ENTITY_COLUMNS, staged)
    columns = [column for column in _ENTITY_COLUMNS if column != "id"]
    connection.execute(
        text(
            f"UPDATE entities e SET {', '.join(f'{column} = s.{column}' for column in columns)},"  # noqa: S608  # constants
            " removed_at = NULL, broken_at = NULL FROM staged_entities s WHERE s.id = e.id"
        )
    )
    drop_derived(connection, ids)


def _touch(connection: Connection, rows: Sequence[Row], file_ids: dict[str, int]) -> None:
    """Entities that say the same as before, perhaps in another place of the file, or healed."""
    if not rows:
        return
    connection.execute(
        text(
            """
            UPDATE entities e SET file_id = s.file_id, line = s.line, broken_at = NULL
            FROM unnest(CAST(:ids AS bigint[]), CAST(:files AS bigint[]), CAST(:lines AS int[])) AS s (id, file_id, line)
            WHERE s.id = e.id
                AND (e.file_id IS DISTINCT FROM s.file_id OR e.line <> s.line OR e.broken_at IS NOT NULL)
            """
        ),
        {
            "ids": [row.id for row in rows],
            "files": [file_ids[row.settled.location] for row in rows],
            "lines": [row.settled.described.line for row in rows],
        },
    )


def _mark_broken(connection: Connection, broken: Sequence[Held], now: datetime) -> None:
    connection.execute(
        text("UPDATE entities SET broken_at = :now WHERE id = ANY(:ids)"),
        {"now": now, "ids": [each.id for each in broken]},
    )


def _json(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _text(value: object) -> str | None:
    return None if value is None else str(value)
