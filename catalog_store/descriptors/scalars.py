"""What a plain word of a YAML file means: YAML 1.2's core schema as JavaScript's `yaml` reads it."""

import math
import re
from decimal import Decimal

from catalog_store.descriptors.json_values import Json

_WORDS: dict[str, Json] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    # JSON has neither infinity nor "not a number": JavaScript writes them as null, and so do we.
    **dict.fromkeys(f"{sign}.{word}" for sign in ("", "+", "-") for word in ("inf", "Inf", "INF")),
    **dict.fromkeys((".nan", ".NaN", ".NAN")),
}
#: Every number begins with one of these, so that most words are settled by their first letter.
_NUMBERS_BEGIN = frozenset("0123456789+-.")
_INTEGER = re.compile(r"[-+]?[0-9]+\Z", re.ASCII)
_OCTAL = re.compile(r"0o[0-7]+\Z")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z", re.ASCII)
#: Beyond this JavaScript's numbers have gaps.
_EXACT = 2**53
_PRINTED_WITH_EXPONENT = 1e21
_LONGEST_NUMBER = 400

_TAG = "tag:yaml.org,2002:"
_EXPLICIT = {
    _TAG + "int": (int,),
    _TAG + "float": (float,),
    _TAG + "bool": (bool,),
    _TAG + "null": (type(None),),
}


def plain(text: str) -> Json:
    """The value of an unquoted scalar."""
    if text in _WORDS:
        return _WORDS[text]
    return _number(text) if text[0] in _NUMBERS_BEGIN else text


def tagged(tag: str, text: str) -> Json:
    """The value of a scalar with a tag. A tag that says nothing about JSON leaves the text as it is."""
    wanted = _EXPLICIT.get(tag)
    value = plain(text) if wanted else text
    return value if wanted and isinstance(value, wanted) else text


def as_key(value: Json) -> str:
    """A mapping's key, which JSON knows as text only, in JavaScript's words."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _number_text(value)
    return value if isinstance(value, str) else str(value)


def _number(text: str) -> Json:
    if len(text) > _LONGEST_NUMBER:
        return text
    if _INTEGER.match(text):
        return _rounded(int(text))
    if _OCTAL.match(text):
        return _rounded(int(text[2:], 8))
    if _HEXADECIMAL.match(text):
        return _rounded(int(text[2:], 16))
    return _finite(float(text)) if _FLOAT.match(text) else text


def _rounded(number: int) -> Json:
    """The integer, as near as a JavaScript number comes to it, in the digits that JavaScript prints."""
    if -_EXACT <= number <= _EXACT:
        return number
    try:
        nearest = float(number)
    except OverflowError:
        return None
    return int(Decimal(repr(nearest))) if abs(nearest) < _PRINTED_WITH_EXPONENT else nearest


def _finite(number: float) -> Json:
    if not math.isfinite(number):
        return None
    return int(number) if number.is_integer() and abs(number) <= _EXACT else number


def _number_text(number: float) -> str:
    """JavaScript writes 1e+21 and 1e-7 where Python writes 1e+21 and 1e-07."""
    return re.sub(r"e([-+])0+", r"e\1", repr(number))
