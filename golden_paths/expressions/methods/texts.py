"""The methods of text. JavaScript counts text in units of 16 bits, and so do they."""

from collections.abc import Mapping, Sequence

from golden_paths.expressions.coercion import integer_of, text_of
from golden_paths.expressions.limits import Meter
from golden_paths.expressions.methods.method import ANY_NUMBER, Method, argument, by_name
from golden_paths.expressions.numbers import NAN, WHITE
from golden_paths.expressions.patterns import Pattern, with_signs
from golden_paths.expressions.values import UNDEFINED, Value, units

_MOST_PARTS = 2**32 - 1


def _char_at(text: str, given: Sequence[Value], meter: Meter) -> str:
    position = integer_of(argument(given, 0), meter)
    return units(text)[position] if 0 <= position < len(units(text)) else ""


def _char_code_at(text: str, given: Sequence[Value], meter: Meter) -> Value:
    character = _char_at(text, given, meter)
    return ord(character) if character else NAN


def _concat(text: str, given: Sequence[Value], meter: Meter) -> Value:
    texts = [str(text), *(text_of(value, meter) for value in given)]
    meter.build(sum(map(len, texts)))
    return "".join(texts)


def _start(text: str, given: Sequence[Value], meter: Meter) -> int:
    return min(max(integer_of(argument(given, 1), meter), 0), len(units(text)))


def _includes(text: str, given: Sequence[Value], meter: Meter) -> Value:
    return units(text_of(given[0], meter)) in units(text)[_start(text, given, meter) :]


def _starts_with(text: str, given: Sequence[Value], meter: Meter) -> Value:
    return units(text).startswith(units(text_of(given[0], meter)), _start(text, given, meter))


def _ends_with(text: str, given: Sequence[Value], meter: Meter) -> Value:
    end = max(integer_of(argument(given, 1), meter, len(units(text))), 0)
    return units(text)[:end].endswith(units(text_of(given[0], meter)))


def _index_of(text: str, given: Sequence[Value], meter: Meter) -> Value:
    return units(text).find(units(text_of(given[0], meter)), _start(text, given, meter))


def _last_index_of(text: str, given: Sequence[Value], meter: Meter) -> Value:
    wanted = units(text_of(given[0], meter))
    last = max(integer_of(argument(given, 1), meter, len(units(text))), 0)
    return units(text).rfind(wanted, 0, last + len(wanted))


def _slice(text: str, given: Sequence[Value], meter: Meter) -> Value:
    length = len(units(text))
    return units(text)[integer_of(argument(given, 0), meter) : integer_of(argument(given, 1), meter, length)]


def _substring(text: str, given: Sequence[Value], meter: Meter) -> Value:
    length = len(units(text))
    ends = (integer_of(argument(given, 0), meter), integer_of(argument(given, 1), meter, length))
    first, last = sorted(min(max(end, 0), length) for end in ends)
    return units(text)[first:last]


def _replace(text: str, given: Sequence[Value], meter: Meter) -> Value:
    """The first find alone is replaced, but for a pattern with `g`."""
    replacement = text_of(given[1], meter)
    if isinstance(given[0], Pattern):
        return given[0].replaced(text, replacement, meter)
    wanted = text_of(given[0], meter)
    if wanted not in text:
        return str(text)
    start = text.index(wanted)
    before, after = text[:start], text[start + len(wanted) :]
    meter.build(len(text) + len(replacement))
    return before + with_signs(replacement, wanted, before, after, meter) + after


def _split(text: str, given: Sequence[Value], meter: Meter) -> Value:
    most = integer_of(argument(given, 1), meter, _MOST_PARTS) % (_MOST_PARTS + 1)
    parts = _parts(text, argument(given, 0), meter)
    meter.step(len(parts))
    return parts[:most]


def _parts(text: str, separator: Value, meter: Meter) -> list[Value]:
    if separator is UNDEFINED:
        return [str(text)]
    if isinstance(separator, Pattern):
        return [UNDEFINED if part is None else part for part in separator.split(text, meter)]
    between = text_of(separator, meter)
    return list(text.split(between)) if between else list(units(text))


TEXT_METHODS: Mapping[str, Method[str]] = by_name(
    Method("charAt", 0, 1, _char_at),
    Method("charCodeAt", 0, 1, _char_code_at),
    Method("concat", 0, ANY_NUMBER, _concat),
    Method("endsWith", 1, 2, _ends_with),
    Method("includes", 1, 2, _includes),
    Method("indexOf", 1, 2, _index_of),
    Method("lastIndexOf", 1, 2, _last_index_of),
    Method("replace", 2, 2, _replace),
    Method("slice", 0, 2, _slice),
    Method("split", 0, 2, _split),
    Method("startsWith", 1, 2, _starts_with),
    Method("substring", 0, 2, _substring),
    Method("toLowerCase", 0, 0, lambda text, _, __: text.lower()),
    Method("toUpperCase", 0, 0, lambda text, _, __: text.upper()),
    Method("trim", 0, 0, lambda text, _, __: text.strip(WHITE)),
    Method("trimEnd", 0, 0, lambda text, _, __: text.rstrip(WHITE)),
    Method("trimStart", 0, 0, lambda text, _, __: text.lstrip(WHITE)),
)
