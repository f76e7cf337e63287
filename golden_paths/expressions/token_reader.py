"""Reading an expression's tokens one after the other, with a good word where they cannot be read."""

from collections.abc import Callable, Mapping

from golden_paths.expressions.advice import RAW
from golden_paths.expressions.dialect import NUNJUCKS, Dialect
from golden_paths.expressions.errors import ExpressionError, LimitError
from golden_paths.expressions.findings import Findings
from golden_paths.expressions.members import RESERVED
from golden_paths.expressions.tokens import Token, TokenKind, tokens_of
from golden_paths.expressions.writing import Expression

#: Words that are values.
LITERALS: Mapping[str, object] = {"true": True, "false": False, "none": None, "null": None}
_DEEPEST = 25
_ADVICE = {
    "|": "Write `or` instead of `||`.",
    "=": "Write `==` to compare.",
    ":": "Write `a if x else b` instead of `x ? a : b`.",
    "if": "Put the inner one in parentheses: `a if x else (b if y else c)`.",
}

Factor = tuple[str, Expression]


class TokenReader:
    """A place in the tokens, and what can be asked and taken there."""

    def __init__(self, code: str, line: int, findings: Findings, dialect: Dialect = NUNJUCKS) -> None:
        self._tokens = list(tokens_of(code, line, dialect))
        self._at = 0
        self._depth = 0
        self._findings = findings
        self._closed: dict[int, Expression] = {}

    @property
    def _token(self) -> Token:
        return self._tokens[self._at]

    def _next_token(self) -> Token:
        token = self._token
        self._at = min(self._at + 1, len(self._tokens) - 1)
        return token

    def _take(self, *signs: str) -> str | None:
        return self._next_token().text if self._token.is_sign(*signs) else None

    def _take_word(self, word: str) -> bool:
        if not self._token.is_word(word):
            return False
        self._at += 1
        return True

    def _expect(self, sign: str) -> None:
        if not self._take(sign):
            raise self._unexpected(f"`{sign}`")

    def _expect_end(self) -> None:
        if self._token.kind is not TokenKind.END:
            raise self._unexpected("the end")

    def _unexpected(self, wanted: str) -> ExpressionError:
        token = self._token
        if token.kind is TokenKind.END:
            return self._fault(f"The expression stops where {wanted} should stand.", "Complete it.")
        fix = _ADVICE.get(token.text, f"Correct the expression. {RAW}")
        shown = "||" if token.is_sign("|") and self._tokens[self._at - 1].is_sign("|") else token.text
        return self._fault(f"There is `{shown:.40}` where {wanted} should stand.", fix)

    def _fault(self, problem: str, fix: str) -> ExpressionError:
        return ExpressionError(problem, fix, line=self._token.line)

    def _name(self) -> str:
        token = self._token
        if token.kind is not TokenKind.NAME:
            raise self._unexpected("a name")
        self._at += 1
        return self._allowed(token.text)

    def _allowed(self, name: str) -> str:
        if name in RESERVED:
            raise self._fault(f"The name `{name}` is not allowed.", "Use another name.")
        return name

    def _target(self) -> str:
        name = self._name()
        if name in LITERALS:
            raise self._fault(f"`{name}` is a value and cannot be set.", "Use another name.")
        self._findings.defined.add(name)
        return name

    def _nested(self, rule: Callable[[], Expression]) -> Expression:
        self._depth += 1
        if self._depth > _DEEPEST:
            fix = "Split it with `{% set %}`."
            raise LimitError(f"This nests more than {_DEEPEST} levels deep.", fix, line=self._token.line)
        node = rule()
        self._depth -= 1
        return node
