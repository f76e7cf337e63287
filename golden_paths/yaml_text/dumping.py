"""How js-yaml writes: what `roadiehq:utils:serialize:yaml` gives."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from golden_paths.expressions.numbers import number_text

#: What would be read as something else than text, here or by older readers.
_OTHER = re.compile(
    r"(?:~|null|Null|NULL|true|True|TRUE|false|False|FALSE|<<|[yYnN]|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF)\Z"
    r"|[-+]?(?:0b[01]+|0x[0-9a-fA-F]+|0o[0-7]+)\Z"
    r"|[-+]?[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?\Z|\.[0-9]+(?:[eE][-+]?[0-9]+)?\Z"
    r"|[-+]?\.(?:inf|Inf|INF)\Z|\.(?:nan|NaN|NAN)\Z|[-+]?[0-9_]+(?::[0-9_]+)+(?:\.[0-9_]*)?\Z"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}\Z"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?"
    r"(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?\Z"
)
_NOT_FIRST = frozenset("-?:,[]{}#&*!|=>'\"%@` ")
_ESCAPES = {
    "\0": r"\0", "\a": r"\a", "\b": r"\b", "\t": r"\t", "\n": r"\n", "\v": r"\v", "\f": r"\f", "\r": r"\r",
    "\x1b": r"\e", '"': r"\"", "\\": r"\\", "\x85": r"\N", "\xa0": r"\_", "\u2028": r"\L", "\u2029": r"\P",
}  # fmt: skip
_UNPRINTABLE = re.compile("[^\x20-\x7e\n\xa1-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_NEEDS_INDICATOR = re.compile(r"\n* ")
_LINES = re.compile(r"(\n+)([^\n]*)")
_BREAK = re.compile(r" [^ ]")


@dataclass(frozen=True, slots=True)
class Style:
    """js-yaml's options. `width` -1 never folds."""

    indent: int = 2
    width: int = 80
    indents_lists: bool = True
    sorts_keys: bool = False
    quote: str = "'"
    quotes_all: bool = False


def dumped(value: object, style: Style | None = None) -> str:
    """The value as a YAML text."""
    return f"{_Writer(style or Style()).node(value, 0, is_compact=True)}\n"


class _Writer:
    def __init__(self, style: Style) -> None:
        self._style = style

    def node(self, value: object, level: int, *, is_compact: bool, is_in_list: bool = False) -> str:
        """What stands behind a key or a dash. Where it is not compact, it begins with a line end."""
        if isinstance(value, Mapping):
            return self._joined(self._pairs(value, level), level, is_compact) if value else "{}"
        if isinstance(value, list | tuple):
            outer = level - 1 if not self._style.indents_lists and not is_in_list and level > 0 else level
            return self._joined(self._items(value, outer), outer, is_compact) if value else "[]"
        return self._scalar(value, level)

    def _joined(self, parts: Iterator[str], level: int, is_compact: bool) -> str:
        line = "\n" + " " * (self._style.indent * level)
        return ("" if is_compact else line) + line.join(parts)

    def _pairs(self, mapping: Mapping[str, object], level: int) -> Iterator[str]:
        names = sorted(mapping) if self._style.sorts_keys else mapping
        for name in names:
            written = self.node(mapping[name], level + 1, is_compact=False)
            gap = "" if written.startswith("\n") else " "
            yield f"{self._text(str(name), level + 1, is_key=True)}:{gap}{written}"

    def _items(self, items: Sequence[object], level: int) -> Iterator[str]:
        for item in items:
            yield f"- {self.node(item, level + 1, is_compact=True, is_in_list=True)}"

    def _scalar(self, value: object, level: int) -> str:
        if value is None:
            return "null"
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int | float):
            shown = number_text(value)
            words = {"NaN": ".nan", "Infinity": ".inf", "-Infinity": "-.inf"}
            return words.get(shown) or (shown if float(value).is_integer() else shown.replace("e", ".e"))
        return self._text(str(value), level, is_key=False)

    def _text(self, text: str, level: int, *, is_key: bool) -> str:
        indent = self._style.indent * max(1, level)
        width = -1 if self._style.width == -1 else max(min(self._style.width, 40), self._style.width - indent)
        if _UNPRINTABLE.search(text) or (is_key and "\n" in text):
            return _double(text)
        is_quoted = self._style.quotes_all and not is_key
        is_long = not is_key and width != -1 and any(len(line) > width and line[0] != " " for line in text.split("\n"))
        if not is_quoted and not is_key and ("\n" in text or is_long):
            return self._block(text, indent, width if is_long else -1)
        if text and not is_quoted and not _OTHER.match(text) and _is_plain(text):
            return text
        return _double(text) if self._style.quote == '"' else "'" + text.replace("'", "''") + "'"

    def _block(self, text: str, indent: int, width: int) -> str:
        if self._style.indent > 9 and _NEEDS_INDICATOR.match(text):
            return _double(text)
        indicator = str(self._style.indent) if _NEEDS_INDICATOR.match(text) else ""
        chomp = "-" if not text.endswith("\n") else "+" if text.endswith("\n\n") or text == "\n" else ""
        body = text if width == -1 else _folded(text, width)
        lines = (" " * indent + line if line.strip("\n") else line for line in body.splitlines(keepends=True))
        written = "".join(lines)
        return f"{'|' if width == -1 else '>'}{indicator}{chomp}\n{written.removesuffix(chr(10))}"


def _is_plain(text: str) -> bool:
    if text[0] in _NOT_FIRST or text[-1] in " :":
        return False
    for before, sign in zip(" " + text, text, strict=False):
        if sign == "#" and before == " ":
            return False
        if before == ":" and sign == " ":
            return False
    return True


def _double(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(sign) or _shown(sign) for sign in text) + '"'


def _shown(sign: str) -> str:
    if not _UNPRINTABLE.match(sign):
        return sign
    code = ord(sign)
    return f"\\x{code:02X}" if code <= 0xFF else f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"


def _folded(text: str, width: int) -> str:
    first, _, _ = text.partition("\n")
    result = _folded_line(first, width)
    was_indented = text[:1] in ("\n", " ")
    for found in _LINES.finditer(text, len(first)):
        is_indented = found[2][:1] == " "
        extra = "\n" if not was_indented and not is_indented and found[2] else ""
        result += found[1] + extra + _folded_line(found[2], width)
        was_indented = is_indented
    return result


def _folded_line(line: str, width: int) -> str:
    if not line or line[0] == " ":
        return line
    start = current = 0
    parts = []
    for found in _BREAK.finditer(line):
        place = found.start()
        if place - start > width:
            end = current if current > start else place
            parts.append(line[start:end])
            start = end + 1
        current = place
    if len(line) - start > width and current > start:
        parts.extend((line[start:current], line[current + 1 :]))
    else:
        parts.append(line[start:])
    return "\n".join(parts)
