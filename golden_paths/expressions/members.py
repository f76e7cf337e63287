"""What stands behind a dot or in brackets: keys, positions, lengths, and the methods that JavaScript's values have."""

import math
from collections.abc import Mapping, Sequence

from golden_paths.expressions.coercion import is_same, number_of, text_of, truth
from golden_paths.expressions.dialect import NUNJUCKS, Dialect
from golden_paths.expressions.errors import ExpressionError
from golden_paths.expressions.limits import Meter
from golden_paths.expressions.methods import method_of
from golden_paths.expressions.numbers import number_text
from golden_paths.expressions.patterns import Pattern
from golden_paths.expressions.values import UNDEFINED, Function, Value, admit_number, is_index, units

#: Names that lead out of the data in JavaScript; the engine refuses them by name.
RESERVED = frozenset({"constructor", "prototype", "__proto__"})


class HasFacts(Function):
    """A function with something behind its dot, as a cycler's `next`."""

    def facts(self) -> Mapping[str, Value]:
        return {}


def member(value: Value, key: Value, meter: Meter, dialect: Dialect = NUNJUCKS) -> Value:
    """What is behind `value.key` or `value[key]`; undefined where there is nothing, also of nothing."""
    name = key if isinstance(key, str) else text_of(key, meter)
    found = own(value, name)
    if found is not UNDEFINED or name in RESERVED:
        return found
    if isinstance(value, dict) and name in value:
        return UNDEFINED
    return method_of(value, name, dialect)


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
    return items[int(name)] if is_index(name) and int(name) < len(items) else UNDEFINED


def part(value: Value, start: Value, stop: Value, step: Value, meter: Meter) -> Value:
    """`value[start:stop:step]`: always a list, also of text. It may reach one place beyond the end.

    Raises:
        ExpressionError: the step is 0.
    """
    stride = number_of(step, meter)
    if not stride or not math.isfinite(stride):
        raise ExpressionError("The step of a slice is a number other than 0.", "Correct the slice.")
    length = _length(value)
    first = _end(start, length - 1 if stride < 0 else 0, length, meter)
    last = (-1 if stride < 0 else length) if stop is None else _end(stop, 0, length, meter)
    return _walked(value, (first, last, stride), length, meter)


def _length(value: Value) -> float:
    found = own(value if truth(value) else [], "length")
    return found if isinstance(found, int | float) else math.nan


def _end(given: Value, default: float, length: float, meter: Meter) -> float:
    if given is None:
        return default
    number = number_of(given, meter)
    return number + length if number < 0 else number


def _walked(value: Value, ends: tuple[float, float, float], length: float, meter: Meter) -> list[Value]:
    at, last, stride = ends
    items: list[Value] = []
    while not (at < 0 or at > length or (at >= last if stride > 0 else at <= last)):
        meter.step()
        items.append(own(value, number_text(admit_number(at))))
        at += stride
    return items


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
