"""Filters on numbers, and those that take or give any value."""

import math

from golden_paths.expressions.coercion import number_of, text_of, truth
from golden_paths.expressions.filters.filter import Filter, Given, argument, sequence_input
from golden_paths.expressions.json_text import dumped
from golden_paths.expressions.limits import Meter
from golden_paths.expressions.numbers import leading_float, leading_integer, reckon
from golden_paths.expressions.values import UNDEFINED, Value, admit_number

_WIDEST_INDENTATION = 10


def _default(value: Value, given: Given, _: Meter) -> Value:
    is_missing = not truth(value) if truth(argument(given, 1)) else value is UNDEFINED
    return argument(given, 0) if is_missing else value


def dump(value: Value, given: Given, meter: Meter) -> Value:
    """The value as JSON, with the indentation of the first argument."""
    return UNDEFINED if value is UNDEFINED else dumped(value, _indentation(argument(given, 0)), meter)


def _indentation(wanted: Value) -> str:
    if isinstance(wanted, str):
        return wanted[:_WIDEST_INDENTATION]
    if isinstance(wanted, int | float) and not isinstance(wanted, bool) and wanted > 0:
        return " " * int(min(wanted, _WIDEST_INDENTATION))
    return ""


def _float(value: Value, given: Given, meter: Meter) -> Value:
    number = leading_float(text_of(value, meter))
    return argument(given, 0) if math.isnan(number) else number


def _int(value: Value, given: Given, meter: Meter) -> Value:
    wanted = argument(given, 1)
    base = 10 if wanted is UNDEFINED else number_of(wanted, meter)
    number = leading_integer(text_of(value, meter), int(base) if math.isfinite(base) else 0)
    return argument(given, 0) if math.isnan(number) else number


def _round(value: Value, given: Given, meter: Meter) -> Value:
    digits = number_of(argument(given, 0), meter) if truth(argument(given, 0)) else 0
    factor = reckon("**", 10, digits)
    number = reckon("*", number_of(value, meter), factor)
    if math.isfinite(number):
        number = _rounded(number, argument(given, 1))
    return reckon("/", number, factor)


def _rounded(number: float, how: Value) -> float:
    if how == "ceil":
        return admit_number(float(math.ceil(number)))
    whole = math.floor(number)
    return admit_number(float(whole if how == "floor" or number - whole < 0.5 else whole + 1))


def _random(value: Value, _: Given, meter: Meter) -> Value:
    items = sequence_input(value, "random")
    return items[meter.pick(len(items))] if items else UNDEFINED


VALUE_FILTERS = (
    Filter("abs", "Without the minus", lambda value, _, meter: reckon("*", abs(number_of(value, meter)), 1)),
    Filter("d", "Short for `default`", _default),
    Filter(
        "default", "Another value where it is undefined; `default(x, true)` also for null, false, 0 and empty text",
        _default,
    ),
    Filter("dump", "As JSON, compact; `dump(2)` with an indentation", dump),
    Filter("float", "The number that the text begins with; else the argument", _float),
    Filter("int", "The whole number that the text begins with; else the first argument; the second is the base",
           _int, ("default", "base")),
    Filter("random", "Any one of the items", _random),
    Filter("round", "To whole numbers, or so many digits; `round(2, 'floor')` and `'ceil'` say which way", _round),
)  # fmt: skip
