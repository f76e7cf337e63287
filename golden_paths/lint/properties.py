"""Every parameter of a page's schema, whatever branch it stands in, with the keys that lead to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from catalog_store.descriptors.json_values import Path as Keys

_DEEPEST = 12
_LISTS = ("allOf", "anyOf", "oneOf")
_BRANCHES = ("then", "else")
_BY_NAME = ("dependencies", "dependentSchemas")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its name, its schema, the keys of both in the document, and the names of the objects around it."""

    name: str
    schema: Mapping[str, Any]  # Any: JSON Schema
    keys: Keys
    within: tuple[str, ...] = ()

    @property
    def path(self) -> tuple[str, ...]:
        """The names that lead to it, its own last."""
        return (*self.within, self.name)


def every_parameter(schema: Mapping[str, Any], keys: Keys, within: tuple[str, ...] = ()) -> Iterator[Parameter]:
    """The parameters of the schema, of all its branches, and of the objects among them."""
    for place, part in every_part(schema, keys):
        properties = part.get("properties")
        for name, own in properties.items() if isinstance(properties, Mapping) else ():
            if not isinstance(own, Mapping):
                continue
            at = (*place, "properties", name)
            yield Parameter(name, own, at, within)
            if len(within) < _DEEPEST:
                yield from every_parameter(own, at, (*within, name))


def every_part(schema: Mapping[str, Any], keys: Keys, depth: int = 0) -> Iterator[tuple[Keys, Mapping[str, Any]]]:
    """The schema and all its branches, with their keys."""
    yield keys, schema
    if depth > _DEEPEST:
        return
    for at, part in _branches(schema):
        if isinstance(part, Mapping):
            yield from every_part(part, (*keys, *at), depth + 1)


def _branches(schema: Mapping[str, Any]) -> Iterator[tuple[Keys, Any]]:
    for key in _LISTS:
        found = schema.get(key)
        yield from (((key, index), part) for index, part in enumerate(found if isinstance(found, list) else ()))
    yield from (((key,), schema.get(key)) for key in _BRANCHES)
    for key in _BY_NAME:
        found = schema.get(key)
        yield from (((key, name), part) for name, part in (found.items() if isinstance(found, Mapping) else ()))
