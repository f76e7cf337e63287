"""The grammar of expressions: Nunjucks' own, which is not Jinja's, read into Jinja's syntax tree."""

import math
from collections.abc import Callable, Mapping, Sequence

from jinja2 import nodes

from golden_paths.expressions.advice import RAW
from golden_paths.expressions.dialect import NUNJUCKS, Dialect
from golden_paths.expressions.errors import ExpressionError, LimitError
from golden_paths.expressions.findings import Findings
from golden_paths.expressions.members import RESERVED
from golden_paths.expressions.methods import MUTATING
from golden_paths.expressions.numbers import read_number
from golden_paths.expressions.patterns import Pattern
from golden_paths.expressions.tokens import Token, TokenKind, tokens_of
from golden_paths.expressions.writing import Expression, constant, is_operation, keyed, listed, operation, truth

_LITERALS: Mapping[str, object] = {"true": True, "false": False, "none": None, "null": None}
_EQUALITIES = ("==", "===", "!=", "!==")
_ORDERINGS = ("<", "<=", ">", ">=")
_SUMS: Mapping[str, type[nodes.BinExpr]] = {"+": nodes.Add, "-": nodes.Sub}
_PRODUCTS: Mapping[str, type[nodes.BinExpr]] = {"*": nodes.Mul, "/": nodes.Div, "%": nodes.Mod}
#: Under these, a `not` before the whole slips to the first operand, as in the JavaScript that Nunjucks makes.
_LETS_NOT_THROUGH = (nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.Mod)
_DEEPEST = 25
#: Of what is called, an error shows so many words and dots.
_LONGEST_PATH = 12
_ADVICE = {
    "|": "Write `or` instead of `||`.",
    "=": "Write `==` to compare.",
    ":": "Write `a if x else b` instead of `x ? a : b`.",
    "if": "Put the inner one in parentheses: `a if x else (b if y else c)`.",
}

Factor = tuple[str, Expression]


class Grammar:
    """Reads one expression. Each method is one rule, loosest first."""

    def __init__(self, code: str, line: int, findings: Findings, dialect: Dialect = NUNJUCKS) -> None:
        self._tokens = list(tokens_of(code, line, dialect))
        self._at = 0
        self._depth = 0
        self._findings = findings
        self._closed: set[int] = set()

    def expression(self) -> Expression:
        """The whole of it.

        Raises:
            ExpressionError: it is no expression.
        """
        node = self._conditional()
        self._expect_end()
        return node

    def names(self) -> tuple[str, ...]:
        """Names with commas between, as `for` and `set` take them."""
        names = [self._target()]
        while self._take(","):
            names.append(self._target())
        self._expect_end()
        return tuple(names)

    def parameters(self) -> tuple[tuple[str, ...], tuple[tuple[str, Expression], ...]]:
        """What a macro takes: names, and names with defaults."""
        positional: list[str] = []
        named: list[tuple[str, Expression]] = []
        while self._token.kind is not TokenKind.END:
            name = self._target()
            if self._take("="):
                named.append((name, self._conditional()))
            else:
                positional.append(name)
            if not self._take(","):
                break
        self._expect_end()
        return tuple(positional), tuple(named)

    def filter_on(self, value: Expression) -> Expression:
        """A filter with its arguments, as the tag `filter` takes it."""
        node = self._filter(value)
        self._expect_end()
        return node

    def call(self) -> tuple[Expression, list[Expression], list[tuple[str, Expression]]]:
        """The call of a macro, taken apart: what is called, and with what."""
        node = self.expression()
        if not isinstance(node, nodes.Call):
            raise self._fault("`call` takes the call of a macro.", "Write `{% call name() %}`.")
        arguments, named = node.args
        assert isinstance(arguments, nodes.List)
        assert isinstance(named, nodes.Dict)
        pairs = [(str(pair.key.value), pair.value) for pair in named.items if isinstance(pair.key, nodes.Const)]
        return node.node, arguments.items, pairs

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
        if name in _LITERALS:
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

    def _conditional(self) -> Expression:
        return self._nested(self._conditional_rule)

    def _conditional_rule(self) -> Expression:
        value = self._either()
        line = self._token.line
        if self._take("?"):
            return self._chosen(value, line)
        if not self._take_word("if"):
            return value
        condition = truth(self._either())
        otherwise = self._either() if self._take_word("else") else constant("", line)
        return nodes.CondExpr(condition, value, otherwise, lineno=line)

    def _chosen(self, condition: Expression, line: int) -> Expression:
        """JavaScript's `a ? b : c`, which only the extended dialect has."""
        value = self._conditional()
        self._expect(":")
        return nodes.CondExpr(truth(condition), value, self._conditional(), lineno=line)

    def _either(self) -> Expression:
        return self._short_circuit(self._both, "or", nodes.Or)

    def _both(self) -> Expression:
        return self._short_circuit(self._negated, "and", nodes.And)

    def _short_circuit(self, rule: Callable[[], Expression], word: str, kind: type[nodes.BinExpr]) -> Expression:
        """`a or b`: Jinja's own, on operands that are true or false as JavaScript has it; the operand comes out."""
        node = rule()
        if not self._token.is_word(word):
            return node
        chain: Expression = operation("held", node)
        while self._take_word(word):
            right = rule()
            chain = kind(chain, operation("held", right), lineno=right.lineno)
        return operation("released", chain)

    def _negated(self) -> Expression:
        line = self._token.line
        if not self._take_word("not"):
            return self._contained()
        return self._not(self._nested(self._negated), line)

    def _not(self, node: Expression, line: int) -> Expression:
        if id(node) not in self._closed:
            if isinstance(node, _LETS_NOT_THROUGH):
                node.left = self._not(node.left, line)
                return node
            if is_operation(node, "compare") or is_operation(node, "concat"):
                assert isinstance(node, nodes.Filter)
                assert node.node is not None
                self._findings.negations.append(line)
                node.node = self._not(node.node, line)
                return node
        return operation("not", node)

    def _contained(self) -> Expression:
        node = self._tested()
        while True:
            if self._token.is_word("not") and self._tokens[self._at + 1].is_word("in"):
                self._at += 2
                node = operation("not", operation("in", node, self._tested()))
            elif self._take_word("in"):
                node = operation("in", node, self._tested())
            else:
                return node

    def _tested(self) -> Expression:
        value = self._equal()
        if not self._take_word("is"):
            return value
        negates = self._take_word("not")
        name, arguments = self._test()
        self._findings.tests.append((name, self._token.line))
        line = value.lineno
        node = operation("test", value, constant(name, line), listed(arguments, line))
        return operation("not", node) if negates else node

    def _test(self) -> tuple[str, Sequence[Expression]]:
        """A test's name and arguments. What is neither a name nor a call of one asks for `undefined`, as in Nunjucks."""
        start = self._at
        first = self._token
        with self._findings.without(first.text):
            node = self._equal()
        count = self._at - start
        if is_operation(node, "filter") and id(node) not in self._closed:
            return _as_test(node)
        if first.kind not in (TokenKind.NAME, TokenKind.TEXT):
            return "undefined", ()
        if count == 1:
            return first.text, ()
        if not isinstance(node, nodes.Call):
            return "undefined", ()
        assert isinstance(node.args[0], nodes.List)
        calls_name = self._tokens[start + 1].is_sign("(") and self._closes_at(start + 1) == self._at - 1
        return first.text if calls_name else "undefined", node.args[0].items

    def _closes_at(self, opening: int) -> int:
        """Where the bracket that opens there is closed."""
        depth = 0
        for index in range(opening, len(self._tokens)):
            depth += self._tokens[index].is_sign("(", "[", "{") - self._tokens[index].is_sign(")", "]", "}")
            if depth == 0:
                return index
        return -1

    def _equal(self) -> Expression:
        return self._compared(self._ordered, _EQUALITIES)

    def _ordered(self) -> Expression:
        return self._compared(self._sum, _ORDERINGS)

    def _compared(self, rule: Callable[[], Expression], signs: Sequence[str]) -> Expression:
        node = rule()
        while sign := self._take(*signs):
            node = operation("compare", node, constant(sign, node.lineno), rule())
        return node

    def _sum(self) -> Expression:
        node = self._product()
        while sign := self._take("+", "-", "~"):
            right = self._product()
            if sign != "~":
                node = _SUMS[sign](node, right, lineno=right.lineno)
            elif is_operation(node, "concat") and id(node) not in self._closed:
                assert isinstance(node, nodes.Filter)
                node.args.append(right)
            else:
                node = operation("concat", node, right)
        return node

    def _product(self) -> Expression:
        """`*`, `/` and `%` from left to right. `//` takes what stands between two of the former and rounds it down."""
        factors = self._segment("")
        while sign := self._take("*", "/"):
            factors += self._segment(sign)
        return _multiplied(factors)

    def _segment(self, sign: str) -> list[Factor]:
        segment = self._remainders(sign)
        while self._take("//"):
            _, first = segment[0]
            whole = _multiplied([("", first), *segment[1:], *self._remainders("/")])
            segment = [(sign, operation("floor", whole))]
        return segment

    def _remainders(self, sign: str) -> list[Factor]:
        factors = [(sign, self._power())]
        while self._take("%"):
            factors.append(("%", self._power()))
        return factors

    def _power(self) -> Expression:
        node = self._filtered()
        while self._take("**"):
            right = self._filtered()
            node = nodes.Pow(node, right, lineno=right.lineno)
        return node

    def _filtered(self) -> Expression:
        node = self._signed()
        while self._take("|"):
            node = self._filter(node)
        return node

    def _filter(self, value: Expression) -> Expression:
        line = self._token.line
        name = self._name()
        while self._take("."):
            name += "." + self._name()
        self._findings.filters.append((name, line))
        positional, named = self._arguments() if self._take("(") else ([], [])
        arguments = [listed(positional, line), keyed(named, line)] if positional or named else []
        return operation("filter", value, constant(name, line), *arguments)

    def _signed(self) -> Expression:
        line = self._token.line
        if self._take("!"):
            return operation("not", self._nested(self._signed))
        sign = self._take("-", "+")
        if not sign:
            return self._postfix()
        if self._token.is_sign(sign):
            raise self._fault(f"Two `{sign}` stand together.", "Write one, or use parentheses.")
        node = self._nested(self._signed)
        return nodes.Neg(node, lineno=line) if sign == "-" else nodes.Pos(node, lineno=line)

    def _postfix(self) -> Expression:
        start = self._at
        path = _Path(self._token)
        node = self._primary()
        while True:
            line = self._token.line
            if self._take("."):
                node = self._member(node, constant(self._name(), line), path)
            elif self._take("["):
                node = self._subscript(node, path)
            elif self._take("("):
                path.end()
                called = "".join(
                    token.text for token in self._tokens[max(start, self._at - _LONGEST_PATH) : self._at - 1]
                )
                node = self._called(node, called, line)
            else:
                break
        if path.keys:
            self._findings.paths.append((tuple(path.keys), path.line))
        return node

    def _member(self, node: Expression, key: Expression, path: "_Path") -> Expression:
        if not isinstance(key, nodes.Const):
            self._findings.mutates = True
            path.end()
        else:
            self._findings.mutates |= key.value in MUTATING
            path.add(key.value)
        return operation("member", node, key)

    def _called(self, node: Expression, path: str, line: int) -> Expression:
        self._findings.calls.append((path, line))
        positional, named = self._arguments()
        function = operation("callable", node, constant(path, line))
        return nodes.Call(function, [listed(positional, line), keyed(named, line)], [], None, None, lineno=line)

    def _subscript(self, node: Expression, path: "_Path") -> Expression:
        line = self._token.line
        start = None if self._token.is_sign(":", "]") else self._conditional()
        if not self._take(":"):
            if start is None:
                raise self._unexpected("a key")
            self._expect("]")
            if isinstance(start, nodes.Const) and isinstance(start.value, str):
                self._allowed(start.value)
            return self._member(node, start, path)
        path.end()
        stop = None if self._token.is_sign(":", "]") else self._conditional()
        step = self._conditional() if self._take(":") and not self._token.is_sign("]") else None
        self._expect("]")
        parts = (start or constant(None, line), stop or constant(None, line), step or constant(1, line))
        return operation("part", node, *parts)

    def _arguments(self) -> tuple[list[Expression], list[tuple[str, Expression]]]:
        """What stands in the parentheses of a call, positional and named."""
        positional: list[Expression] = []
        named: list[tuple[str, Expression]] = []
        if self._take(")"):
            return positional, named
        while True:
            if self._token.kind is TokenKind.NAME and self._tokens[self._at + 1].is_sign("="):
                name = self._name()
                self._at += 1
                named.append((name, self._conditional()))
            else:
                positional.append(self._conditional())
            if not self._take(","):
                break
        self._expect(")")
        return positional, named

    def _primary(self) -> Expression:
        token = self._token
        line = token.line
        self._at += token.kind is not TokenKind.END
        match token.kind:
            case TokenKind.NUMBER:
                return _number(token.text, line)
            case TokenKind.TEXT:
                return constant(token.text, line)
            case TokenKind.PATTERN:
                source, _, flags = token.text.rpartition("/")
                self._check_pattern(source, flags, line)
                return operation("pattern", constant(source, line), constant(flags, line))
            case TokenKind.NAME:
                return self._variable(token)
            case TokenKind.SIGN if token.text in "([{":
                return {"(": self._group, "[": self._list, "{": self._object}[token.text]()
        self._at -= token.kind is not TokenKind.END
        raise self._unexpected("a value")

    def _check_pattern(self, source: str, flags: str, line: int) -> None:
        try:
            Pattern(source, flags)
        except ExpressionError as error:
            raise error.at(line) from error.__cause__

    def _variable(self, token: Token) -> Expression:
        if token.text in _LITERALS:
            return constant(_LITERALS[token.text], token.line)
        self._findings.names.append((self._allowed(token.text), token.line))
        return operation("read", constant(token.text, token.line))

    def _group(self) -> Expression:
        items = self._items(")")
        if not items:
            raise self._fault("There is nothing in these parentheses.", "Leave them out.")
        node = items[0] if len(items) == 1 else operation("last", *items)
        self._closed.add(id(node))
        return node

    def _list(self) -> Expression:
        line = self._token.line
        return listed(self._items("]"), line)

    def _items(self, end: str) -> list[Expression]:
        items: list[Expression] = []
        if self._take(end):
            return items
        items.append(self._conditional())
        while self._take(","):
            items.append(self._conditional())
        self._expect(end)
        return items

    def _object(self) -> Expression:
        line = self._token.line
        pairs: list[tuple[str, Expression]] = []
        if self._take("}"):
            return keyed(pairs, line)
        while True:
            key = self._token
            is_key = key.kind is TokenKind.TEXT or (key.kind is TokenKind.NAME and key.text not in _LITERALS)
            if not is_key:
                raise self._fault("The keys of an object are names or text.", "Put the key in quotes.")
            self._at += 1
            self._expect(":")
            pairs.append((self._allowed(key.text), self._conditional()))
            if not self._take(","):
                break
        self._expect("}")
        return keyed(pairs, line)


class _Path:
    """What an expression reads, key by key, until a key is not plain."""

    def __init__(self, token: Token) -> None:
        self.line = token.line
        self.keys = [token.text] if token.kind is TokenKind.NAME and token.text not in _LITERALS else []
        self._goes_on = bool(self.keys)

    def add(self, key: object) -> None:
        if self._goes_on:
            self.keys.append(str(key))

    def end(self) -> None:
        self._goes_on = False


def _number(text: str, line: int) -> Expression:
    """A number; one with more digits than a double has room for is infinite, which Python cannot write."""
    number = read_number(text)
    return (
        constant(number, line)
        if math.isfinite(number)
        else nodes.Div(constant(1, line), constant(0, line), lineno=line)
    )


def _as_test(node: Expression) -> tuple[str, Sequence[Expression]]:
    """`x is lower | trim` asks for a test `trim`, with what stands before it as its argument."""
    assert isinstance(node, nodes.Filter)
    assert node.node is not None
    name, *arguments = node.args
    assert isinstance(name, nodes.Const)
    positional = arguments[0].items if arguments and isinstance(arguments[0], nodes.List) else []
    return str(name.value), [node.node, *positional]


def _multiplied(factors: Sequence[Factor]) -> Expression:
    _, node = factors[0]
    for sign, right in factors[1:]:
        node = _PRODUCTS[sign](node, right, lineno=right.lineno)
    return node
