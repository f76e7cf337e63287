"""The methods of numbers."""

from collections.abc import Callable, Mapping, Sequence

from golden_paths.expressions.coercion import integer_of
from golden_paths.expressions.limits import Meter
from golden_paths.expressions.methods.method import Method, argument, by_name
from golden_paths.expressions.numbers import exponential, fixed, in_base, number_text, precise
from golden_paths.expressions.values import UNDEFINED, Value


def _with_digits(write: Callable[[float, int], str], default: int) -> Callable[[float, Sequence[Value], Meter], Value]:
    return lambda number, given, meter: write(number, integer_of(argument(given, 0), meter, default))


def _to_exponential(number: float, given: Sequence[Value], meter: Meter) -> Value:
    wanted = argument(given, 0)
    return exponential(number, None if wanted is UNDEFINED else integer_of(wanted, meter))


def _to_precision(number: float, given: Sequence[Value], meter: Meter) -> Value:
    wanted = argument(given, 0)
    return number_text(number) if wanted is UNDEFINED else precise(number, integer_of(wanted, meter))


NUMBER_METHODS: Mapping[str, Method[float]] = by_name(
    Method("toExponential", 0, 1, _to_exponential),
    Method("toFixed", 0, 1, _with_digits(fixed, 0)),
    Method("toPrecision", 0, 1, _to_precision),
    Method("toString", 0, 1, _with_digits(in_base, 10)),
)
