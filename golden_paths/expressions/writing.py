"""Jinja's syntax tree, as our grammar writes it: every operation goes to a function of ours by name."""

from collections.abc import Sequence
from typing import TypeAlias

from jinja2 import nodes

from golden_paths.expressions.values import Value

Expression: TypeAlias = nodes.Expr


#: Names of operations begin with it. It has a blank in it, so that no template can name one.
PREFIX = "js "


def constant(value: Value, line: int) -> nodes.Const:
    return nodes.Const(value, lineno=line)


def operation(name: str, operand: Expression, *arguments: Expression) -> nodes.Filter:
    """A call of the operation of that name in `operations`."""
    return nodes.Filter(operand, PREFIX + name, list(arguments), [], None, None, lineno=operand.lineno)


def listed(items: Sequence[Expression], line: int) -> nodes.List:
    return nodes.List(list(items), lineno=line)


def keyed(items: Sequence[tuple[str, Expression]], line: int) -> nodes.Dict:
    """An object; where a key comes twice, the last one counts."""
    pairs = [nodes.Pair(constant(key, line), value, lineno=line) for key, value in dict(items).items()]
    return nodes.Dict(pairs, lineno=line)


def is_operation(node: Expression, name: str) -> bool:
    return isinstance(node, nodes.Filter) and node.name == PREFIX + name


def truth(node: Expression) -> Expression:
    return operation("truth", node)


def output(node: Expression) -> nodes.Output:
    return nodes.Output([node], lineno=node.lineno)


def run(node: Expression) -> nodes.ExprStmt:
    """Work out the expression and show nothing."""
    return nodes.ExprStmt(node, lineno=node.lineno)
