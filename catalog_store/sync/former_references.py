"""Files that still say what a renamed thing was called: they mean the thing, for as long as nothing else is called so."""

from collections.abc import Sequence

from sqlalchemy import Connection, text

from catalog_store.aliases import former_name

_KEEP = text(
    "INSERT INTO aliases (key, entity_id, because, kept) VALUES (:key, :id, :because, true)"
    " ON CONFLICT (key, entity_id) DO UPDATE SET kept = true"
)
_TAKEN_AGAIN = text(
    "DELETE FROM aliases a USING entities e"
    " WHERE a.kept AND a.key = ANY(:keys) AND e.id = a.entity_id AND a.key <> 'ref:' || e.ref RETURNING e.ref"
)
# Which file said which of the two is not known any more: those that may have are read again.
_READ_AGAIN = text(
    """
    WITH unsure AS (
        UPDATE entities SET hash = '' WHERE owner_ref = ANY(:refs) OR on_call_ref = ANY(:refs) OR id IN (
            SELECT declared_by FROM relations WHERE source_ref = ANY(:refs) OR target_ref = ANY(:refs)
        ) RETURNING file_id
    )
    UPDATE files SET hash = NULL WHERE id IN (SELECT file_id FROM unsure)
    """
)
_FORMER = """
    WITH former AS (
        SELECT DISTINCT ON (a.key) substr(a.key, 5) AS ref, e.ref AS present
        FROM aliases a JOIN entities e ON e.id = a.entity_id AND e.removed_at IS NULL
        WHERE a.kept AND a.key LIKE 'ref:%' AND NOT EXISTS (
            SELECT 1 FROM entities o WHERE o.ref = substr(a.key, 5) AND o.removed_at IS NULL
        )
        ORDER BY a.key, a.entity_id DESC
    )
"""
_FOLLOW_RELATIONS = """
    , moved AS (
        DELETE FROM relations r USING former f WHERE r.{end} = f.ref
        RETURNING r.declared_by, r.type, r.source_ref, r.target_ref, f.present
    )
    INSERT INTO relations (declared_by, type, source_ref, target_ref)
    SELECT declared_by, type, {columns} FROM moved ON CONFLICT DO NOTHING
"""
_FOLLOW = (
    text(_FORMER + _FOLLOW_RELATIONS.format(end="target_ref", columns="source_ref, present")),
    text(_FORMER + _FOLLOW_RELATIONS.format(end="source_ref", columns="present, target_ref")),
    text(
        f"{_FORMER} UPDATE entities e SET owner_ref = f.present, change = nextval('change_seq')"  # noqa: S608  # constants
        " FROM former f WHERE e.owner_ref = f.ref"
    ),
    text(f"{_FORMER} UPDATE entities e SET on_call_ref = f.present FROM former f WHERE e.on_call_ref = f.ref"),  # noqa: S608  # constants
)
# What a team was told, what it chose and how it stood go on under its new name, wherever that has none of its own yet.
_FOLLOW_TEAMS = tuple(
    text(
        f"{_FORMER} UPDATE {table} t SET {column} = f.present FROM former f WHERE t.{column} = f.ref"  # noqa: S608  # constants
        f" AND NOT EXISTS (SELECT FROM {table} o WHERE o.{column} = f.present AND {same})"
    )
    for table, column, same in (
        ("report_choices", "team_ref", "o.report = t.report"),
        ("deliveries", "team_ref", "o.report = t.report AND o.period = t.period"),
        ("standing_days", "owner_ref", "o.day = t.day"),
        ("attestations", "team_ref", "false"),
        ("transfers", "from_ref", "false"),
        ("transfers", "to_ref", "false"),
    )
)


def keep(connection: Connection, renames: Sequence[tuple[int, str]]) -> None:
    """Keep what renamed entities, by their ids, were called."""
    for entity, former in renames:
        name = former_name(former.rpartition("/")[2])
        for key, because in ((name.key, name.because), (f"ref:{former}", "its former reference")):
            connection.execute(_KEEP, {"key": key, "id": entity, "because": because})


def give_back(connection: Connection, refs: Sequence[str]) -> None:
    """These references are somebody's again: nothing else answers to them any more."""
    again = connection.execute(_TAKEN_AGAIN, {"keys": [f"ref:{ref}" for ref in refs]}).scalars().all()
    if again:
        connection.execute(_READ_AGAIN, {"refs": list(again)})


def follow(connection: Connection) -> None:
    """Have whatever names a former reference mean what is called otherwise now."""
    for statement in (*_FOLLOW, *_FOLLOW_TEAMS):
        connection.execute(statement)
