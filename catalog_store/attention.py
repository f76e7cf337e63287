"""What waits for the attention of those who own things: faulty files, doubtful references, claims, nobody on call."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from catalog_store.database import Database
from catalog_store.ownership import ON_CALL_ANNOTATION, PAGERDUTY_ANNOTATION, TIME_TO_LIVE
from catalog_store.refs import EntityRef
from catalog_store.rows import FROM_ENTITIES

_CONCERNS = text(
    f"""
    WITH owned AS (
        SELECT e.*, greatest(f.read_at, CASE WHEN f.hash IS NOT NULL THEN s.completed_at END, e.changed_at) AS seen_at
        FROM {FROM_ENTITIES}
        WHERE e.owner_ref = ANY(:owners) AND e.removed_at IS NULL ORDER BY e.ref LIMIT 5000
    ),
    judged AS (
        SELECT o.ref, o.label, o.broken_at IS NOT NULL AS is_faulty, o.seen_at < :stale AS is_stale, o.seen_at,
            (SELECT count(*) FROM relations r LEFT JOIN entities t ON t.removed_at IS NULL
                AND t.ref = CASE WHEN r.source_ref = o.ref THEN r.target_ref ELSE r.source_ref END
                WHERE r.declared_by = o.id AND r.type <> 'ownedBy' AND t.id IS NULL) AS dangling,
            (SELECT count(*) FROM claims c WHERE c.entity_id = o.id AND c.settled_at IS NULL) AS claims,
            o.kind = 'component' AND o.document #>> '{{spec,lifecycle}}' = 'production'
                AND o.document #>> '{{spec,type}}' = 'service'
                AND o.on_call_ref IS NULL AND NOT coalesce(o.document #> '{{metadata,annotations}}' ?| :paging, false)
                AND NOT EXISTS (SELECT 1 FROM entities g WHERE g.ref = o.owner_ref AND g.removed_at IS NULL
                    AND coalesce(g.document #> '{{metadata,annotations}}' ?| :paging, false)) AS has_no_on_call,
            CAST(NULL AS text) AS unknown_owner
        FROM owned o
        UNION ALL
        SELECT p.ref, p.label, false, false, p.changed_at, 0, 0, false, p.owner_ref
        FROM owned o JOIN relations r ON r.target_ref = o.ref AND r.type = 'partOf'
            JOIN entities p ON p.ref = r.source_ref AND p.removed_at IS NULL
            LEFT JOIN entities n ON n.ref = p.owner_ref AND n.removed_at IS NULL
        WHERE p.owner_ref IS NOT NULL AND n.id IS NULL
    )
    SELECT *, count(*) OVER () AS total FROM judged
    WHERE is_faulty OR is_stale OR dangling > 0 OR claims > 0 OR has_no_on_call OR unknown_owner IS NOT NULL
    ORDER BY is_faulty DESC, unknown_owner IS NULL, claims DESC, dangling DESC, is_stale DESC, ref LIMIT :limit
    """  # noqa: S608  # constants
)


@dataclass(frozen=True, slots=True)
class Concern:
    """One thing that wants somebody, and why. `stale_since`: nobody has confirmed what we know for too long.

    `unknown_owner` is the owner that its file names and the catalog does not have, on a part of what they own.
    """

    ref: EntityRef
    label: str
    is_faulty: bool = False
    stale_since: datetime | None = None
    dangling: int = 0
    claims: int = 0
    has_no_on_call: bool = False
    unknown_owner: str | None = None


@dataclass(frozen=True, slots=True)
class Concerns:
    """The gravest ones, and how many there are in all."""

    shown: tuple[Concern, ...] = ()
    total: int = 0


class Attention:
    """Looks through what people own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, owners: Collection[EntityRef], *, now: datetime, limit: int = 5) -> Concerns:
        """What these should look at, the gravest first.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
        values = {
            "owners": [str(ref) for ref in owners],
            "stale": now - TIME_TO_LIVE,
            "paging": [ON_CALL_ANNOTATION, PAGERDUTY_ANNOTATION],
            "limit": limit,
        }
        with self._database.reading() as connection:
            rows = connection.execute(_CONCERNS, values).all()
        shown = tuple(
            Concern(
                EntityRef.parse(row.ref),
                row.label,
                row.is_faulty,
                row.seen_at if row.is_stale else None,
                row.dangling,
                row.claims,
                row.has_no_on_call,
                row.unknown_owner,
            )
            for row in rows
        )
        return Concerns(shown, rows[0].total if rows else 0)
