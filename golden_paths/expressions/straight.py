"""Templates that run straight through, without tags or branches: they are run as they were read, not compiled first.

Jinja takes longer to compile a template than to run it a hundred times, and the names of files and most files of a skeleton
are no more than text and values. The operations are the same ones.
"""

from collections.abc import Iterator, Sequence

from jinja2 import nodes

from golden_paths.expressions.errors import ExpressionError
from golden_paths.expressions.operations import OPERATIONS
from golden_paths.expressions.runtime import Runtime
from golden_paths.expressions.values import Value
from golden_paths.expressions.writing import PREFIX, Expression


def straight_parts(tree: nodes.Template) -> tuple[Expression, ...] | None:
    """The expressions whose texts make up the template's; None where it does more than that."""
    parts: list[Expression] = []
    for node in tree.body:
        if not isinstance(node, nodes.Output) or not all(_is_straight(part) for part in node.nodes):
            return None
        parts += node.nodes
    return tuple(parts)


def _is_straight(node: nodes.Node) -> bool:
    if isinstance(node, nodes.Const | nodes.TemplateData):
        return True
    plain = (nodes.Filter, nodes.List, nodes.Dict, nodes.Pair)
    return isinstance(node, plain) and all(_is_straight(child) for child in node.iter_child_nodes())


def run_straight(parts: Sequence[Expression], runtime: Runtime) -> Iterator[str]:
    """The text of each part.

    Raises:
        ExpressionError: a part cannot be worked out; the line is that of the part.
    """
    for part in parts:
        try:
            yield str(_worked_out(part, runtime))
        except ExpressionError as error:
            raise error.at(part.lineno) from error.__cause__


def _worked_out(node: nodes.Node, runtime: Runtime) -> Value:
    match node:
        case nodes.Const():
            return node.value
        case nodes.TemplateData():
            return node.data
        case nodes.List():
            return [_worked_out(item, runtime) for item in node.items]
        case nodes.Dict():
            return {str(_worked_out(pair.key, runtime)): _worked_out(pair.value, runtime) for pair in node.items}
        case _:
            assert isinstance(node, nodes.Filter)
            assert node.node is not None
            operands = [_worked_out(each, runtime) for each in (node.node, *node.args)]
            return OPERATIONS[node.name.removeprefix(PREFIX)](runtime, *operands)
