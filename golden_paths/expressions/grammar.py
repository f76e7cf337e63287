"""The grammar of expressions: Nunjucks' own, which is not Jinja's, read into Jinja's syntax tree."""

from collections.abc import Callable, Mapping, Sequence

from jinja2 import nodes

from golden_paths.expressions.operand_grammar import OperandGrammar
from golden_paths.expressions.tokens import TokenKind
from golden_paths.expressions.writing import Expression, constant, is_operation, keyed, listed, operation, truth

_EQUALITIES = ("==", "===", "!=", "!==")
_ORDERINGS = ("<", "<=", ">", ">=")
_SUMS: Mapping[str, type[nodes.BinExpr]] = {"+": nodes.Add, "-": nodes.Sub}
_PRODUCTS: Mapping[str, type[nodes.BinExpr]] = {"*": nodes.Mul, "/": nodes.Div, "%": nodes.Mod}
#: Under these, a `not` before the whole slips to the first operand, as in the JavaScript that Nunjucks makes.
_LETS_NOT_THROUGH = (nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.Mod)

Factor = tuple[str, Expression]


class Grammar(OperandGrammar):
    """Reads one expression. Each method is one rule, loosest first."""

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
