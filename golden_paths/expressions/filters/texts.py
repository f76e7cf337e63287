"""Filters on text."""

import math
import re
from urllib.parse import quote

from golden_paths.expressions.coercion import integer_of, is_same, number_of, order, shown, text_of, truth
from golden_paths.expressions.errors import ExpressionError
from golden_paths.expressions.filters.filter import (
    Filter,
    Given,
    argument,
    attribute_of,
    direct_length,
    strict_text,
    text_input,
)
from golden_paths.expressions.limits import Meter
from golden_paths.expressions.members import own
from golden_paths.expressions.numbers import WHITE
from golden_paths.expressions.patterns import Pattern
from golden_paths.expressions.values import UNDEFINED, SafeText, Value, units

_ESCAPES = {"&": "&amp;", '"': "&quot;", "'": "&#39;", "<": "&lt;", ">": "&gt;", "\\": "&#92;"}
_TAG = re.compile(r"</?[a-z][a-z0-9]*\b[^>]*>|<!--[\s\S]*?-->", re.IGNORECASE)
_MOST_PASSES = 8
_UNRESERVED = "!*'()"


def _as(source: Value, text: str) -> str:
    """Text made of safe text is safe."""
    return SafeText(text) if isinstance(source, SafeText) else text


def _capitalize(value: Value, _: Given, __: Meter) -> Value:
    text = text_input(value, "capitalize").lower()
    return _as(value, text[:1].upper() + text[1:])


def _title(value: Value, _: Given, __: Meter) -> Value:
    words = text_input(value, "title").split(" ")
    return _as(value, " ".join(word[:1].upper() + word[1:].lower() for word in words))


def _trim(value: Value, _: Given, __: Meter) -> Value:
    return _as(value, strict_text(value, "trim").strip(WHITE))


def _spaces(count: float, meter: Meter) -> str:
    whole = 0 if math.isnan(count) else math.ceil(max(min(count, 1e9), 0))
    meter.build(whole)
    return " " * whole


def _center(value: Value, given: Given, meter: Meter) -> Value:
    source = _nothing_as_text(value)
    width = argument(given, 0) if truth(argument(given, 0)) else 80
    if order(direct_length(source), width, meter) >= 0:
        return source
    spaces = number_of(width, meter) - number_of(direct_length(source), meter)
    left, right = _spaces(spaces / 2 - math.fmod(spaces, 2), meter), _spaces(spaces / 2, meter)
    return _as(value, left + text_of(source, meter) + right)


def _nothing_as_text(value: Value) -> Value:
    return "" if value is UNDEFINED or value is None or value is False else value


def _indent(value: Value, given: Given, meter: Meter) -> Value:
    text = text_input(value, "indent")
    width = argument(given, 0) if truth(argument(given, 0)) else 4
    margin = _spaces(number_of(width, meter), meter)
    lines = text.split("\n") if text else []
    meter.build(len(margin) * len(lines))
    first = truth(argument(given, 1))
    return _as(value, "\n".join(margin + line if index or first else line for index, line in enumerate(lines)))


def _truncate(value: Value, given: Given, meter: Meter) -> Value:
    source = _nothing_as_text(value)
    wanted = argument(given, 0) if truth(argument(given, 0)) else 255
    if order(direct_length(source), wanted, meter) <= 0:
        return source
    text = units(strict_text(source, "truncate"))
    length = max(integer_of(wanted, meter), 0)
    blank = -1 if truth(argument(given, 1)) else text.rfind(" ", 0, length + 1)
    ending = argument(given, 2)
    more = "..." if ending is UNDEFINED or ending is None else text_of(ending, meter)
    meter.build(len(text) + len(more))
    return _as(value, text[: length if blank < 0 else blank] + more)


def _wordcount(value: Value, _: Given, __: Meter) -> Value:
    if not truth(value):
        return None
    return len(re.findall(r"[A-Za-z0-9_]+", strict_text(value, "wordcount"))) or None


def _replace(value: Value, given: Given, meter: Meter) -> Value:
    """All finds, or as many as the third argument says; a pattern says by its flag `g` whether all."""
    wanted, replacement = argument(given, 0), argument(given, 1)
    if isinstance(wanted, Pattern):
        return wanted.replaced(strict_text(value, "replace"), text_of(replacement, meter), meter)
    if not _is_text_or_number(wanted) or not _is_text_or_number(value):
        return value
    if wanted == "":
        return _as(value, _interspersed(text_of(value, meter), replacement, meter))
    return _replaced(value, text_of(wanted, meter), text_of(replacement, meter), argument(given, 2), meter)


def _is_text_or_number(value: Value) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _interspersed(text: str, replacement: Value, meter: Meter) -> str:
    """What comes of replacing nothing: the replacement around every character."""
    around = text_of(replacement, meter)
    meter.build((len(text) + 1) * len(around))
    return around + ("," if replacement is UNDEFINED else around).join(units(text)) + around


def _replaced(value: Value, wanted: str, replacement: str, most: Value, meter: Meter) -> Value:
    text = text_of(value, meter)
    finds = text.count(wanted)
    limit = -1.0 if most is UNDEFINED else number_of(most, meter)
    if is_same(most, 0) or not finds:
        return text
    count = finds if limit == -1 else 0 if math.isnan(limit) else int(max(min(math.ceil(limit), finds), 0))
    meter.build(len(text) + count * len(replacement))
    return _as(value, text.replace(wanted, replacement, count))


def _escape(value: Value, _: Given, meter: Meter) -> Value:
    return value if isinstance(value, SafeText) else _escaped(value, meter)


def _forced_escape(value: Value, _: Given, meter: Meter) -> Value:
    return _escaped(value, meter)


def _escaped(value: Value, meter: Meter) -> SafeText:
    text = shown(value, meter)
    meter.build(len(text) * 2)
    return SafeText("".join(_ESCAPES.get(character, character) for character in text))


def _safe(value: Value, _: Given, meter: Meter) -> Value:
    return value if isinstance(value, SafeText) else SafeText(shown(value, meter))


def _string(value: Value, _: Given, meter: Meter) -> Value:
    if value is None or value is UNDEFINED:
        raise ExpressionError(
            "The filter `string` needs a value, and there is none.", "Write `| default('') | string`."
        )
    return value if isinstance(value, SafeText) else str(shown(value, meter))


def _nl2br(value: Value, _: Given, meter: Meter) -> Value:
    text = "" if value is None or value is UNDEFINED else strict_text(value, "nl2br")
    meter.build(len(text) + 6 * text.count("\n"))
    return _as(value, re.sub(r"\r\n|\n", "<br />\n", text))


def _striptags(value: Value, given: Given, meter: Meter) -> Value:
    text = text_input(value, "striptags")
    for _ in range(_MOST_PASSES):
        meter.build(len(text))
        stripped = _TAG.sub("", text)
        if stripped == text:
            break
        text = stripped
    else:
        raise ExpressionError("The tags in this text hide further tags.", "Pass plainer text.")
    return _as(value, _tidied(text.strip(WHITE), keeps_lines=truth(argument(given, 0))))


def _tidied(text: str, *, keeps_lines: bool) -> str:
    if not keeps_lines:
        return re.sub(f"[{WHITE}]+", " ", text)
    lines = [re.sub(" +", " ", line.strip(" ")) for line in text.split("\n")]
    return re.sub("\n\n\n+", "\n\n", "\n".join(lines).replace("\r\n", "\n"))


def _urlencode(value: Value, _: Given, meter: Meter) -> Value:
    if isinstance(value, str):
        return _quoted(value, meter)
    pairs: list[tuple[Value, Value]] = []
    if isinstance(value, dict):
        pairs = list(value.items())
    elif isinstance(value, list):
        pairs = [(attribute_of(item, 0, meter), own(item, "1")) for item in value]
    return "&".join(
        f"{_quoted(text_of(key, meter), meter)}={_quoted(text_of(item, meter), meter)}" for key, item in pairs
    )


def _quoted(text: str, meter: Meter) -> str:
    meter.build(len(text) * 3)
    return quote(text.encode("utf-8", "surrogatepass"), safe=_UNRESERVED)


TEXT_FILTERS = (
    Filter("capitalize", "The first letter large, all others small", _capitalize),
    Filter("center", "Blanks on both sides, to a width of 80 or the one given", _center),
    Filter("e", "Short for `escape`", _escape),
    Filter("escape", "HTML's signs as `&lt;` and so on, once", _escape),
    Filter("forceescape", "The same, also of what was escaped before", _forced_escape),
    Filter(
        "indent", "A margin of 4 blanks, or as many as given; `indent(2, true)` indents the first line too", _indent
    ),
    Filter("lower", "All letters small", lambda value, _, __: text_input(value, "lower").lower()),
    Filter("nl2br", "`<br />` before every line's end", _nl2br),
    Filter(
        "replace", "Text for text, all finds; a number as third argument limits them; `r/x/g` is a pattern", _replace
    ),
    Filter("safe", "Text that `escape` leaves alone", _safe),
    Filter("string", "The value as text", _string),
    Filter("striptags", "Without HTML's tags; `striptags(true)` keeps line ends", _striptags),
    Filter("title", "The first letter of every word large; words end at blanks", _title),
    Filter("trim", "Without blanks and line ends at both ends", _trim),
    Filter("truncate", "At most 255 characters, or as many as given, cut at a word, with `...`", _truncate),
    Filter("upper", "All letters large", lambda value, _, __: text_input(value, "upper").upper()),
    Filter("urlencode", "As part of an address: `%20` and so on; an object as `a=1&b=2`", _urlencode),
    Filter("wordcount", "How many words", _wordcount),
)
