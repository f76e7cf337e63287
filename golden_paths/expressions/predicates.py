"""The tests behind `is`: `x is defined`, `n is divisibleby(3)`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from golden_paths.expressions.coercion import is_same, number_of, order, truth
from golden_paths.expressions.errors import ExpressionError
from golden_paths.expressions.limits import Meter
from golden_paths.expressions.members import described
from golden_paths.expressions.numbers import reckon
from golden_paths.expressions.patterns import Pattern
from golden_paths.expressions.values import UNDEFINED, Function, SafeText, Value


@dataclass(frozen=True, slots=True)
class Predicate:
    """A test. `holds` takes the value, the one argument (undefined where there is none) and the meter."""

    name: str
    does: str
    holds: Callable[[Value, Value, Meter], bool]
    arguments: int = 0
    takes_functions: bool = False


def _compared(accepts: Callable[[float], bool]) -> Callable[[Value, Value, Meter], bool]:
    return lambda value, other, meter: accepts(order(value, other, meter))


def _remainder(value: Value, divisor: Value, meter: Meter) -> float:
    return reckon("%", number_of(value, meter), number_of(divisor, meter))


def _is_iterable(value: Value, _: Value, __: Meter) -> bool:
    if value is None or value is UNDEFINED:
        raise ExpressionError("The test `iterable` needs a value, and there is none.", "Test `is defined` first.")
    return isinstance(value, str | list)


def _cased(name: str, change: Callable[[str], str]) -> Callable[[Value, Value, Meter], bool]:
    def holds(value: Value, _: Value, __: Meter) -> bool:
        if not isinstance(value, str):
            raise ExpressionError(f"The test `{name}` works on text, and this is {described(value)}.", "Pass text.")
        return not isinstance(value, SafeText) and change(value) == value

    return holds


def _same(value: Value, other: Value, _: Meter) -> bool:
    return is_same(value, other)


def _is_mapping(value: Value, _: Value, __: Meter) -> bool:
    return isinstance(value, dict | SafeText | Pattern)


def _is_number(value: Value, _: Value, __: Meter) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


ALL = (
    Predicate(
        "callable", "a function or macro", lambda value, _, __: isinstance(value, Function), takes_functions=True
    ),
    Predicate("defined", "there is something of that name, if only null", lambda value, _, __: value is not UNDEFINED),
    Predicate("divisibleby", "without remainder", lambda value, other, meter: _remainder(value, other, meter) == 0, 1),
    Predicate("eq", "the same, by `===`", _same, 1, takes_functions=True),
    Predicate("equalto", "the same, by `===`", _same, 1, takes_functions=True),
    Predicate("escaped", "what `safe`, `escape` or a macro gave", lambda value, _, __: isinstance(value, SafeText)),
    Predicate("even", "an even number", lambda value, _, meter: _remainder(value, 2, meter) == 0),
    Predicate("falsy", "false, 0, empty text, null or undefined", lambda value, _, __: not truth(value)),
    Predicate("ge", "greater or equal", _compared(lambda difference: difference >= 0), 1),
    Predicate("greaterthan", "greater", _compared(lambda difference: difference > 0), 1),
    Predicate("gt", "greater", _compared(lambda difference: difference > 0), 1),
    Predicate("iterable", "a list or text", _is_iterable),
    Predicate("le", "less or equal", _compared(lambda difference: difference <= 0), 1),
    Predicate("lessthan", "less", _compared(lambda difference: difference < 0), 1),
    Predicate("lower", "text without capitals", _cased("lower", str.lower)),
    Predicate("lt", "less", _compared(lambda difference: difference < 0), 1),
    Predicate("mapping", "an object", _is_mapping),
    Predicate("ne", "not the same", lambda value, other, _: not is_same(value, other), 1, takes_functions=True),
    Predicate("none", "null", lambda value, _, __: value is None),
    Predicate("null", "null", lambda value, _, __: value is None),
    Predicate("number", "a number", _is_number),
    Predicate("odd", "an odd number", lambda value, _, meter: _remainder(value, 2, meter) == 1),
    Predicate("sameas", "the same, by `===`", _same, 1, takes_functions=True),
    Predicate("string", "text", lambda value, _, __: isinstance(value, str) and not isinstance(value, SafeText)),
    Predicate("truthy", "anything that is not falsy", lambda value, _, __: truth(value)),
    Predicate("undefined", "there is nothing of that name", lambda value, _, __: value is UNDEFINED),
    Predicate("upper", "text without small letters", _cased("upper", str.upper)),
)

BY_NAME = {predicate.name: predicate for predicate in ALL}


def check_name(name: str) -> Predicate:
    """The test of that name.

    Raises:
        ExpressionError: there is none.
    """
    if name not in BY_NAME:
        raise ExpressionError(f"There is no test `{name:.80}`.", f"There are: {', '.join(BY_NAME)}.")
    return BY_NAME[name]


def holds_for(name: str, value: Value, given: Sequence[Value], meter: Meter) -> bool:
    """Whether the value passes the test of that name.

    Raises:
        ExpressionError: there is no such test, or it takes other arguments.
    """
    predicate = check_name(name)
    if len(given) != predicate.arguments:
        raise ExpressionError(f"The test `{name}` takes {predicate.arguments or 'no'} argument.", "Correct it.")
    if not predicate.takes_functions and any(isinstance(each, Function) for each in (value, *given)):
        raise ExpressionError(f"The test `{name}` cannot take a function.", "Call it: write `()` behind it.")
    return predicate.holds(value, given[0] if given else UNDEFINED, meter)
