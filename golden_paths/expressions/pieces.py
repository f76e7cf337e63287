"""A template cut into its pieces: plain text, `${{ }}` and `{% %}`, each with its line. Comments vanish here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from golden_paths.expressions.advice import RAW
from golden_paths.expressions.dialect import Dialect
from golden_paths.expressions.errors import ExpressionError, LimitError
from golden_paths.expressions.numbers import WHITE

#: White space within marks; all other such characters are faults there.
CODE_WHITE = " \t\n\r\u00a0"

_NEXT = re.compile(r"(?P<expression>\$\{\{)|(?P<statement>\{%)|(?P<comment>\{#)|(?P<stray>#\})")
_NEXT_COOKIECUTTER = re.compile(r"(?P<expression>\{\{)|(?P<statement>\{%)|(?P<comment>\{#)|(?P<stray>#\})")
_CLOSING = {"expression": "}}", "statement": "%}", "comment": "#}"}
#: What is skipped as a whole when the end of a mark is sought: text in quotes, patterns, words.
_WHOLE = re.compile(
    r""""(?:[^"\\]|\\[\s\S])*(?:"|\Z)|'(?:[^'\\]|\\[\s\S])*(?:'|\Z)"""
    r"|r/(?:[^/\\]|\\[\s\S])*/[A-Za-z]*|[0-9]*[A-Za-z_][A-Za-z0-9_]*|[0-9]+"
)
#: What is longer is no mark, but one that was never closed.
_LONGEST_MARK = 50_000
_MOST_MARKS = 50_000
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LINE_END = re.compile(r"\r?\n")


class Kind(StrEnum):
    TEXT = "text"
    EXPRESSION = "expression"
    STATEMENT = "statement"


@dataclass(frozen=True, slots=True)
class Piece:
    """Text as it stands, or what is written between the marks, without the white space around it."""

    kind: Kind
    text: str
    line: int

    @property
    def tag(self) -> str:
        """The word that a statement begins with."""
        found = _NAME.match(self.text)
        return found.group() if found else ""

    @property
    def rest(self) -> str:
        """What follows the tag."""
        return self.text[len(self.tag) :].strip(CODE_WHITE)


def has_marks(text: str, *, cookiecutter: bool = False) -> bool:
    """Whether anything in it is more than plain text; if not, it renders to itself."""
    return "{%" in text or "{#" in text or "#}" in text or ("{{" if cookiecutter else "${{") in text


def pieces_of(source: str, dialect: Dialect) -> Iterator[Piece]:
    """The pieces in their order; no piece of text is empty.

    Raises:
        ExpressionError: a mark is never closed.
    """
    cutter = _Cutter(source, dialect)
    yield from cutter.pieces()


class _Cutter:
    """Walks through the source. Plain text is gathered until something else comes, for marks may still trim it."""

    def __init__(self, source: str, dialect: Dialect) -> None:
        self._source = source
        self._dialect = dialect
        self._next = _NEXT_COOKIECUTTER if dialect.cookiecutter else _NEXT
        self._at = 0
        self._line = 1
        self._marks = 0
        self._counted = 0
        self._text = ""
        self._text_line = 1

    def pieces(self) -> Iterator[Piece]:
        while found := self._next.search(self._source, self._at):
            self._gather(found.start())
            kind = str(found.lastgroup)
            self._marks += 1
            if self._marks > _MOST_MARKS:
                raise LimitError(f"This has more than {_MOST_MARKS:,} marks.", "Split the file.")
            if kind == "stray":
                raise ExpressionError(
                    "`#}` closes a comment that was never opened.", RAW, line=self._line_at(found.start())
                )
            yield from self._marked(kind, found)
        self._gather(len(self._source))
        yield from self._flushed()

    def _gather(self, end: int) -> None:
        if not self._text:
            self._text_line = self._line_at(self._at)
        self._text += self._source[self._at : end]
        self._at = end

    def _flushed(self) -> Iterator[Piece]:
        if self._text:
            yield Piece(Kind.TEXT, self._text, self._text_line)
        self._text = ""

    def _line_at(self, position: int) -> int:
        """Lines are counted once, from the last place on."""
        self._line += self._source.count("\n", self._counted, position)
        self._counted = max(position, self._counted)
        return self._line

    def _marked(self, kind: str, found: re.Match[str]) -> Iterator[Piece]:
        start, line = found.end(), self._line_at(found.start())
        if kind == "statement" and self._dialect.lstrip_blocks:
            self._strip_margin(found.start())
        if self._source.startswith("-", start):
            start += 1
            self._text = self._text.rstrip(WHITE)
        end = self._end_of(kind, start, line)
        trims = self._source[end - 1] == "-" and end - 1 >= start
        self._at = end + 2
        code = self._source[start : end - 1 if trims else end]
        if kind == "comment":
            yield from self._flushed()
            self._skip_white(kind, trims=trims)
            return
        piece = Piece(Kind(kind), code.strip(CODE_WHITE), line + _leading_lines(code))
        if kind == "statement" and piece.tag in ("raw", "verbatim"):
            self._take_raw(piece, trims=trims)
            return
        yield from self._flushed()
        yield piece
        self._skip_white(kind, trims=trims)

    def _strip_margin(self, mark: int) -> None:
        """Blanks between the start of the line and the mark go, if nothing else stands there."""
        line_start = self._source.rfind("\n", 0, mark) + 1
        if not self._source[line_start:mark].strip(WHITE):
            self._text = self._text[: self._text.rfind("\n") + 1]

    def _end_of(self, kind: str, start: int, line: int) -> int:
        closing = _CLOSING[kind]
        end = self._source.find(closing, start) if kind == "comment" else _end_of_code(self._source, start, closing)
        if end < 0:
            raise ExpressionError(f"This mark is never closed: `{closing}` is missing.", RAW, line=line)
        return end

    def _skip_white(self, kind: str, *, trims: bool) -> None:
        if trims:
            self._at += len(self._source) - self._at - len(self._source[self._at :].lstrip(WHITE))
        elif kind == "statement" and self._dialect.trim_blocks and (end := _LINE_END.match(self._source, self._at)):
            self._at = end.end()

    def _take_raw(self, piece: Piece, *, trims: bool) -> None:
        """All up to `endraw` is plain text; raw blocks may nest."""
        if piece.rest:
            raise ExpressionError(f"`{piece.tag}` stands alone.", f"Write `{{% {piece.tag} %}}`.", line=piece.line)
        self._skip_white("statement", trims=False)
        marker = re.compile(rf"\{{%[{WHITE}]*(?P<ends>end)?{piece.tag}[{WHITE}]*%\}}")
        depth, position = 1, self._at
        while found := marker.search(self._source, position):
            position = found.end()
            depth += -1 if found["ends"] else 1
            if depth == 0:
                break
        if not found:
            fix = f"Write `{{% end{piece.tag} %}}`, without `-`, where it ends."
            raise ExpressionError(f"`{{% {piece.tag} %}}` is never ended.", fix, line=piece.line)
        if "\n" in found.group():
            raise ExpressionError(
                f"`end{piece.tag}` stands on one line.", "Write it on one.", line=self._line_at(found.start())
            )
        self._gather(found.start())
        self._at = found.end()
        self._skip_white("comment", trims=trims)


def _leading_lines(code: str) -> int:
    return code[: len(code) - len(code.lstrip(CODE_WHITE))].count("\n")


def _end_of_code(source: str, start: int, closing: str) -> int:
    """Where the mark is closed, outside of quotes and patterns; -1 where it is not."""
    at = start
    last = min(len(source) - len(closing), start + _LONGEST_MARK)
    while at <= last:
        if found := _WHOLE.match(source, at):
            at = found.end()
        elif source.startswith(closing, at):
            return at
        else:
            at += 1
    return -1
