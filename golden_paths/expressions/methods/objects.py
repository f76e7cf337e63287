"""What `cookiecutterCompat` adds: the methods that Python's lists and dictionaries have in Jinja."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from golden_paths.expressions.coercion import integer_of, is_same, text_of
from golden_paths.expressions.limits import Meter
from golden_paths.expressions.methods.method import Method, argument, by_name
from golden_paths.expressions.values import Value

Items: TypeAlias = list[Value]
Fields: TypeAlias = dict[str, Value]


def _find(items: Items, given: Sequence[Value], meter: Meter) -> int:
    meter.step(len(items))
    return next((index for index, item in enumerate(items) if is_same(item, given[0])), -1)


def _remove(items: Items, given: Sequence[Value], meter: Meter) -> Value:
    found = _find(items, given, meter)
    return [] if found < 0 else [items.pop(found)]


def _append(items: Items, given: Sequence[Value], meter: Meter) -> Value:
    meter.step()
    items.append(given[0])
    return len(items)


def _insert(items: Items, given: Sequence[Value], meter: Meter) -> Value:
    meter.step(len(items))
    items.insert(integer_of(given[0], meter), given[1])
    return []


def _get(fields: Fields, given: Sequence[Value], meter: Meter) -> Value:
    return fields.get(text_of(given[0], meter), argument(given, 1))


COOKIECUTTER_LIST_METHODS: Mapping[str, Method[Items]] = by_name(
    Method("append", 1, 1, _append),
    Method("count", 1, 1, lambda items, given, _: sum(is_same(item, given[0]) for item in items)),
    Method("find", 1, 1, _find),
    Method("index", 1, 1, _find),
    Method("insert", 2, 2, _insert),
    Method("remove", 1, 1, _remove),
)

COOKIECUTTER_OBJECT_METHODS: Mapping[str, Method[Fields]] = by_name(
    Method("get", 1, 2, _get),
    Method("has_key", 1, 1, lambda fields, given, meter: text_of(given[0], meter) in fields),
    Method("items", 0, 0, lambda fields, _, __: [[key, value] for key, value in fields.items()]),
    Method("keys", 0, 0, lambda fields, _, __: list(fields)),
    Method("values", 0, 0, lambda fields, _, __: list(fields.values())),
)
