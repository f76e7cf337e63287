"""How npm's `yaml` writes: what `catalog:write` and `roadiehq:utils:merge` give."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from golden_paths.expressions.numbers import number_text
from golden_paths.yaml_text.folding import WIDTH, Mode, folded, folded_block

_STEP = "  "
#: What cannot stand without quotes, as YAML 1.2 has it.
_SPECIAL = re.compile(r"^[\n\t ,\[\]{}#&*!|>'\"%@`]|^[?-]\Z|^[?-][ \t]|[\n:][ \t]|[ \t]\n|[\n\t ]#|[\n\t :]\Z|^\Z")
#: What would be read as something else than text.
_OTHER = re.compile(
    r"(?:~|[Nn]ull|NULL)?\Z|(?:[Tt]rue|TRUE|[Ff]alse|FALSE)\Z|0o[0-7]+\Z|[-+]?[0-9]+\Z|0x[0-9a-fA-F]+\Z"
    r"|(?:[-+]?\.(?:inf|Inf|INF)|\.nan|\.NaN|\.NAN)\Z|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)[eE][-+]?[0-9]+\Z"
    r"|[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)\Z"
)
_MARKER = re.compile(r"^(?:---|\.\.\.)", re.MULTILINE)
_BLANK_END = re.compile(r"\n[\t ]+\Z")
_BLANKS_AT_LINE_ENDS = re.compile(r"[ \t]\n|\n[ \t]")
_NEWLINES = re.compile(r"\n+")
_END_NEWLINES = re.compile(r"\n+(?!\n|\Z)")
_INDENTED = re.compile(r"(?:^|\n)([\t ].*)(?:([\n\t ]*)\n(?![\n\t ]))?")

#: A shorter text in double quotes stays on one line.
_SHORTEST_WITH_LINES = 40
_IN_JSON = re.compile(r"(?P<blank> (?=\\n))|\\u(?P<code>[0-9a-f]{4})|(?P<lines>(?:\\n)+)|\\.")
_ESCAPES = {"0000": r"\0", "0007": r"\a", "000b": r"\v", "001b": r"\e"}


def yaml_of(value: object) -> str:
    """The value as a YAML text."""
    return f"{_node(value, _Place('', None, is_key=False))}\n"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a text stands: how far it is indented, and how much of its first line is taken."""

    indent: str
    at_start: int | None
    is_key: bool


def _node(value: object, place: _Place) -> str:
    if isinstance(value, Mapping):
        return f"\n{place.indent}".join(_pairs(value, place.indent)) if value else "{}"
    if isinstance(value, list | tuple):
        deeper = _Place(place.indent + _STEP, None, is_key=False)
        return f"\n{place.indent}".join(f"- {_node(each, deeper)}" for each in value) if value else "[]"
    return _scalar(value, place)


def _pairs(mapping: Mapping[str, object], indent: str) -> Iterator[str]:
    for name, value in mapping.items():
        key = f"{_text(str(name), _Place(indent + _STEP, None, is_key=True))}:"
        deeper = _Place(indent + _STEP, len(key) + 1, is_key=False)
        written = _node(value, deeper)
        is_block = isinstance(value, Mapping | list | tuple) and bool(value)
        if is_block:
            yield f"{key}\n{deeper.indent}{written}"
        else:
            yield f"{key}{'' if written.startswith(chr(10)) else ' '}{written}"


def _scalar(value: object, place: _Place) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return {"NaN": ".nan", "Infinity": ".inf", "-Infinity": "-.inf"}.get(shown := number_text(value), shown)
    return _text(str(value), place)


def _text(text: str, place: _Place) -> str:
    has_lines = "\n" in text
    if place.is_key and has_lines:
        return _double(text, place)
    if _SPECIAL.search(text):
        return _quoted(text, place) if place.is_key or not has_lines else _block(text, place)
    if has_lines:
        return _block(text, place)
    if _OTHER.match(text):
        return _quoted(text, place)
    return text if place.is_key else folded(text, place.indent, Mode.FLOW, place.at_start)


def _quoted(text: str, place: _Place) -> str:
    return _single(text, place) if '"' in text and "'" not in text else _double(text, place)


def _single(text: str, place: _Place) -> str:
    if (place.is_key and "\n" in text) or _BLANKS_AT_LINE_ENDS.search(text):
        return _double(text, place)
    doubled = text.replace("'", "''")
    quoted = "'" + _NEWLINES.sub(lambda found: found.group() + "\n" + place.indent, doubled) + "'"
    return quoted if place.is_key else folded(quoted, place.indent, Mode.FLOW, place.at_start)


def _double(text: str, place: _Place) -> str:
    written = json.dumps(text, ensure_ascii=False)
    keeps_lines = place.is_key or len(written) < _SHORTEST_WITH_LINES
    quoted = _IN_JSON.sub(lambda found: _escaped(found, place.indent, keeps_lines=keeps_lines), written)
    return quoted if place.is_key else folded(quoted, place.indent, Mode.QUOTED, place.at_start)


def _escaped(found: re.Match[str], indent: str, *, keeps_lines: bool) -> str:
    sign = found.group()
    if found["code"]:
        code = found["code"]
        return _ESCAPES.get(code) or (f"\\x{code[2:]}" if code.startswith("00") else sign)
    if found["blank"]:
        return "\\ "
    if not found["lines"] or keeps_lines:
        return sign
    rest = found.string[found.end() :]
    # The last line end of a text stays a sign, or it would be lost.
    count = len(sign) // 2 - (rest == '"')
    if not count:
        return sign
    return "\n" * (count + 1) + indent + ("\\n" if rest == '"' else "\\" if rest.startswith(" ") else "")


def _block(text: str, place: _Place) -> str:
    if _BLANK_END.search(text):
        return _quoted(text, place)
    indent = place.indent or (_STEP if _MARKER.search(text) else "")
    body = text.rstrip("\n\t ")
    chomp, end = _end(text[len(body) :], body, indent)
    start, body, indicator = _start(body, indent)
    if _is_too_long(text, WIDTH - len(indent)):
        lines = folded_block(start + _widened(body, indent) + end, indent)
        if lines is not None:
            return f">{indicator}{chomp}\n{indent}{lines}"
    lines = _NEWLINES.sub(lambda found: found.group() + indent, body)
    return f"|{indicator}{chomp}\n{indent}{start}{lines}{end}"


def _end(white: str, body: str, indent: str) -> tuple[str, str]:
    """How the block ends: its sign, and what is written for the white space there."""
    first = white.find("\n")
    chomp = "-" if first < 0 else "+" if not body or first != len(white) - 1 else ""
    return chomp, _END_NEWLINES.sub(lambda found: found.group() + indent, white.removesuffix("\n"))


def _start(body: str, indent: str) -> tuple[str, str, str]:
    """Empty lines and blanks at the start, the rest, and the sign that says how far it is indented."""
    stripped = body.lstrip("\n")
    blank = stripped[:1] == " "
    start = body[: len(body) - len(stripped)]
    written = _NEWLINES.sub(lambda found: found.group() + indent, start)
    return written, stripped, ("2" if indent else "1") if blank else ""


def _widened(body: str, indent: str) -> str:
    """The text with a further line end wherever folding will take one away."""
    doubled = _NEWLINES.sub(lambda found: "\n" + found.group(), body)
    kept = _INDENTED.sub(lambda found: (found[1] or "") + (found[2] or ""), doubled)
    return _NEWLINES.sub(lambda found: found.group() + indent, kept)


def _is_too_long(text: str, limit: int) -> bool:
    return len(text) > limit and any(len(line) > limit for line in text.split("\n"))
