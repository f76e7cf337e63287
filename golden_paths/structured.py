"""JSON and YAML texts as values, and back, as Backstage's actions read, write and merge them."""

import json
from collections.abc import Sequence
from typing import Any

from catalog_store.descriptors.documents import documents
from catalog_store.descriptors.exact import YamlError, read
from golden_paths.errors import ActionError
from golden_paths.expressions.json_text import dumped
from golden_paths.expressions.limits import Meter
from golden_paths.expressions.values import admit

#: Signs that JSON.stringify indents with at most.
_DEEPEST_INDENT = 10

Value = Any  # Any: what JSON can hold


def read_json(text: str, name: str) -> Value:
    """The value of a JSON text.

    Raises:
        ActionError: it is none.
    """
    try:
        return json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise ActionError(f"{name} is not JSON: {error}.") from error


def _no_constant(word: str) -> None:
    raise ValueError(f"{word} is no value of JSON")


def read_yaml(text: str, name: str) -> Value:
    """The value of a YAML text with one document.

    Raises:
        ActionError: it is none.
    """
    try:
        return read(text)
    except YamlError as error:
        raise ActionError(f"{name} is not YAML: line {error.line}: {error.problem}.") from error


def read_yaml_documents(text: str, name: str) -> list[Value]:
    """The values of a YAML text with several documents.

    Raises:
        ActionError: it is none.
    """
    return [read_yaml(each.text, name) for each in documents(text)]


def json_of(value: Value, *, indent: str | int = "", keys: Sequence[str] | None = None) -> str:
    """The value as JavaScript's `JSON.stringify` writes it; `keys` are the only ones that objects keep."""
    chosen = value if keys is None else _with_keys(value, keys)
    blanks = " " * min(indent, _DEEPEST_INDENT) if isinstance(indent, int) else indent[:_DEEPEST_INDENT]
    return dumped(admit(chosen), blanks, Meter())


def _with_keys(value: Value, keys: Sequence[str]) -> Value:
    if isinstance(value, dict):
        return {key: _with_keys(value[key], keys) for key in dict.fromkeys(keys) if key in value}
    if isinstance(value, list):
        return [_with_keys(each, keys) for each in value]
    return value


def merged(before: Value, added: Value, *, joins_lists: bool = False) -> Value:
    """Both together, mapping by mapping, the second one's values before the first one's.

    Lists are overlaid place by place, as lodash's `merge` does it, or joined.
    """
    if isinstance(before, dict) and isinstance(added, dict):
        both = dict(before)
        for key, value in added.items():
            both[key] = merged(before[key], value, joins_lists=joins_lists) if key in before else value
        return both
    if isinstance(before, list) and isinstance(added, list):
        if joins_lists:
            return [*before, *added]
        overlaid = [merged(old, new) for old, new in zip(before, added, strict=False)]
        return [*overlaid, *before[len(added) :], *added[len(before) :]]
    return added
