"""The grammar of operands: values, names, members, calls, and what stands in brackets."""

import math
from abc import ABC, abstractmethod

from jinja2 import nodes

from golden_paths.expressions.errors import ExpressionError
from golden_paths.expressions.methods import MUTATING
from golden_paths.expressions.numbers import read_number
from golden_paths.expressions.patterns import Pattern
from golden_paths.expressions.token_reader import LITERALS, TokenReader
from golden_paths.expressions.tokens import Token, TokenKind
from golden_paths.expressions.writing import Expression, constant, is_operation, keyed, listed, operation

#: Of what is called, an error shows so many words and dots.
_LONGEST_PATH = 12


class OperandGrammar(TokenReader, ABC):
    """Reads what operators stand between. Within brackets there are whole expressions again."""

    @abstractmethod
    def _conditional(self) -> Expression:
        """A whole expression."""

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
        if isinstance(key, nodes.Const) and (is_operation(node, "read") or is_operation(node, "path")):
            assert isinstance(node, nodes.Filter)
            assert node.node is not None
            return operation("path", node.node, *node.args, key)
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
        if token.text in LITERALS:
            return constant(LITERALS[token.text], token.line)
        self._findings.names.append((self._allowed(token.text), token.line))
        return operation("read", constant(token.text, token.line))

    def _group(self) -> Expression:
        items = self._items(")")
        if not items:
            raise self._fault("There is nothing in these parentheses.", "Leave them out.")
        node = items[0] if len(items) == 1 else operation("last", *items)
        self._closed[id(node)] = node
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
            is_key = key.kind is TokenKind.TEXT or (key.kind is TokenKind.NAME and key.text not in LITERALS)
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
        self.keys = [token.text] if token.kind is TokenKind.NAME and token.text not in LITERALS else []
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
