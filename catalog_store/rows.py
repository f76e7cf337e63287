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


def has_left(user: str) -> str:
    """Whether the person in the row of `entities` called `user` left: Slack knows them, and none of their accounts is active.

    NULL when no account is known to be theirs. What somebody was linked to says more than an e-mail address.
    """
    return f"""
        (SELECT bool_and(account.left_at IS NOT NULL) FROM (
            SELECT p.left_at FROM account_links l JOIN people p USING (slack_team, slack_user) WHERE l.entity_id = {user}.id
            UNION ALL
            SELECT p.left_at FROM aliases m
            JOIN people p ON lower(btrim(p.email)) = substr(m.key, 7) AND NOT p.is_bot
            WHERE m.entity_id = {user}.id AND starts_with(m.key, 'email:') AND NOT EXISTS (
                SELECT FROM account_links o WHERE o.slack_team = p.slack_team AND o.slack_user = p.slack_user
            )
        ) account)
    """  # noqa: S608  # the callers' own names


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
