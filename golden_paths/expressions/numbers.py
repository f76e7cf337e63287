"""Numbers as JavaScript reads, writes and reckons with them."""

import math
import re
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal, localcontext

from golden_paths.expressions.errors import ExpressionError
from golden_paths.expressions.values import LARGEST_EXACT_INTEGER, admit_number

NAN = math.nan

#: What JavaScript counts as white space.
WHITE = (
    " \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
    "\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
)

_DECIMAL = re.compile(r"[+-]?(?:Infinity|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)")
_OTHER_BASE = re.compile(r"0(?:[xX][0-9a-fA-F]+|[oO][0-7]+|[bB][01]+)")
_BASES = {"x": 16, "o": 8, "b": 2}
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_LONGEST_FRACTION = 100
_MOST_SIGNIFICANT = 100


def number_text(value: float) -> str:
    """The shortest text that stands for the number: `1.5`, `1e+21`, `1e-7`, `NaN`, `Infinity`."""
    if isinstance(value, int) and abs(value) <= LARGEST_EXACT_INTEGER:
        return str(value)
    number = float(value)
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number == 0:
        return "0"
    return ("-" if number < 0 else "") + _shortest(abs(number))


def _shortest(number: float) -> str:
    _, digits, exponent = Decimal(repr(number)).normalize().as_tuple()
    assert isinstance(exponent, int)
    text = "".join(map(str, digits))
    point = len(text) + exponent
    if len(text) <= point <= 21:
        return text + "0" * (point - len(text))
    if 0 < point <= 21:
        return f"{text[:point]}.{text[point:]}"
    if -6 < point <= 0:
        return "0." + "0" * -point + text
    fraction = f".{text[1:]}" if len(text) > 1 else ""
    return f"{text[0]}{fraction}e{'+' if point > 0 else '-'}{abs(point - 1)}"


def read_number(text: str) -> float:
    """What JavaScript's `Number(text)` makes of it; NaN where it is none."""
    stripped = text.strip(WHITE)
    if not stripped:
        return 0
    if _OTHER_BASE.fullmatch(stripped):
        return admit_number(int(stripped[2:], _BASES[stripped[1].lower()]))
    return _decimal(stripped) if _DECIMAL.fullmatch(stripped) else NAN


def _decimal(text: str) -> float:
    return admit_number(float(text.replace("Infinity", "inf")))


def leading_float(text: str) -> float:
    """What `parseFloat(text)` makes of it: the number that it begins with."""
    found = _DECIMAL.match(text.lstrip(WHITE))
    return _decimal(found.group()) if found else NAN


def leading_integer(text: str, base: int) -> float:
    """What `parseInt(text, base)` makes of it."""
    found = re.match(r"([+-]?)(0[xX])?", text.lstrip(WHITE))
    assert found
    rest = text.lstrip(WHITE)[found.end() :] if base in (0, 16) and found[2] else text.lstrip(WHITE)[len(found[1]) :]
    base = (16 if found[2] else 10) if base == 0 else base
    if not 2 <= base <= 36:
        return NAN
    digits = re.match(f"[{re.escape(_DIGITS[:base])}]*", rest.lower())
    if not digits or not digits.group():
        return NAN
    whole = _whole(digits.group()[:_MOST_DIGITS], base)
    return admit_number(-whole if found[1] == "-" else whole)


#: Any number with more is infinite, and Python would be slow to read it.
_MOST_DIGITS = 1100


def _whole(digits: str, base: int) -> int:
    value = 0
    for digit in digits:
        value = value * base + _DIGITS.index(digit)
    return value


def _power(left: float, right: float) -> float:
    if math.isnan(right) or (abs(left) == 1 and math.isinf(right)):
        return NAN
    try:
        power = float(left) ** float(right)
    except OverflowError:
        return -math.inf if left < 0 and right % 2 == 1 else math.inf
    except ZeroDivisionError:
        return -math.inf if math.copysign(1, left) < 0 and right % 2 == 1 else math.inf
    return NAN if isinstance(power, complex) else power


def _quotient(left: float, right: float) -> float:
    if right:
        return left / right
    if not left or math.isnan(left) or math.isnan(right):
        return NAN
    return math.copysign(math.inf, left) * math.copysign(1, right)


def _remainder(left: float, right: float) -> float:
    if not right or math.isinf(left) or math.isnan(left) or math.isnan(right):
        return NAN
    return math.fmod(left, right)


def floor(number: float) -> float:
    return float(math.floor(number)) if math.isfinite(number) else number


#: What each sign does with two doubles.
ARITHMETIC: Mapping[str, Callable[[float, float], float]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": _quotient,
    "%": _remainder,
    "**": _power,
}


def reckon(sign: str, left: float, right: float) -> float:
    """The result of `left sign right`, as JavaScript has it: in doubles, never an error."""
    return admit_number(ARITHMETIC[sign](float(left), float(right)))


def fixed(number: float, digits: int) -> str:
    """`number.toFixed(digits)`: the exact value of the double, halves away from zero.

    Raises:
        ExpressionError: that many digits are not allowed.
    """
    if not 0 <= digits <= _LONGEST_FRACTION:
        raise ExpressionError("toFixed() takes 0 to 100 digits.", "Give fewer digits.")
    if not math.isfinite(number) or abs(number) >= 1e21:
        return number_text(number)
    with localcontext() as context:
        context.prec = 200
        rounded = Decimal(number).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return ("-" if number < 0 else "") + f"{abs(rounded):f}"


def exponential(number: float, digits: int | None) -> str:
    """`number.toExponential(digits)`."""
    if not math.isfinite(number):
        return number_text(number)
    if digits is not None and not 0 <= digits <= _LONGEST_FRACTION:
        raise ExpressionError("toExponential() takes 0 to 100 digits.", "Give fewer digits.")
    if digits is None:
        digits = max(len(Decimal(repr(float(number))).normalize().as_tuple().digits) - 1, 0) if number else 0
    mantissa, exponent = _scientific(number, digits + 1)
    return f"{mantissa}e{'-' if exponent < 0 else '+'}{abs(exponent)}"


def precise(number: float, digits: int) -> str:
    """`number.toPrecision(digits)`."""
    if not math.isfinite(number):
        return number_text(number)
    if not 1 <= digits <= _MOST_SIGNIFICANT:
        raise ExpressionError("toPrecision() takes 1 to 100 digits.", "Give another number of digits.")
    mantissa, exponent = _scientific(number, digits)
    if exponent < -6 or exponent >= digits:
        return f"{mantissa}e{'-' if exponent < 0 else '+'}{abs(exponent)}"
    with localcontext() as context:
        context.prec = 400
        return f"{Decimal(mantissa).scaleb(exponent):f}"


def _scientific(number: float, digits: int) -> tuple[str, int]:
    if not number:
        return (f"{0:.{digits - 1}f}", 0)
    with localcontext() as context:
        context.prec = digits
        context.rounding = ROUND_HALF_UP
        exact = +Decimal(number)
    exponent = exact.adjusted()
    with localcontext() as context:
        context.prec = 400
        return (f"{exact.scaleb(-exponent):.{digits - 1}f}", exponent)


def in_base(number: float, base: int) -> str:
    """`number.toString(base)` of a whole number.

    Raises:
        ExpressionError: the base is not between 2 and 36, or the number has a fraction.
    """
    if not 2 <= base <= 36:
        raise ExpressionError("toString() takes a base from 2 to 36.", "Give another base.")
    if base == 10 or not math.isfinite(number):
        return number_text(number)
    if number != int(number):
        raise ExpressionError("Only whole numbers can be written in another base.", "Round it first: `| round`.")
    rest, digits = abs(int(number)), ""
    while rest:
        rest, digit = divmod(rest, base)
        digits = _DIGITS[digit] + digits
    return ("-" if number < 0 else "") + (digits or "0")
