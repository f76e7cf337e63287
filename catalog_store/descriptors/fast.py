"""The fast reader of one YAML document: a Rust parser wherever it surely says the same as `exact`, and `exact` elsewhere.

It reads an ordinary descriptor ten times as fast. Every rule here stands for a difference that was seen.
"""

import re
from functools import cache
from importlib import import_module
from typing import Any

from catalog_store.descriptors import exact
from catalog_store.descriptors.json_values import Json

#: One quick look for the signs without which `_DIFFERS` cannot match.
_RARE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff%&*!<\\\\]")
_DIFFERS = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]"  # tabs, lone carriage returns, control characters
    r"|<<"  # merges are left as they stand
    r"|(?:^|[\s\[{,:?-])[&*!]"  # anchors, aliases and tags have meanings of their own
    r"|^%"  # directives
    r"|\\$",  # quoted lines that go on too far to the left
    re.MULTILINE,
)
#: In brackets it lets words begin with these.
_FLOW_DIFFERS = re.compile(r"[\[{,:] *(?:[|>]|\?[,\]}])")
#: `1_000`, `0b11`, `0X1F` and `-0x1` are numbers to it and words to YAML 1.2.
_ODD_NUMBER = re.compile(r"[0-9]_|0[bBXO]|[-+]0[xo]", re.ASCII)
#: It calls itself for every level and has no limit where blocks nest: thousands of levels end the process.
_NESTED = re.compile(r"(?:[-?:] +){20}|\n {200}")
_SHORT_ENOUGH = 5_000
_EXACT_INTEGER = 2**53
_TEXT_ONLY = {str}


def read(text: str) -> Json:
    """The value of the one document in `text`, None when it is empty.

    Raises:
        YamlError: with the place of the fault.
    """
    if _may_differ(text):
        return exact.read(text)
    parser = _parser()
    try:
        value: Any = parser.loads(text, parse_datetime=False)  # Any: it may be what JSON has not, see below
    except (parser.YAMLDecodeError, TypeError):  # TypeError: a key of a kind that Python cannot take
        return exact.read(text)
    certain: Json = value if _is_certain(value, text, exact.DEEPEST) else exact.read(text)
    return certain


@cache
def _parser() -> Any:  # Any: it has no types
    """`yaml_rs`, of which this is the one door. Loaded late: it takes five megabytes, and many a process reads no descriptor."""
    return import_module("yaml_rs")


def _may_differ(text: str) -> bool:
    if _RARE.search(text) and _DIFFERS.search(text):
        return True
    if len(text) > _SHORT_ENOUGH and _NESTED.search(text):
        return True
    return ("[" in text or "{" in text) and (_FLOW_DIFFERS.search(text) is not None or _has_open_flow(text))


def _has_open_flow(text: str) -> bool:
    """Brackets go on over a line's end: it lets the rest stand too far to the left."""
    return any(
        line.count("[") + line.count("{") != line.count("]") + line.count("}")
        for line in text.split("\n")
        if "[" in line or "{" in line
    )


def _is_certain(value: Any, text: str, levels: int) -> bool:
    """Only JSON's own types, no fraction, no number that YAML 1.2 would not see, no key that is not text."""
    kind = type(value)
    if kind is str:
        return bool(value != "\n")  # it gives an empty block of text a line
    if value is None or kind is bool:
        return True
    if kind is dict or kind is list:
        return levels > 0 and _hold_certain(value, text, levels - 1)
    return kind is int and -_EXACT_INTEGER <= value <= _EXACT_INTEGER and not _ODD_NUMBER.search(text)


def _hold_certain(value: Any, text: str, levels: int) -> bool:
    items = value
    if type(value) is dict:
        items = value.values()
        if value and set(map(type, value)) != _TEXT_ONLY:
            return False
    for item in items:
        if type(item) is str:  # most are, and a call for each would cost more than the rest of this
            if item == "\n":
                return False
        elif not _is_certain(item, text, levels):
            return False
    return True
