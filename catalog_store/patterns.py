"""Patterns as JavaScript writes them (JSON Schema's `pattern`, `/…/` in expressions), matched with an end to patience."""

from functools import lru_cache

import regex

from catalog_store.errors import CatalogError

#: In seconds. A pattern that takes longer on a person's few words is one that never ends.
_PATIENCE = 0.2
_FLAGS = {"i": regex.IGNORECASE, "m": regex.MULTILINE, "s": regex.DOTALL}
_LONGEST = 2_000


class InvalidPatternError(CatalogError):
    """The text is no regular expression, or one that takes too long."""

    def __init__(self, pattern: str, problem: str) -> None:
        super().__init__(f"`{pattern[:200]}` cannot be used as a pattern: {problem}.")
        self.problem = problem


@lru_cache(maxsize=512)
def compiled(pattern: str, flags: str = "") -> "regex.Pattern[str]":
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
    """`$` is the very end of the text, and `\\d` and `\\w` are ASCII."""
    pieces, in_class, index = [], False, 0
    while index < len(pattern):
        sign = pattern[index : index + (2 if pattern[index] == "\\" else 1)]
        pieces.append(_piece(sign, in_class=in_class, ends_lines=ends_lines))
        in_class = sign == "[" if not in_class else sign != "]"
        index += len(sign)
    return "".join(pieces)


def _piece(sign: str, *, in_class: bool, ends_lines: bool) -> str:
    if in_class:
        return _IN_CLASS.get(sign, sign)
    if sign == "$":
        return "$" if ends_lines else r"\Z"
    return _OUTSIDE.get(sign, sign)


_IN_CLASS = {r"\d": "0-9", r"\w": "A-Za-z0-9_", "[": r"\["}
_OUTSIDE = {
    r"\d": "[0-9]", r"\D": "[^0-9]", r"\w": "[A-Za-z0-9_]", r"\W": "[^A-Za-z0-9_]", r"\Z": "Z", r"\A": "A",
}  # fmt: skip
