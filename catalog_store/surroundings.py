"""What a thing needs and what needs it, two levels far, with owners; what is named and missing stands there, too."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, TextClause, text

from catalog_store.database import Database
from catalog_store.refs import EntityRef

#: An API needs whoever provides it: so a path leads from its consumer to the component behind it.
_NEEDS = """
    SELECT r.source_ref AS near, r.target_ref AS far, r.type FROM relations r
    WHERE {near} = ANY(:refs) AND r.type IN ('dependsOn', 'consumesApi')
    UNION
    SELECT r.target_ref, r.source_ref, 'providedBy' FROM relations r
    WHERE {api} = ANY(:refs) AND r.type = 'providesApi'
"""
_LIMITED = """
    SELECT near, far, type, total FROM (
        SELECT near, far, min(type) AS type, count(*) OVER (PARTITION BY near) AS total,
            row_number() OVER (PARTITION BY near ORDER BY far) AS place
        FROM ({edges}) edges WHERE near <> far GROUP BY near, far
    ) numbered WHERE place <= :most ORDER BY near, far
"""
_OUT = text(_LIMITED.format(edges=_NEEDS.format(near="r.source_ref", api="r.target_ref")))
_IN = text(
    _LIMITED.format(
        edges=f"SELECT far AS near, near AS far, type FROM ({_NEEDS.format(near='r.target_ref', api='r.source_ref')}) back"  # noqa: S608  # constants
    )
)
_NAMES = text(
    """
    SELECT e.ref, e.label, e.owner_ref, o.label AS owner FROM entities e
    LEFT JOIN entities o ON o.ref = e.owner_ref AND o.removed_at IS NULL
    WHERE e.ref = ANY(:refs) AND e.removed_at IS NULL
    """
)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A thing at the other end. Without `label` the catalog does not have it; `owner` is what people call its owner.

    `via` is the relation as files name it, or `providedBy` for the component behind an API.
    """

    ref: EntityRef
    via: str
    label: str | None
    owner: str | None
    names_owner: bool = False
    next: "Neighbours | None" = None

    @property
    def is_missing(self) -> bool:
        return self.label is None


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The first few things on one side, and how many there are in all."""

    shown: tuple[Neighbour, ...] = ()
    total: int = 0

    @property
    def more(self) -> int:
        return self.total - len(self.shown)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Both sides of one thing."""

    needs: Neighbours
    needed_by: Neighbours


class Connections:
    """The catalog's relations as a graph of who needs whom."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def around(self, ref: EntityRef, *, nearest: int = 12, further: int = 4) -> Surroundings:
        """At most `nearest` things on either side, and `further` ones behind each of them. Circles end where they close.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
        with self._database.reading() as connection:
            sides = [_Side.read(connection, way, str(ref), nearest, further) for way in (_OUT, _IN)]
            refs = {each for side in sides for each in side.refs()}
            names = {row.ref: row for row in connection.execute(_NAMES, {"refs": list(refs)})}
        needs, needed_by = (side.tree(names) for side in sides)
        return Surroundings(needs, needed_by)


@dataclass(frozen=True, slots=True)
class _Side:
    """The rows of one direction: the first level, and the second by where it hangs."""

    first: Sequence[Any]  # Any: rows of the questions above
    second: Mapping[str, Sequence[Any]]

    @classmethod
    def read(cls, connection: Connection, way: TextClause, ref: str, nearest: int, further: int) -> "_Side":
        first = connection.execute(way, {"refs": [ref], "most": nearest}).all()
        behind = _by_near(connection.execute(way, {"refs": [row.far for row in first], "most": further}))
        return cls(first, behind)

    def refs(self) -> Collection[str]:
        return {row.far for rows in (self.first, *self.second.values()) for row in rows}

    def tree(self, names: Mapping[str, Any]) -> Neighbours:
        shown = tuple(_neighbour(row, names, self._behind(row.far, names)) for row in self.first)
        return Neighbours(shown, self.first[0].total if self.first else 0)

    def _behind(self, ref: str, names: Mapping[str, Any]) -> Neighbours | None:
        rows = self.second.get(ref)
        if not rows:
            return None
        return Neighbours(tuple(_neighbour(row, names) for row in rows), rows[0].total)


def _by_near(rows: Iterable[Any]) -> Mapping[str, Sequence[Any]]:
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.near].append(row)
    return found


def _neighbour(row: Any, names: Mapping[str, Any], behind: Neighbours | None = None) -> Neighbour:
    ref = _ref(row.far)
    known = names.get(row.far)
    if known is None:
        return Neighbour(ref, row.type, None, None, next=behind)
    return Neighbour(ref, row.type, known.label, known.owner, bool(known.owner_ref), behind)


def _ref(stored: str) -> EntityRef:
    kind, _, rest = stored.partition(":")
    namespace, _, name = rest.partition("/")
    return EntityRef(kind, namespace, name)
