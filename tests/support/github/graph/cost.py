"""What a GraphQL query costs, and how many nodes it may bring, before it runs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
)
from graphql.language import IntValueNode, VariableNode

MOST_NODES = 500_000


@dataclass(frozen=True, slots=True)
class Cost:
    """Points, and nodes at most."""

    points: int
    nodes: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """Reads the sizes of pages in a query."""

    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Mapping[str, Any]

    def pages(self, selections: SelectionSetNode | None, times: int) -> Iterator[tuple[int, int]]:
        """For every connection: how often it is asked for, and how many nodes it may bring in all."""
        for selection in selections.selections if selections else ():
            if isinstance(selection, FragmentSpreadNode):
                fragment = self.fragments.get(selection.name.value)
                yield from self.pages(fragment.selection_set if fragment else None, times)
                continue
            size = self._size(selection) if isinstance(selection, FieldNode) else None
            if size is not None:
                yield times, times * size
            inner = getattr(selection, "selection_set", None)
            yield from self.pages(inner, times * size if size is not None else times)

    def _size(self, field: FieldNode) -> int | None:
        for argument in field.arguments or ():
            if argument.name.value in ("first", "last"):
                return self._number(argument.value)
        return None

    def _number(self, value: ValueNode) -> int | None:
        if isinstance(value, IntValueNode):
            return int(value.value)
        given = self.variables.get(value.name.value) if isinstance(value, VariableNode) else None
        return given if isinstance(given, int) else None


def cost_of(document: DocumentNode, variables: Mapping[str, Any]) -> Cost:
    """As GitHub reckons: one request per page of a connection, a point for each hundred of them, at least one."""
    fragments = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
    estimate = Estimate(fragments, variables)
    operations = [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]
    pages = [page for one in operations for page in estimate.pages(one.selection_set, 1)]
    requests, nodes = sum(page[0] for page in pages), sum(page[1] for page in pages)
    return Cost(max(1, round(requests / 100)), nodes)
