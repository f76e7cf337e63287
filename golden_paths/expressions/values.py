"""The values that templates know: JSON's, and JavaScript's undefined, patterns and functions."""

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import Enum
from typing import Final

from golden_paths.expressions.errors import ExpressionError
from golden_paths.expressions.limits import Meter

#: Whatever a template may hold: None (null), bool, int, float, str, list, dict, UNDEFINED, Pattern, Function.
Value = object

#: Beyond it, JavaScript's numbers have gaps.
LARGEST_EXACT_INTEGER = 2**53
_DEEPEST = 100
#: From here on, JavaScript writes numbers with an exponent.
_LARGEST_WRITTEN_OUT = 1e21


class Undefined(Enum):
    """JavaScript's undefined: there is nothing of that name."""

    UNDEFINED = "undefined"

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "UNDEFINED"


UNDEFINED: Final = Undefined.UNDEFINED


class SafeText(str):
    """What a macro or the filter `safe` gives: text that `escape` leaves alone."""

    __slots__ = ()


class HasText(ABC):
    """A value that is text for the world outside, such as a pattern."""

    @abstractmethod
    def __str__(self) -> str:
        """The text."""


class Function(ABC):
    """Something that a template can call; the only kind of thing it can."""

    @abstractmethod
    def call(self, meter: Meter, positional: Sequence[Value], named: Mapping[str, Value], /) -> Value:
        """Do it."""


def admit(value: object, depth: int = 0) -> Value:
    """A value from outside as templates know it, copied: whole numbers as whole, nothing that has behaviour.

    Raises:
        ExpressionError: it is nothing that JSON knows, or nests too deep.
    """
    if value is None or isinstance(value, bool | Undefined):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int | float):
        return admit_number(value)
    if depth > _DEEPEST:
        raise ExpressionError(f"A value nests more than {_DEEPEST} levels deep.", "Pass a flatter one.")
    if isinstance(value, Mapping):
        return in_order({str(key): admit(item, depth + 1) for key, item in value.items()})
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return [admit(item, depth + 1) for item in value]
    raise ExpressionError(f"A value of type {type(value).__name__} cannot be used in a template.", "Pass text or JSON.")


def in_order(fields: dict[str, Value]) -> dict[str, Value]:
    """The object with its keys in JavaScript's order: whole numbers first, the rest as it came."""
    if not any(key.isdecimal() for key in fields):
        return fields
    numbers = sorted((key for key in fields if is_index(key)), key=int)
    return {key: fields[key] for key in (*numbers, *(key for key in fields if not is_index(key)))}


def is_index(key: str) -> bool:
    """Whether it is a whole number as JavaScript writes it: no sign, no leading zero."""
    return (
        key.isascii() and key.isdecimal() and len(key) <= 10 and (key == "0" or key[0] != "0") and int(key) < 2**32 - 1
    )


def admit_number(value: float) -> float:
    """The same number as JavaScript has it: a double, which we keep as an int where it is a whole one."""
    try:
        number = float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf
    if not number.is_integer() or abs(number) > LARGEST_EXACT_INTEGER or (number == 0 and math.copysign(1, number) < 0):
        return number
    return int(number)


def release(value: Value) -> Value:
    """A value for the world outside: undefined things vanish from objects and are null in lists.

    Raises:
        ExpressionError: it is a function, which means nothing outside.
    """
    if isinstance(value, dict):
        return {key: release(item) for key, item in value.items() if item is not UNDEFINED}
    if isinstance(value, list):
        return [None if item is UNDEFINED else release(item) for item in value]
    if isinstance(value, str):
        return whole_text(value)
    if isinstance(value, float):
        return _released_number(value)
    if isinstance(value, HasText):
        return str(value)
    if isinstance(value, Function):
        raise ExpressionError("A function is no value.", "Call it: write `()` behind its name.")
    return value


def _released_number(number: float) -> float | None:
    """Whole numbers are whole, and what is none is null, as in JSON."""
    if not math.isfinite(number):
        return None
    if not number.is_integer() or abs(number) >= _LARGEST_WRITTEN_OUT:
        return number
    return int(Decimal(repr(number)))


def units(text: str) -> str:
    """The text as JavaScript counts it: characters beyond U+FFFF as two."""
    if text.isascii() or max(text) <= "\uffff":
        return text
    return "".join(_surrogates(character) for character in text)


def _surrogates(character: str) -> str:
    if character <= "\uffff":
        return character
    above = ord(character) - 0x10000
    return chr(0xD800 + (above >> 10)) + chr(0xDC00 + (above & 0x3FF))


def joined_halves(text: str) -> str:
    """The text with the halves that `units` made joined again; one that stands alone stays."""
    if text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text):
        return str(text)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def whole_text(text: str) -> str:
    """The text as the world outside knows it: halves of characters joined again, or U+FFFD where one is alone."""
    joined = joined_halves(text)
    if joined.isascii() or not any("\ud800" <= character <= "\udfff" for character in joined):
        return joined
    return "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in joined)
