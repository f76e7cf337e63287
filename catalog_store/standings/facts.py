"""Facts where they are kept: what sources outside told of entities, and all that the catalog holds around them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

from catalog_store.database import Database
from catalog_store.facts import Code, OwnerFacts, Reading, Sheet, Subject, Value, kind_of, sheet_of
from catalog_store.facts.collectors.documents import RUNBOOK_WORDS
from catalog_store.facts.values import as_json, value_from
from catalog_store.ownership import ON_CALL_ANNOTATION, PAGERDUTY_ANNOTATION
from catalog_store.refs import EntityRef
from catalog_store.rows import FROM_ENTITIES, KNOWN_COLUMNS, has_left, known

#: So many entities are looked at together.
_BATCH = 1_000
_LOGIN_ANNOTATION = "github.com/user-login"
_PAGING = (ON_CALL_ANNOTATION, PAGERDUTY_ANNOTATION, "pagerduty.com/integration-key")

#: People and teams are not judged, they judge.
_IS_JUDGED = "e.kind NOT IN ('user', 'group', 'location', 'template') AND e.removed_at IS NULL"
_IDS = text(f"SELECT e.id FROM entities e WHERE {_IS_JUDGED} ORDER BY e.id")  # noqa: S608  # constants
_OWNED = text(
    f"SELECT e.id FROM entities e WHERE e.owner_ref = ANY(:owners) AND {_IS_JUDGED} ORDER BY e.ref LIMIT :limit"  # noqa: S608  # constants
)
# What dangles is looked up one by one: as a join, and before Postgres has counted what a first sync brought, it would go
# through all entities for each of them.
_THINGS = text(
    f"""
    SELECT {KNOWN_COLUMNS}, e.owner_ref, e.on_call_ref, e.broken_at IS NULL AS is_current,
        coalesce(e.document #> '{{metadata,annotations}}' ?| :paging, false) AS is_paging,
        (SELECT count(*) FROM relations r WHERE r.declared_by = e.id AND r.type <> 'ownedBy' AND (
            SELECT t.id FROM entities t WHERE t.removed_at IS NULL
                AND t.ref = CASE WHEN r.source_ref = e.ref THEN r.target_ref ELSE r.source_ref END LIMIT 1
        ) IS NULL) AS dangling,
        (SELECT count(*) FROM claims c WHERE c.entity_id = e.id AND c.settled_at IS NULL) AS claims
    FROM {FROM_ENTITIES} WHERE e.id = ANY(:ids) AND {_IS_JUDGED} ORDER BY e.id
    """  # noqa: S608  # constants
)
_OWNERS = text(
    f"""
    SELECT {KNOWN_COLUMNS}, e.on_call_ref,
        coalesce(e.document #> '{{metadata,annotations}}' ?| :paging, false) AS is_paging,
        CASE WHEN e.kind = 'user' THEN coalesce({has_left("e")}, false) ELSE false END AS has_left,
        e.document #>> '{{metadata,annotations,{_LOGIN_ANNOTATION}}}' AS login
    FROM {FROM_ENTITIES} WHERE e.ref = ANY(:refs) AND e.removed_at IS NULL
    """  # noqa: S608  # constants
)
_MEMBERS = text(
    f"""
    SELECT r.target_ref, m.ref, m.document #>> '{{metadata,annotations,{_LOGIN_ANNOTATION}}}' AS login
    FROM relations r JOIN entities m ON m.ref = r.source_ref AND m.removed_at IS NULL
    WHERE r.target_ref = ANY(:refs) AND r.type = 'memberOf' GROUP BY 1, 2, 3
    """  # noqa: S608  # constants
)
_CODE = text(
    """
    SELECT DISTINCT ON (a.entity_id) a.entity_id, r.host, r.slug, r.seen_at, r.is_archived, r.gone_at IS NOT NULL AS is_gone,
        r.visibility, r.topics, r.language, r.default_branch, r.head, r.description, r.committed_at, r.codeowners, r.committers
    FROM aliases a JOIN repositories r ON lower(r.slug) = substr(a.key, 6)
    WHERE a.entity_id = ANY(:ids) AND starts_with(a.key, 'repo:')
    ORDER BY a.entity_id, r.gone_at IS NOT NULL, a.key
    """
)
_PAGES = text(
    """
    SELECT entity_id, count(DISTINCT path) AS pages,
        count(DISTINCT path) FILTER (WHERE lower(path || ' ' || title) LIKE ANY(:words)) AS runbooks
    FROM documents WHERE entity_id = ANY(:ids) GROUP BY entity_id
    """
)
_KEPT = text(
    "SELECT entity_id, source, facts, read_at, seconds_good, fault FROM facts"
    " WHERE entity_id = ANY(:ids) AND (facts <> '{}' OR fault IS NOT NULL) ORDER BY source"
)
_SAVE = text(
    """
    INSERT INTO facts (entity_id, source, facts, read_at, seconds_good, attempted_at, changed_at)
    VALUES (:entity, :source, CAST(:facts AS jsonb), :at, :seconds, :at, :at)
    ON CONFLICT (entity_id, source) DO UPDATE SET facts = excluded.facts, read_at = excluded.read_at,
        seconds_good = excluded.seconds_good, attempted_at = excluded.attempted_at, fault = NULL,
        changed_at = CASE WHEN facts.facts = excluded.facts THEN facts.changed_at ELSE excluded.changed_at END
    """
)
_MARK = text(
    """
    INSERT INTO facts (entity_id, source, facts, read_at, seconds_good, attempted_at, fault, changed_at)
    SELECT id, :source, '{}', :at, 0, :at, :fault, :at FROM entities WHERE id = :entity
    ON CONFLICT (entity_id, source) DO UPDATE SET fault = excluded.fault, attempted_at = excluded.attempted_at
    """
)
_DUE = text(
    f"""
    SELECT e.id FROM entities e LEFT JOIN facts f ON f.entity_id = e.id AND f.source = :source
    WHERE {_IS_JUDGED} AND (f.entity_id IS NULL
        OR (f.read_at + f.seconds_good * interval '1 second' < :now AND f.attempted_at < :now - interval '15 minutes'))
    ORDER BY f.attempted_at NULLS FIRST, e.id LIMIT :limit
    """  # noqa: S608  # constants
)


class FactStore:
    """All facts. Every method may raise `DatabaseAwayError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(
        self, entity_id: int, source: str, values: Mapping[str, Value], *, at: datetime, good_for: timedelta
    ) -> None:
        """Keep what a source told."""
        row = {
            "entity": entity_id,
            "source": source,
            "facts": json.dumps(as_json(values)),
            "at": at,
            "seconds": int(good_for.total_seconds()),
        }
        with self._database.changing() as connection:
            connection.execute(_SAVE, row)

    def mark(self, entity_id: int, source: str, fault: str, *, at: datetime) -> None:
        """Keep what is there, if anything is, and why nothing newer came."""
        with self._database.changing() as connection:
            connection.execute(_MARK, {"entity": entity_id, "source": source, "fault": fault, "at": at})

    def due(self, source: str, *, now: datetime, limit: int = 1_000) -> tuple[int, ...]:
        """The entities of which a source has told nothing, or nothing that is still good; a failure rests for a while."""
        with self._database.reading() as connection:
            rows = connection.execute(_DUE, {"source": source, "now": now, "limit": limit})
            return tuple(row.id for row in rows)

    def ids(self) -> tuple[int, ...]:
        """All entities that are judged."""
        with self._database.reading() as connection:
            return tuple(connection.execute(_IDS).scalars())

    def owned_by(self, owners: Sequence[EntityRef], *, limit: int = 1_000) -> tuple[int, ...]:
        """Those of them that these own by their files."""
        with self._database.reading() as connection:
            values = {"owners": [str(ref) for ref in owners], "limit": limit}
            return tuple(connection.execute(_OWNED, values).scalars())

    def sheets(self, ids: Sequence[int]) -> Iterator[Sheet]:
        """The facts of these, batch after batch."""
        for subject in self.subjects(ids):
            yield sheet_of(subject)

    def subjects(self, ids: Sequence[int]) -> Iterator[Subject]:
        """What the collectors look at."""
        for start in range(0, len(ids), _BATCH):
            with self._database.reading() as connection:
                batch = tuple(_Batch(connection, ids[start : start + _BATCH]).subjects())
            yield from batch


class _Batch:
    """Some entities, with everything around them read in one question of each kind."""

    def __init__(self, connection: Connection, ids: Sequence[int]) -> None:
        self._connection = connection
        chosen = {"ids": list(ids)}
        self._things = connection.execute(_THINGS, {**chosen, "paging": list(_PAGING)}).all()
        self._code = {row.entity_id: _code(row) for row in connection.execute(_CODE, chosen)}
        words = [f"%{word}%" for word in RUNBOOK_WORDS]
        self._pages = {row.entity_id: row for row in connection.execute(_PAGES, {**chosen, "words": words})}
        self._kept: dict[int, list[Reading]] = {}
        for row in connection.execute(_KEPT, chosen):
            self._kept.setdefault(row.entity_id, []).append(_reading(row))
        self._read_owners({row.owner_ref for row in self._things if row.owner_ref})

    def subjects(self) -> Iterator[Subject]:
        for row in self._things:
            owner, pages = self._owners.get(row.owner_ref), self._pages.get(row.id)
            yield Subject(
                known=known(row),
                named_owner=_named_owner(row.document),
                owner=owner,
                is_current=row.is_current,
                dangling=row.dangling,
                claims=row.claims,
                code=self._code.get(row.id),
                pages=pages.pages if pages else 0,
                runbook_pages=pages.runbooks if pages else 0,
                on_call=bool(row.on_call_ref or row.is_paging or row.owner_ref in self._paging),
                kept=tuple(self._kept.get(row.id, ())),
            )

    def _read_owners(self, refs: set[str]) -> None:
        chosen = {"refs": sorted(refs)}
        members: dict[str, dict[str, str | None]] = {}
        for row in self._connection.execute(_MEMBERS, chosen):
            members.setdefault(row.target_ref, {})[row.ref] = row.login
        rows = self._connection.execute(_OWNERS, {**chosen, "paging": list(_PAGING)}).all()
        self._owners = {row.ref: _owner(row, members.get(row.ref, {})) for row in rows}
        self._paging = {row.ref for row in rows if row.on_call_ref or row.is_paging}


def _owner(row: Any, members: Mapping[str, str | None]) -> OwnerFacts:  # Any: a row
    people = dict(members) if not row.ref.startswith("user:") else {row.ref: row.login}
    logins = {login.lower() for login in people.values() if login} | {_name(ref) for ref in people}
    return OwnerFacts(known(row), len(members), frozenset(logins), row.has_left)


def _code(row: Any) -> Code:  # Any: a row
    committers = frozenset(str(login).lower() for login, _ in row.committers)
    return Code(
        row.host, row.slug, row.seen_at, row.is_archived, row.is_gone, row.visibility, tuple(row.topics), row.language,
        row.default_branch, row.head, row.description, row.committed_at, row.codeowners, committers,
    )  # fmt: skip


def _reading(row: Any) -> Reading:  # Any: a row
    values = {
        name: value_from(value, kind.type if (kind := kind_of(name)) else None) for name, value in row.facts.items()
    }
    return Reading(row.source, row.read_at, timedelta(seconds=row.seconds_good), values, row.fault)


def _named_owner(document: Mapping[str, Any]) -> str | None:  # Any: JSON
    owner = (document.get("spec") or {}).get("owner")
    return owner.strip() if isinstance(owner, str) and owner.strip() else None


def _name(ref: str) -> str:
    return ref.rpartition("/")[2]
