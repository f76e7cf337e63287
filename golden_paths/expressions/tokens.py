"""The words and signs of an expression."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from golden_paths.expressions.advice import advice_on_sign
from golden_paths.expressions.dialect import Dialect
from golden_paths.expressions.errors import ExpressionError
from golden_paths.expressions.pieces import CODE_WHITE


class TokenKind(StrEnum):
    NAME = "name"
    NUMBER = "number"
    TEXT = "text"
    PATTERN = "pattern"
    SIGN = "sign"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    kind: TokenKind
    text: str
    line: int

    def is_sign(self, *signs: str) -> bool:
        return self.kind is TokenKind.SIGN and self.text in signs

    def is_word(self, word: str) -> bool:
        return self.kind is TokenKind.NAME and self.text == word


_WHITE = re.compile(f"[{CODE_WHITE}]+")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
#: Behind a dot a name may begin with digits.
_MEMBER = re.compile(r"[0-9]*[A-Za-z_][A-Za-z0-9_]*")
_PATTERN = re.compile(r"r/((?:[^/\\]|\\[\s\S])*)/([A-Za-z]*)")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]*)?")
_TEXT = re.compile(r'"((?:[^"\\]|\\[\s\S])*)"|\'((?:[^\'\\]|\\[\s\S])*)\'')
_SIGN = re.compile(r"===|!==|\*\*|//|==|!=|<=|>=|[()\[\]{}.,:|~+\-*/%<>=]")
_EXTENDED = re.compile(r"&&|\|\||\?\.(?![0-9])|\?(?!\?)|!(?!=)")
_WORDS = {"&&": "and", "||": "or"}
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}
_FLAGS = frozenset("gimy")


def tokens_of(code: str, line: int, dialect: Dialect) -> Iterator[Token]:
    """The tokens of the code, and one for its end.

    Raises:
        ExpressionError: something in it is no part of an expression.
    """
    at = 0
    previous: Token | None = None
    while at < len(code):
        if white := _WHITE.match(code, at):
            line += white.group().count("\n")
            at = white.end()
            continue
        found = _extended_token(code, at, line) if dialect.extended else None
        previous, at = found or _token(code, at, line, previous)
        yield previous
        if previous.kind in (TokenKind.TEXT, TokenKind.PATTERN):
            line += previous.text.count("\n")
    yield Token(TokenKind.END, "", line)


def _extended_token(code: str, at: int, line: int) -> tuple[Token, int] | None:
    """A sign of JavaScript's that only the extended dialect has; some are words there."""
    found = _EXTENDED.match(code, at)
    if not found:
        return None
    sign = found.group()
    if sign in _WORDS:
        return Token(TokenKind.NAME, _WORDS[sign], line), found.end()
    return Token(TokenKind.SIGN, "." if sign == "?." else sign, line), found.end()


def _token(code: str, at: int, line: int, previous: Token | None) -> tuple[Token, int]:
    if found := _PATTERN.match(code, at):
        return Token(TokenKind.PATTERN, _checked_pattern(found, line), line), found.end()
    names = _MEMBER if previous and previous.is_sign(".") else _NAME
    if found := names.match(code, at):
        return Token(TokenKind.NAME, found.group(), line), found.end()
    if found := _NUMBER.match(code, at):
        _refuse_suffix(code, found, line)
        return Token(TokenKind.NUMBER, found.group(), line), found.end()
    if found := _TEXT.match(code, at):
        text = found[1] if found[1] is not None else found[2]
        return Token(TokenKind.TEXT, re.sub(r"\\([\s\S])", _unescaped, text), line), found.end()
    if found := _SIGN.match(code, at):
        return Token(TokenKind.SIGN, found.group(), line), found.end()
    sign, fix = advice_on_sign(code, at)
    raise ExpressionError(f"`{sign}` means nothing in an expression.", fix, line=line)


def _unescaped(escape: re.Match[str]) -> str:
    return _ESCAPES.get(escape[1], escape[1])


def _refuse_suffix(code: str, number: re.Match[str], line: int) -> None:
    suffix = code[number.end() : number.end() + 1]
    if suffix.isascii() and (suffix.isalpha() or suffix == "_"):
        word = re.match(r"\w+", code[number.start() :])
        text = word.group() if word else number.group()
        raise ExpressionError(f"`{text}` is no number.", "Write its digits, or put it in quotes.", line=line)


def _checked_pattern(found: re.Match[str], line: int) -> str:
    flags = found[2]
    if not set(flags) <= _FLAGS or len(set(flags)) < len(flags):
        raise ExpressionError(
            f"`/{flags}` are no flags of a regular expression.", "There are g, i, m and y.", line=line
        )
    return f"{found[1]}/{flags}"
