"""How values become text, numbers and truth, and how they compare: by JavaScript's rules."""

import math

from golden_paths.expressions.errors import ExpressionError
from golden_paths.expressions.limits import Meter
from golden_paths.expressions.numbers import NAN, number_text, read_number, reckon
from golden_paths.expressions.patterns import Pattern
from golden_paths.expressions.values import UNDEFINED, Function, SafeText, Value, units

_OBJECT = "[object Object]"


def shown(value: Value, meter: Meter) -> str:
    """The value as `${{ }}` shows it: nothing for null and undefined, also within lists."""
    if value is None or value is UNDEFINED:
        return ""
    return text_of(value, meter)


def text_of(value: Value, meter: Meter) -> str:
    """The value as JavaScript's `String(value)` has it: `null` and `undefined` are words.

    Raises:
        ExpressionError: a function has no text.
    """
    match value:
        case str():
            return value
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return number_text(value)
        case list():
            return _joined(value, meter)
        case dict():
            return _OBJECT
        case Pattern():
            return str(value)
        case Function():
            raise ExpressionError("A function has no text.", "Call it: write `()` behind its name.")
        case _:
            return "undefined"


def _joined(items: list[Value], meter: Meter) -> str:
    meter.step(len(items))
    with meter.deeper():
        texts = [shown(item, meter) for item in items]
    meter.build(sum(map(len, texts)) + len(texts))
    return ",".join(texts)


def number_of(value: Value, meter: Meter) -> float:
    """The value as JavaScript's `Number(value)` has it; NaN where it is none."""
    match value:
        case bool():
            return int(value)
        case int() | float():
            return value
        case None:
            return 0
        case str():
            return read_number(value)
        case _ if value is UNDEFINED:
            return NAN
        case _:
            return read_number(text_of(value, meter))


def integer_of(value: Value, meter: Meter, default: int = 0) -> int:
    """The number without its fraction; what is undefined or none is the default, what is endless a huge one."""
    number = default if value is UNDEFINED else number_of(value, meter)
    if isinstance(number, float) and math.isnan(number):
        return 0
    return int(max(min(number, 2**53), -(2**53)))


def truth(value: Value) -> bool:
    """Everything is true but false, 0, NaN, empty text, null and undefined: empty lists and objects are true."""
    if isinstance(value, SafeText | list | dict):
        return True
    return bool(value) and value == value


def is_same(left: Value, right: Value) -> bool:
    """JavaScript's `===`: no conversions, and lists and objects are only themselves."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, int | float) and isinstance(right, int | float):
        return left == right
    if type(left) is str and type(right) is str:
        return left == right
    return left is right


def is_equal(left: Value, right: Value, meter: Meter) -> bool:
    """JavaScript's `==`: text, numbers and booleans are compared as numbers, null and undefined are alike."""
    if is_same(left, right):
        return True
    if not _is_primitive(left) and not _is_primitive(right):
        return False
    return _primitives_equal(_primitive(left, meter), _primitive(right, meter), meter)


def _primitives_equal(left: Value, right: Value, meter: Meter) -> bool:
    if left is None or left is UNDEFINED or right is None or right is UNDEFINED:
        return (left is None or left is UNDEFINED) and (right is None or right is UNDEFINED)
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    return number_of(left, meter) == number_of(right, meter)


def order(left: Value, right: Value, meter: Meter) -> float:
    """Less than, equal to or greater than 0; NaN where the two cannot be compared."""
    first, second = _primitive(left, meter), _primitive(right, meter)
    if isinstance(first, str) and isinstance(second, str):
        return (units(first) > units(second)) - (units(first) < units(second))
    return _difference(number_of(first, meter), number_of(second, meter))


def _difference(left: float, right: float) -> float:
    if math.isnan(left) or math.isnan(right):
        return NAN
    return (left > right) - (left < right)


def added(left: Value, right: Value, meter: Meter) -> Value:
    """JavaScript's `+`: a sum, or text where either is text."""
    first, second = _primitive(left, meter), _primitive(right, meter)
    if isinstance(first, str) or isinstance(second, str):
        return concatenated(first, second, meter)
    return reckon("+", number_of(first, meter), number_of(second, meter))


def concatenated(left: Value, right: Value, meter: Meter) -> str:
    """JavaScript's text of both, one after the other."""
    first, second = text_of(left, meter), text_of(right, meter)
    meter.build(len(first) + len(second))
    return first + second


def _is_primitive(value: Value) -> bool:
    return not isinstance(value, SafeText | list | dict | Pattern | Function)


def _primitive(value: Value, meter: Meter) -> Value:
    return value if _is_primitive(value) else str(text_of(value, meter))
