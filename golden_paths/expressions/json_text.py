"""JSON as JavaScript's `JSON.stringify` writes it."""

import json
import math
import re
from collections.abc import Iterator

from golden_paths.expressions.errors import ExpressionError
from golden_paths.expressions.limits import Meter
from golden_paths.expressions.numbers import number_text
from golden_paths.expressions.patterns import Pattern
from golden_paths.expressions.values import UNDEFINED, Function, Value, joined_halves

_LONE_HALF = re.compile("[\ud800-\udfff]")


def dumped(value: Value, indentation: str, meter: Meter) -> str:
    """The value as JSON, compact or with an indentation.

    Raises:
        ExpressionError: there is a function in it.
    """
    pieces: list[str] = []
    for piece in _pieces(value, indentation, "\n", meter):
        meter.build(len(piece))
        pieces.append(piece)
    return "".join(pieces)


def _pieces(value: Value, indentation: str, line: str, meter: Meter) -> Iterator[str]:
    match value:
        case list():
            with meter.deeper():
                yield from _listed(value, indentation, line, meter)
        case dict():
            with meter.deeper():
                yield from _filled(value, indentation, line, meter)
        case Function():
            raise ExpressionError("A function cannot be written as JSON.", "Call it: write `()` behind its name.")
        case _:
            yield _plain(value)


def _listed(items: list[Value], indentation: str, line: str, meter: Meter) -> Iterator[str]:
    inner = line + indentation if indentation else ""
    for index, item in enumerate(items):
        yield ("," if index else "[") + inner
        yield from _pieces(item, indentation, inner, meter)
    yield ((line if indentation else "") + "]") if items else "[]"


def _filled(items: dict[str, Value], indentation: str, line: str, meter: Meter) -> Iterator[str]:
    inner = line + indentation if indentation else ""
    present = [(key, item) for key, item in items.items() if item is not UNDEFINED]
    for index, (key, item) in enumerate(present):
        yield ("," if index else "{") + inner + _quoted(key) + (": " if indentation else ":")
        yield from _pieces(item, indentation, inner, meter)
    yield ((line if indentation else "") + "}") if present else "{}"


def _plain(value: Value) -> str:
    match value:
        case str():
            return _quoted(value)
        case bool():
            return "true" if value else "false"
        case int() | float():
            return number_text(value) if math.isfinite(value) else "null"
        case Pattern():
            return "{}"
        case _:
            return "null"


def _quoted(text: str) -> str:
    quoted = json.dumps(joined_halves(text), ensure_ascii=False)
    return quoted if quoted.isascii() else _LONE_HALF.sub(lambda half: f"\\u{ord(half.group()):04x}", quoted)
