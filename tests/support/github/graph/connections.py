"""Pages of a GraphQL list, and the bounds that GitHub sets them."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLError, GraphQLResolveInfo

from tests.support.github.call import Call

MOST = 100
Info = GraphQLResolveInfo[Call]


class RefusedError(GraphQLError):
    """An error with GitHub's `type`."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Page:
    """What a connection was asked for."""

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None


@dataclass(frozen=True, slots=True)
class PageInfo:
    """Where a page stands among others."""

    start_cursor: str | None
    end_cursor: str | None
    has_next_page: bool
    has_previous_page: bool


@dataclass(frozen=True, slots=True)
class Edge:
    """One item, with what belongs to its being there."""

    node: object
    cursor: str = ""
    role: str | None = None
    permission: str | None = None
    size: int = 0


@dataclass(frozen=True, slots=True)
class Connection:
    """One page."""

    edges: Sequence[Edge]
    page_info: PageInfo
    total_count: int
    total_disk_usage: int = 0
    nodes: Sequence[object] = field(default_factory=tuple)

    @property
    def total_size(self) -> int:
        """Bytes of languages on this page."""
        return sum(edge.size for edge in self.edges)


def page_of(bounds: Mapping[str, Any]) -> Page:  # Any: the schema has checked them
    """The bounds among a field's arguments."""
    return Page(bounds.get("first"), bounds.get("after"), bounds.get("last"), bounds.get("before"))


def connect(info: Info, items: Sequence[Edge | object], page: Page) -> Connection:
    """The page of a list that was asked for. Raises RefusedError without bounds, or with too wide ones."""
    check_bounds(info.field_name, page)
    start = _position(page.after, -1, info.field_name) + 1
    end = min(_position(page.before, len(items), info.field_name), len(items))
    if page.first is not None:
        end = min(end, start + page.first)
    elif page.last is not None:
        start = max(start, end - page.last)
    edges = [_edge(item, number) for number, item in enumerate(items[start:end], start)]
    shown = PageInfo(
        edges[0].cursor if edges else None, edges[-1].cursor if edges else None, end < len(items), start > 0
    )
    return Connection(edges, shown, len(items), nodes=[edge.node for edge in edges])


def check_bounds(name: str, page: Page) -> None:
    """Raises RefusedError when `first` or `last` is missing or out of 1 to 100."""
    if page.first is None and page.last is None:
        raise RefusedError(
            "MISSING_PAGINATION_BOUNDARIES",
            f"You must provide a `first` or `last` value to properly paginate the `{name}` connection.",
        )
    for word, wanted in (("first", page.first), ("last", page.last)):
        if wanted is not None and wanted > MOST:
            raise RefusedError(
                "EXCESSIVE_PAGINATION",
                f"Requesting {wanted} records on the `{name}` connection exceeds the `{word}` limit of {MOST} records.",
            )
        if wanted is not None and wanted < 0:
            raise RefusedError("INVALID_PAGINATION", f"`{word}` on the `{name}` connection cannot be less than zero.")


def _edge(item: Edge | object, number: int) -> Edge:
    cursor = base64.b64encode(f"cursor:v2:{number}".encode()).decode()
    if isinstance(item, Edge):
        return Edge(item.node, cursor, item.role, item.permission, item.size)
    return Edge(item, cursor)


def _position(cursor: str | None, default: int, name: str) -> int:
    if cursor is None:
        return default
    try:
        return int(base64.b64decode(cursor, validate=True).decode().removeprefix("cursor:v2:"))
    except (binascii.Error, ValueError) as error:
        message = f"`{cursor}` does not appear to be a valid cursor."
        raise RefusedError("INVALID_CURSOR_ARGUMENTS", message) from error
