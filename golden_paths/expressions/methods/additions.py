"""Methods that only other dialects have: Jinja's of cookiecutter, and JavaScript's of the extended one."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from golden_paths.expressions.coercion import integer_of, is_same, text_of
from golden_paths.expressions.limits import Meter
from golden_paths.expressions.methods.method import Method, argument, by_name
from golden_paths.expressions.values import UNDEFINED, Value, units

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


def _pop(items: Items, given: Sequence[Value], meter: Meter) -> Value:
    place = integer_of(argument(given, 0), meter, -1)
    return items.pop(place) if -len(items) <= place < len(items) else UNDEFINED


def _replace_all(text: str, given: Sequence[Value], meter: Meter) -> Value:
    wanted, replacement = text_of(given[0], meter), text_of(given[1], meter)
    meter.build(len(text) + (text.count(wanted) + 1) * len(replacement))
    return text.replace(wanted, replacement)


def _padded(text: str, given: Sequence[Value], meter: Meter) -> str:
    """What is missing to the width."""
    missing = max(integer_of(given[0], meter) - len(units(text)), 0)
    filler = " " if argument(given, 1) is UNDEFINED else text_of(given[1], meter)
    meter.build(missing)
    return (filler * (missing // max(len(filler), 1) + 1))[: missing if filler else 0]


def _repeat(text: str, given: Sequence[Value], meter: Meter) -> Value:
    count = max(integer_of(given[0], meter), 0)
    meter.build(count * len(text))
    return text * count


EXTENDED_TEXT_METHODS: Mapping[str, Method[str]] = by_name(
    Method("padEnd", 1, 2, lambda text, given, meter: text + _padded(text, given, meter)),
    Method("padStart", 1, 2, lambda text, given, meter: _padded(text, given, meter) + text),
    Method("repeat", 1, 1, _repeat),
    Method("replaceAll", 2, 2, _replace_all),
)

COOKIECUTTER_LIST_METHODS: Mapping[str, Method[Items]] = by_name(
    Method("append", 1, 1, _append),
    Method("count", 1, 1, lambda items, given, _: sum(is_same(item, given[0]) for item in items)),
    Method("find", 1, 1, _find),
    Method("index", 1, 1, _find),
    Method("insert", 2, 2, _insert),
    Method("pop", 0, 1, _pop),
    Method("remove", 1, 1, _remove),
)

COOKIECUTTER_OBJECT_METHODS: Mapping[str, Method[Fields]] = by_name(
    Method("get", 1, 2, _get),
    Method("has_key", 1, 1, lambda fields, given, meter: text_of(given[0], meter) in fields),
    Method("items", 0, 0, lambda fields, _, __: [[key, value] for key, value in fields.items()]),
    Method("keys", 0, 0, lambda fields, _, __: list(fields)),
    Method("values", 0, 0, lambda fields, _, __: list(fields.values())),
)
