"""Patterns as JavaScript writes them (JSON Schema's `pattern`, `/…/` in expressions), matched with an end to patience."""

from functools import lru_cache
from typing import TypeAlias

import regex

from catalog_store.errors import CatalogError

#: A compiled pattern, and what it has found. Both take and give only what `re` does, and a `timeout`.
JavaScriptPattern: TypeAlias = regex.Pattern[str]
Find: TypeAlias = regex.Match[str]

#: In seconds. A pattern that takes longer on a person's few words is one that never ends.
_PATIENCE = 0.2
_FLAGS = {"i": regex.IGNORECASE, "m": regex.MULTILINE, "s": regex.DOTALL}
_LONGEST = 16_000


class InvalidPatternError(CatalogError):
    """The text is no regular expression, or one that takes too long."""

    def __init__(self, pattern: str, problem: str) -> None:
        super().__init__(f"`{pattern[:200]}` cannot be used as a pattern: {problem}.")
        self.problem = problem


@lru_cache(maxsize=512)
def compiled(pattern: str, flags: str = "") -> JavaScriptPattern:
    """The pattern, which means what it means in JavaScript.

    Raises:
        InvalidPatternError: it is none.
    """
    if len(pattern) > _LONGEST:
        raise InvalidPatternError(pattern, f"it is longer than {_LONGEST} signs")
    chosen = regex.VERSION0
    for flag in flags:
        chosen |= _FLAGS.get(flag, regex.VERSION0)
    try:
        return regex.compile(_translated(pattern, ends_lines="m" in flags), chosen)
    except (regex.error, OverflowError, RecursionError) as error:
        raise InvalidPatternError(pattern, str(error)) from error


def is_found(pattern: str, text: str) -> bool:
    """Whether the pattern fits some part of the text.

    Raises:
        InvalidPatternError: it is none, or takes too long.
    """
    try:
        return compiled(pattern).search(text, timeout=_PATIENCE) is not None
    except TimeoutError as error:
        raise InvalidPatternError(pattern, "it takes too long on this text") from error


def _translated(pattern: str, *, ends_lines: bool) -> str:
    """The same pattern as Python's library writes it: `$` is the very end, `\\d` and `\\w` are ASCII, `[]` matches nothing."""
    pieces: list[str] = []
    in_class = False
    for sign in _SIGN.findall(pattern):
        if in_class:
            in_class = sign != "]"
            pieces.append(_end_of_class(pieces[-1]) if sign == "]" else _piece_of_class(sign))
        else:
            in_class = sign[0] == "["
            pieces.append(sign if in_class else _piece(sign, ends_lines=ends_lines))
    return "".join(pieces)


def _end_of_class(before: str) -> str:
    """An empty class is allowed in JavaScript: `[]` is no character, `[^]` is any."""
    return {"[": r"^\x00-\U0010ffff]", "[^": r"\x00-\U0010ffff]"}.get(before, "]")


def _piece_of_class(sign: str) -> str:
    if sign[0] == "[":
        return "\\[" + sign[1:]
    if sign[0] != "\\":
        return f"\\{sign}" if sign in "&~|" else sign
    return _CLASSES[sign[1]] if sign[1] in _CLASSES else sign if sign[1] in "DWS" else _escape(sign)


def _piece(sign: str, *, ends_lines: bool) -> str:
    if sign[0] != "\\":
        return _LINE_END if sign == "$" and ends_lines else _PLAIN.get(sign, sign)
    if sign[1] in _CLASSES:
        return f"[{_CLASSES[sign[1]]}]"
    if sign[1] in "DWS":
        return f"[^{_CLASSES[sign[1].lower()]}]"
    if sign.startswith("\\k<"):
        return f"(?P={sign[3:-1]})"
    return _EDGES.get(sign) or _escape(sign)


def _escape(sign: str) -> str:
    """A character written with a backslash, which means itself unless JavaScript says otherwise."""
    if sign.startswith("\\u{"):
        return regex.escape(chr(min(int(sign[3:-1], 16), 0x10FFFF)))
    if len(sign) == 3:
        return f"\\x{ord(sign[2]) % 32:02x}"
    if sign in (r"\0", r"\b"):
        return {r"\0": r"\x00", r"\b": r"\x08"}[sign]
    return sign if sign[1] in "123456789tnvfrxu" else regex.escape(sign[1:])


_SIGN = regex.compile(r"\\u\{[0-9a-fA-F]+\}|\\k<\w+>|\\c[A-Za-z]|\\.|\[\^?|\(\?<(?=[A-Za-z_$])|.", regex.DOTALL)
_CLASSES = {
    "d": "0-9",
    "w": "A-Za-z0-9_",
    "s": r"\t\n\v\f\r\u0020\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff",
}
_PLAIN = {"$": r"\Z", ".": r"[^\n\r\u2028\u2029]", "(?<": "(?P<"}
_LINE_END = r"(?=[\n\r\u2028\u2029]|\Z)"
_EDGE = "(?:(?<=[A-Za-z0-9_])(?![A-Za-z0-9_])|(?<![A-Za-z0-9_])(?=[A-Za-z0-9_]))"
_EDGES = {r"\b": _EDGE, r"\B": f"(?!{_EDGE})"}
