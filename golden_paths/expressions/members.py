"""What stands behind a dot or in brackets: keys, positions, lengths, and the methods that JavaScript's values have."""

import math
from collections.abc import Mapping, Sequence

from golden_paths.expressions.coercion import integer_of, is_same, text_of, truth
from golden_paths.expressions.errors import ExpressionError
from golden_paths.expressions.limits import Meter
from golden_paths.expressions.methods import method_of
from golden_paths.expressions.numbers import number_text
from golden_paths.expressions.patterns import Pattern
from golden_paths.expressions.values import UNDEFINED, Function, Value, units

#: Names that lead out of the data in JavaScript; the engine refuses them by name.
RESERVED = frozenset({"constructor", "prototype", "__proto__"})


class HasFacts(Function):
    """A function with something behind its dot, as a cycler's `next`."""

    def facts(self) -> Mapping[str, Value]:
        return {}


def member(value: Value, key: Value, meter: Meter, *, cookiecutter: bool = False) -> Value:
    """What is behind `value.key` or `value[key]`; undefined where there is nothing, also of nothing."""
    name = text_of(key, meter)
    found = own(value, name)
    if found is not UNDEFINED or name in RESERVED:
        return found
    if isinstance(value, dict) and name in value:
        return UNDEFINED
    return method_of(value, name, cookiecutter=cookiecutter)


def own(value: Value, name: str) -> Value:
    match value:
        case dict():
            return value.get(name, UNDEFINED)
        case list():
            return len(value) if name == "length" else _at(value, name)
        case str():
            return len(units(value)) if name == "length" else _at(units(value), name)
        case Function():
            return value.facts().get(name, UNDEFINED) if isinstance(value, HasFacts) else UNDEFINED
        case _:
            return UNDEFINED


def _at(items: Sequence[Value], name: str) -> Value:
    if not name.isascii() or not name.isdigit() or len(name) > 10 or (name[0] == "0" and name != "0"):
        return UNDEFINED
    return items[int(name)] if int(name) < len(items) else UNDEFINED


def part(value: Value, start: Value, stop: Value, step: Value, meter: Meter) -> Value:
    """`value[start:stop:step]`: always a list, also of text."""
    items: Sequence[Value] = units(value) if isinstance(value, str) else value if isinstance(value, list) else []
    if not truth(step) or (isinstance(step, float) and not math.isfinite(step)):
        raise ExpressionError("The step of a slice is a number other than 0.", "Correct the slice.")
    first = None if start is None else integer_of(start, meter)
    last = None if stop is None else integer_of(stop, meter)
    cut = list(items[first : last : integer_of(step, meter)])
    meter.step(len(cut))
    return cut


def is_in(needle: Value, haystack: Value, meter: Meter) -> bool:
    """Whether a list has the item, an object the key, or text the part.

    Raises:
        ExpressionError: nothing can be in such a value.
    """
    match haystack:
        case list():
            meter.step(len(haystack))
            return any(is_same(needle, item) for item in haystack)
        case dict():
            return text_of(needle, meter) in haystack
        case str():
            return text_of(needle, meter) in haystack
        case _:
            raise ExpressionError(
                "`in` looks into a list, an object or text, and there is none.", "Give it a default: `(x or [])`."
            )


def described(value: Value) -> str:
    """What kind of thing it is, for a sentence."""
    names = (
        (bool, "a boolean"),
        (str, "text"),
        (list, "a list"),
        (dict, "an object"),
        (Pattern, "a pattern"),
        (Function, "a function"),
    )
    for kind, name in names:
        if isinstance(value, kind):
            return name
    if isinstance(value, int | float):
        return f"the number {number_text(value)}"
    return "null" if value is None else "undefined"
