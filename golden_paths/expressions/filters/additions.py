"""Filters that only other dialects have: cookiecutter's, and those that authors of the extended one plainly mean."""

from collections.abc import Callable

from golden_paths.expressions.coercion import is_same, order, text_of
from golden_paths.expressions.filters.filter import Filter, Given, argument, list_input, projected
from golden_paths.expressions.filters.numbers import dump
from golden_paths.expressions.limits import Meter
from golden_paths.expressions.values import UNDEFINED, Value


def _unique(value: Value, _: Given, meter: Meter) -> Value:
    kept: list[Value] = []
    for item in list_input(value, "unique"):
        meter.step(len(kept) + 1)
        if not any(is_same(item, other) for other in kept):
            kept.append(item)
    return kept


def _outermost(name: str, sign: int) -> Callable[[Value, Given, Meter], Value]:
    def outermost(value: Value, _: Given, meter: Meter) -> Value:
        items = list_input(value, name)
        meter.step(len(items))
        found: Value = items[0] if items else UNDEFINED
        for item in items[1:]:
            found = item if order(item, found, meter) * sign > 0 else found
        return found

    return outermost


def _map(value: Value, given: Given, meter: Meter) -> Value:
    return projected(value, text_of(argument(given, 0), meter), meter)


COOKIECUTTER_FILTERS = (Filter("jsonify", "As JSON", dump),)

EXTENDED_FILTERS = (
    Filter("json", "As JSON", dump),
    Filter("map", "What the items have under a name", _map, ("attribute",)),
    Filter("max", "The greatest item", _outermost("max", 1)),
    Filter("min", "The smallest item", _outermost("min", -1)),
    Filter("tojson", "As JSON", dump),
    Filter("unique", "Every item once", _unique),
)
