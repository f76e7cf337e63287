"""What is wrong in the catalog, check by check: how often, where, and who should mend it."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import text

from catalog_store.database import Database
from catalog_store.rows import has_left


class Check(StrEnum):
    """What is looked for, the gravest first."""

    FAULTY_FILES = "faulty-files"
    BEHIND = "behind"
    UNKNOWN_OWNERS = "unknown-owners"
    OWNERS_LEFT = "owners-left"
    DANGLING = "dangling"
    NAMES_TAKEN = "names-taken"
    UNOWNED = "unowned"
    ORPHANS = "orphans"
    WAITING_REMOVALS = "waiting-removals"
    OPEN_CLAIMS = "open-claims"


# Each gives name, detail, location, line, owner_ref and weight; `number` counts what stands behind one finding.
_FAULTS = """
    SELECT f.location AS name, told.message AS detail, f.location, told.line, told.number,
        (SELECT min(e.owner_ref) FROM entities e WHERE e.file_id = f.id AND e.removed_at IS NULL) AS owner_ref
    FROM files f, LATERAL (
        SELECT count(*) AS number, (array_agg(fault ->> 'message' ORDER BY place))[1] AS message,
            (array_agg(CAST(fault ->> 'line' AS int) ORDER BY place))[1] AS line
        FROM jsonb_array_elements(f.faults) WITH ORDINALITY AS listed (fault, place)
        WHERE fault ->> 'severity' = 'error' AND (fault ->> 'code' IN ('name-taken', 'read-twice')) = {taken}
    ) told
    WHERE f.faults <> '[]'::jsonb AND told.number > 0
"""
_ENTITIES = """
    SELECT e.ref AS name, CAST(NULL AS text) AS detail, f.location, e.line, {weight} AS number, e.owner_ref
    FROM entities e LEFT JOIN files f ON f.id = e.file_id WHERE e.removed_at IS NULL AND {condition}
"""
_QUESTIONS = {
    Check.FAULTY_FILES: _FAULTS.format(taken="false"),
    Check.NAMES_TAKEN: _FAULTS.format(taken="true"),
    Check.BEHIND: _ENTITIES.format(weight="1", condition="e.broken_at IS NOT NULL"),
    Check.ORPHANS: _ENTITIES.format(weight="1", condition="e.file_id IS NULL"),
    Check.UNOWNED: _ENTITIES.format(
        weight="CASE WHEN e.document #>> '{spec,lifecycle}' = 'production' THEN 2 ELSE 1 END",
        condition="""e.owner_ref IS NULL AND e.kind NOT IN ('user', 'group', 'location') AND NOT EXISTS (
            SELECT 1 FROM relations r JOIN entities p ON p.ref = r.target_ref AND p.removed_at IS NULL
            WHERE r.source_ref = e.ref AND r.type = 'partOf' AND p.owner_ref IS NOT NULL
        )""",
    ),
    Check.UNKNOWN_OWNERS: """
        SELECT e.owner_ref AS name, min(e.ref) AS detail, min(f.location) AS location, 0 AS line, count(*) AS number,
            CAST(NULL AS text) AS owner_ref
        FROM entities e LEFT JOIN files f ON f.id = e.file_id
        WHERE e.removed_at IS NULL AND e.owner_ref IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM entities o WHERE o.ref = e.owner_ref AND o.removed_at IS NULL
        )
        GROUP BY e.owner_ref
    """,
    Check.OWNERS_LEFT: f"""
        SELECT e.ref AS name, gone.label || ' left' AS detail, f.location, e.line,
            CASE WHEN e.document #>> '{{spec,lifecycle}}' = 'production' THEN 2 ELSE 1 END AS number,
            (SELECT min(p.owner_ref) FROM relations r JOIN entities p ON p.ref = r.target_ref AND p.removed_at IS NULL
                WHERE r.source_ref = e.ref AND r.type = 'partOf' AND p.owner_ref <> e.owner_ref) AS owner_ref
        FROM (
            SELECT o.ref, o.label FROM entities o WHERE o.kind = 'user' AND o.removed_at IS NULL AND {has_left("o")}
        ) gone JOIN entities e ON e.owner_ref = gone.ref AND e.removed_at IS NULL LEFT JOIN files f ON f.id = e.file_id
    """,  # noqa: S608  # constants
    Check.DANGLING: """
        SELECT missing.ref AS name, min(d.ref) AS detail, min(f.location) AS location, 0 AS line, count(*) AS number,
            min(d.owner_ref) AS owner_ref
        FROM (
            SELECT r.declared_by, r.target_ref AS ref FROM relations r WHERE r.type <> 'ownedBy'
                AND NOT EXISTS (SELECT 1 FROM entities t WHERE t.ref = r.target_ref AND t.removed_at IS NULL)
            UNION
            SELECT r.declared_by, r.source_ref FROM relations r
            WHERE NOT EXISTS (SELECT 1 FROM entities t WHERE t.ref = r.source_ref AND t.removed_at IS NULL)
        ) missing JOIN entities d ON d.id = missing.declared_by LEFT JOIN files f ON f.id = d.file_id
        GROUP BY missing.ref
    """,
    Check.WAITING_REMOVALS: """
        SELECT s.id AS name, CAST(NULL AS text) AS detail, s.id AS location, 0 AS line,
            jsonb_array_length(s.waiting_removals) AS number, CAST(NULL AS text) AS owner_ref
        FROM sources s WHERE jsonb_typeof(s.waiting_removals) = 'array'
    """,
    Check.OPEN_CLAIMS: """
        SELECT c.asked AS name, min(c.slack_user) AS detail, CAST(NULL AS text) AS location, 0 AS line, count(*) AS number,
            min(e.owner_ref) AS owner_ref
        FROM claims c LEFT JOIN entities e ON e.id = c.entity_id WHERE c.settled_at IS NULL GROUP BY c.asked
    """,
}
_WORST = """
    SELECT found.*, o.label AS owner FROM (
        SELECT *, count(*) OVER () AS total FROM ({question}) every
        ORDER BY number DESC, name LIMIT :limit OFFSET :offset
    ) found LEFT JOIN entities o ON o.ref = found.owner_ref AND o.removed_at IS NULL
    ORDER BY found.number DESC, found.name
"""
_STATEMENTS = {check: text(_WORST.format(question=question)) for check, question in _QUESTIONS.items()}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. `name` is a reference, a place or words; `detail` is for its check to say.

    It is mended in `location` by `owner`, as far as these are known. `number` says how much is behind it.
    """

    name: str
    detail: str | None
    location: str | None
    line: int
    number: int
    owner: str | None


@dataclass(frozen=True, slots=True)
class Findings:
    """The worst findings of a check from some place on, and how many there are in all."""

    check: Check
    shown: tuple[Finding, ...] = ()
    total: int = 0


class Health:
    """Looks through the whole catalog. Every method may raise `DatabaseAwayError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, *, limit: int = 5) -> tuple[Findings, ...]:
        """Every check that found something."""
        return tuple(found for check in Check if (found := self.look(check, limit=limit)).total)

    def look(self, check: Check, *, limit: int = 5, offset: int = 0) -> Findings:
        """What one check finds. Past the end it finds nothing and counts nothing."""
        with self._database.reading() as connection:
            rows = connection.execute(_STATEMENTS[check], {"limit": limit, "offset": offset}).all()
        shown = tuple(Finding(row.name, row.detail, row.location, row.line or 0, row.number, row.owner) for row in rows)
        return Findings(check, shown, rows[0].total if rows else 0)
