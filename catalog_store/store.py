"""The questions that are asked of the catalog."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, TextClause, text

from catalog_store.database import Database
from catalog_store.entities import Known, Relation, RelationType
from catalog_store.ownership import SILENT_AFTER, OwnershipFacts
from catalog_store.refs import EntityRef
from catalog_store.rows import FROM_ENTITIES, KNOWN_COLUMNS, has_left, known

_BY_REF = text(f"SELECT {KNOWN_COLUMNS} FROM {FROM_ENTITIES} WHERE e.ref = :ref AND e.removed_at IS NULL")  # noqa: S608  # constants
_BY_ID = text(f"SELECT {KNOWN_COLUMNS} FROM {FROM_ENTITIES} WHERE e.id = :id AND e.removed_at IS NULL")  # noqa: S608  # constants

_OWNED_BY = text(
    f"SELECT {KNOWN_COLUMNS} FROM {FROM_ENTITIES}"  # noqa: S608  # constants
    " WHERE e.owner_ref = ANY(:owners) AND e.removed_at IS NULL ORDER BY e.kind, e.ref LIMIT :limit"
)
_COUNT_OWNED_BY = text(
    "SELECT kind, count(*) AS number FROM entities"
    " WHERE owner_ref = ANY(:owners) AND removed_at IS NULL GROUP BY kind ORDER BY kind"
)
_BY_EMAIL = text(
    f"SELECT {KNOWN_COLUMNS} FROM {FROM_ENTITIES} JOIN aliases a ON a.entity_id = e.id"  # noqa: S608  # constants
    " WHERE a.key = :key AND e.kind = 'user' AND e.removed_at IS NULL ORDER BY e.id LIMIT 1"
)
_GROUPS_OF = text(
    f"SELECT DISTINCT ON (e.ref) {KNOWN_COLUMNS} FROM relations r"  # noqa: S608  # constants
    f" JOIN ({FROM_ENTITIES}) ON e.ref = r.target_ref"
    " WHERE r.source_ref = :ref AND r.type = 'memberOf' AND e.removed_at IS NULL ORDER BY e.ref"
)
_MEMBERS_OF = text(
    f"SELECT DISTINCT ON (e.ref) {KNOWN_COLUMNS} FROM relations r"  # noqa: S608  # constants
    f" JOIN ({FROM_ENTITIES}) ON e.ref = r.source_ref"
    " WHERE r.target_ref = :ref AND r.type = 'memberOf' AND e.removed_at IS NULL ORDER BY e.ref"
)
_LEFT_OF = text(
    f"SELECT e.ref FROM entities e WHERE e.ref = ANY(:refs) AND e.removed_at IS NULL AND {has_left('e')}"  # noqa: S608  # constants
)
_RELATIONS = text(
    "SELECT DISTINCT type, source_ref, target_ref FROM relations"
    " WHERE source_ref = :ref OR target_ref = :ref ORDER BY type, source_ref, target_ref"
)

_WITH_MEMBERS = f"""
    SELECT w.role, w.depth, w.of, {KNOWN_COLUMNS},
        CASE WHEN w.role = 'owner' AND w.depth = 0 THEN (
            SELECT count(DISTINCT r.source_ref)
            FROM relations r JOIN entities m ON m.ref = r.source_ref AND m.removed_at IS NULL
            WHERE r.target_ref = w.ref AND r.type = 'memberOf'
        ) END AS member_count,
        CASE WHEN e.kind = 'user' THEN {has_left("e")} END AS has_left,
        CASE WHEN w.role = 'thing' AND w.depth = 0 THEN (
            SELECT CASE WHEN count(*) >= {SILENT_AFTER} THEN min(k.asked_at) END
            FROM attestation_asks k JOIN deliveries d ON d.id = k.delivery_id AND d.state = 'posted'
            WHERE k.entity_id = e.id AND k.asked_at > coalesce(
                (SELECT max(t.said_at) FROM attestations t WHERE t.entity_id = e.id), '-infinity'
            )
        ) END AS unverified_since
    FROM wanted w JOIN ({FROM_ENTITIES}) ON e.ref = w.ref AND e.removed_at IS NULL
    ORDER BY w.depth, w.ref
"""  # noqa: S608  # constants

# What bears on who owns one thing, in one round trip: itself, what it is a part of, their owners, who is on call.
# Asked for every answer, so in the driver's own words.
_OWNERSHIP = f"""
    WITH wanted AS NOT MATERIALIZED (
        SELECT 'thing' AS role, CAST(%(ref)s AS text) AS ref, 0 AS depth, '' AS of
        UNION ALL
        SELECT 'owner', t.owner_ref, 0, t.ref FROM entities t WHERE t.ref = %(ref)s AND t.removed_at IS NULL
        UNION ALL
        SELECT 'on-call', t.on_call_ref, 0, t.ref FROM entities t WHERE t.ref = %(ref)s AND t.removed_at IS NULL
        UNION ALL
        SELECT 'on-call', o.on_call_ref, 1, t.ref
        FROM entities t JOIN entities o ON o.ref = t.owner_ref AND o.removed_at IS NULL
        WHERE t.ref = %(ref)s AND t.removed_at IS NULL
        UNION ALL
        SELECT 'thing', r.target_ref, 1, '' FROM relations r WHERE r.source_ref = %(ref)s AND r.type = 'partOf'
        UNION ALL
        SELECT 'owner', p.owner_ref, 1, p.ref
        FROM relations r JOIN entities p ON p.ref = r.target_ref AND p.removed_at IS NULL
        WHERE r.source_ref = %(ref)s AND r.type = 'partOf'
    )
    {_WITH_MEMBERS}
    """  # noqa: S608  # constants

# The same all the way up, for a thing whose own system names no owner either. `depth` counts upwards.
_INHERITANCE = text(
    f"""
    WITH RECURSIVE chain AS (
        SELECT CAST(:ref AS text) AS ref, 0 AS depth
        UNION
        SELECT r.target_ref, c.depth + 1
        FROM chain c JOIN relations r ON r.source_ref = c.ref AND r.type = 'partOf'
        WHERE c.depth < 4
    ),
    things AS (
        SELECT DISTINCT ON (e.ref) e.ref, e.owner_ref, e.on_call_ref, c.depth
        FROM chain c JOIN entities e ON e.ref = c.ref AND e.removed_at IS NULL
        ORDER BY e.ref, c.depth
    ),
    wanted AS (
        SELECT 'thing' AS role, ref, depth, '' AS of FROM things
        UNION ALL SELECT 'owner', owner_ref, depth, ref FROM things
        UNION ALL SELECT 'on-call', on_call_ref, depth, ref FROM things WHERE depth = 0
    )
    {_WITH_MEMBERS}
    """  # noqa: S608  # constants
)


class Catalog:
    """The catalog's entities, as they are now. Every method may raise `DatabaseAwayError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, ref: EntityRef) -> Known | None:
        """The entity of this reference."""
        return self._find(_BY_REF, ref=str(ref))

    def by_id(self, entity_id: int) -> Known | None:
        """The entity of this id, whatever it is called by now."""
        return self._find(_BY_ID, id=entity_id)

    def find_by_email(self, email: str) -> Known | None:
        """The person with this e-mail address."""
        return self._find(_BY_EMAIL, key=f"email:{email.strip().lower()}")

    def ownership_facts(self, ref: EntityRef) -> OwnershipFacts | None:
        """All that bears on who owns it, mostly in one round trip; None when the catalog does not have it."""
        facts = _facts(ref, self._database.ask(_OWNERSHIP, {"ref": str(ref)}))
        if facts and facts.ancestors and not facts.has_present_owner:
            facts = _facts(ref, self._ask(_INHERITANCE, ref=str(ref)))
        if facts and facts.left and (gone := facts.departed_owner):
            return replace(facts, teams=self.groups_of(gone.ref))
        return facts

    def owned_by(self, owners: Collection[EntityRef], *, limit: int = 100) -> tuple[Known, ...]:
        """What these own by their files, by kind and name."""
        return self._all(_OWNED_BY, owners=[str(ref) for ref in owners], limit=limit)

    def count_owned_by(self, owners: Collection[EntityRef]) -> dict[str, int]:
        """How many entities of each kind these own."""
        return {row.kind: row.number for row in self._ask(_COUNT_OWNED_BY, owners=[str(ref) for ref in owners])}

    def groups_of(self, user: EntityRef) -> tuple[Known, ...]:
        """The groups that this person is a direct member of."""
        return self._all(_GROUPS_OF, ref=str(user))

    def members_of(self, group: EntityRef) -> tuple[Known, ...]:
        """The direct members of this group that the catalog has."""
        return self._all(_MEMBERS_OF, ref=str(group))

    def left_of(self, users: Collection[EntityRef]) -> frozenset[EntityRef]:
        """Those of these people who left: they are deactivated in Slack."""
        return frozenset(_ref(row.ref) for row in self._ask(_LEFT_OF, refs=[str(ref) for ref in users]))

    def relations(self, ref: EntityRef) -> tuple[Relation, ...]:
        """All relations that this reference has a part in, at either end, whether or not the other end exists."""
        return tuple(
            Relation(RelationType(row.type), _ref(row.source_ref), _ref(row.target_ref))
            for row in self._ask(_RELATIONS, ref=str(ref))
        )

    def is_empty(self) -> bool:
        """Nothing was ever read."""
        return not self._ask(text("SELECT 1 FROM entities WHERE removed_at IS NULL LIMIT 1"))

    def sources(self) -> tuple[str, ...]:
        """The ids of all sources that were ever read."""
        return tuple(row.id for row in self._ask(text("SELECT id FROM sources ORDER BY id")))

    def examples(self, *, limit: int = 5) -> tuple[Known, ...]:
        """A few components to show as examples, those with the most annotations first."""
        return self._all(_EXAMPLES, limit=limit)

    def _find(self, statement: TextClause, **values: object) -> Known | None:
        rows = self._ask(statement, **values)
        return known(rows[0]) if rows else None

    def _all(self, statement: TextClause, **values: object) -> tuple[Known, ...]:
        return tuple(known(row) for row in self._ask(statement, **values))

    def _ask(self, statement: TextClause, **values: object) -> list[Row[Any]]:
        parameters: Mapping[str, object] = values
        with self._database.reading() as connection:
            return list(connection.execute(statement, parameters))


_EXAMPLES = text(
    f"""
    SELECT {KNOWN_COLUMNS} FROM (
        SELECT * FROM entities WHERE kind = 'component' AND removed_at IS NULL
        ORDER BY id LIMIT 200
    ) e LEFT JOIN files f ON f.id = e.file_id LEFT JOIN sources s ON s.id = f.source_id
    ORDER BY (SELECT count(*) FROM aliases a WHERE a.entity_id = e.id) DESC, e.id LIMIT :limit
    """  # noqa: S608  # constants
)


def _facts(ref: EntityRef, rows: Sequence[Any]) -> OwnershipFacts | None:
    things = [row for row in rows if row.role == "thing"]
    if not things or things[0].depth:
        return None
    owners = {row.of: row for row in rows if row.role == "owner"}
    own = owners.get(str(ref))
    return OwnershipFacts(
        subject=known(things[0]),
        owner=_known_or_none(own),
        ancestors=tuple((known(row), _known_or_none(owners.get(row.ref))) for row in things[1:]),
        on_call=_known_or_none(next((row for row in rows if row.role == "on-call"), None)),
        member_count=own.member_count if own else 0,
        left=frozenset(_ref(row.ref) for row in rows if row.has_left),
        unverified_since=things[0].unverified_since,
    )


def _known_or_none(row: Any | None) -> Known | None:
    return known(row) if row else None


def _ref(stored: str) -> EntityRef:
    kind, _, rest = stored.partition(":")
    namespace, _, name = rest.partition("/")
    return EntityRef(kind, namespace, name)
