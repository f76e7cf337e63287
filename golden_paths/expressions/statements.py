"""The grammar of templates: text, `${{ }}` and the tags, read into Jinja's syntax tree."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import ClassVar

from jinja2 import nodes

from golden_paths.expressions import tag_texts
from golden_paths.expressions.advice import advice_on_tag
from golden_paths.expressions.dialect import Dialect
from golden_paths.expressions.errors import ExpressionError, LimitError
from golden_paths.expressions.findings import Findings
from golden_paths.expressions.grammar import Grammar
from golden_paths.expressions.pieces import Kind, Piece, pieces_of
from golden_paths.expressions.writing import Expression, constant, listed, operation, output, run, truth

_INNER = (
    "elif",
    "elseif",
    "else",
    "endif",
    "endfor",
    "endset",
    "endmacro",
    "endcall",
    "endfilter",
    "endblock",
    "case",
    "default",
    "endswitch",
)
_DEEPEST = 30


@dataclass(frozen=True, slots=True)
class Syntax:
    """A template that was read: its tree, what reading came across, and whether it is one lone `${{ }}`."""

    tree: nodes.Template
    findings: Findings
    lone: bool


def read_template(source: str, dialect: Dialect) -> Syntax:
    """The template's tree.

    Raises:
        ExpressionError: a mark, tag or expression cannot be read; the line is that of the fault.
    """
    return read_pieces(list(pieces_of(source, dialect)), dialect)


def read_pieces(pieces: Sequence[Piece], dialect: Dialect) -> Syntax:
    """The tree of a template that is cut into pieces already.

    Raises:
        ExpressionError: a tag or expression cannot be read.
    """
    lone = len(pieces) == 1 and pieces[0].kind is Kind.EXPRESSION
    findings = Findings()
    body = _Templates(pieces, findings, dialect, keeps_kind=lone).whole()
    return Syntax(nodes.Template(body, lineno=1), findings, lone)


class _Templates:
    """Reads pieces, one tag at a time."""

    def __init__(self, pieces: Sequence[Piece], findings: Findings, dialect: Dialect, *, keeps_kind: bool) -> None:
        self._pieces = pieces
        self._at = 0
        self._depth = 0
        self._findings = findings
        self._dialect = dialect
        self._shows = "keep" if keeps_kind else "show"
        self._numbers = count(1)
        self._blocks: set[str] = set()
        self._captures = 0
        self._repeated = 0

    def whole(self) -> list[nodes.Node]:
        body, stop = self._body(())
        assert stop is None
        return body

    def _body(self, stops: Sequence[str]) -> tuple[list[nodes.Node], Piece | None]:
        """Everything up to one of these tags, or to the end of the template."""
        body: list[nodes.Node] = []
        self._depth += 1
        while self._at < len(self._pieces):
            piece = self._pieces[self._at]
            self._at += 1
            if self._depth > _DEEPEST:
                raise LimitError(f"Tags nest more than {_DEEPEST} levels deep.", "Use fewer levels.", line=piece.line)
            if piece.kind is Kind.STATEMENT and piece.tag in stops:
                self._depth -= 1
                return body, self._checked_stop(piece)
            body += self._node(piece, stops)
        self._depth -= 1
        return body, None

    def _checked_stop(self, piece: Piece) -> Piece:
        if piece.rest and piece.tag not in ("elif", "elseif", "case", "endblock"):
            raise ExpressionError(f"`{piece.tag}` stands alone.", f"Write `{{% {piece.tag} %}}`.", line=piece.line)
        return piece

    def _node(self, piece: Piece, stops: Sequence[str]) -> Iterator[nodes.Node]:
        if piece.kind is Kind.TEXT:
            yield output(self._plain(piece))
        elif piece.kind is Kind.EXPRESSION:
            yield output(operation(self._shows, self._expression(piece.text, piece.line)))
        elif piece.tag in self._tags:
            yield from self._tags[piece.tag](self, piece)
        else:
            raise self._unknown(piece, stops)

    def _plain(self, piece: Piece) -> Expression:
        """Text as it stands. Where it may come more than once, each time is counted."""
        if self._repeated:
            return operation("put", constant(piece.text, piece.line))
        return nodes.TemplateData(piece.text, lineno=piece.line)

    def _repeating(self, piece: Piece, *stops: str) -> tuple[list[nodes.Node], Piece]:
        self._repeated += 1
        body, stop = self._until(piece, *stops)
        self._repeated -= 1
        return body, stop

    def _unknown(self, piece: Piece, stops: Sequence[str]) -> ExpressionError:
        if piece.tag in _INNER:
            wanted = f"Here `{stops[-1]}` is wanted." if stops else "Take it out, or write the tag that it belongs to."
            return ExpressionError(f"`{piece.tag}` has no beginning here.", wanted, line=piece.line)
        name = piece.tag or piece.text[:20]
        return ExpressionError(f"There is no tag `{name}`.", advice_on_tag(name), line=piece.line)

    def _until(self, piece: Piece, *stops: str) -> tuple[list[nodes.Node], Piece]:
        body, stop = self._body(stops)
        if stop is None:
            end = stops[-1]
            raise ExpressionError(f"`{{% {piece.tag} %}}` is never ended.", f"Write `{{% {end} %}}`.", line=piece.line)
        return body, stop

    def _grammar(self, code: str, line: int) -> Grammar:
        return Grammar(code, line, self._findings, self._dialect)

    def _expression(self, code: str, line: int) -> Expression:
        return self._grammar(code, line).expression()

    def _if(self, piece: Piece) -> Iterator[nodes.Node]:
        condition = truth(self._expression(piece.rest, piece.line))
        body, stop = self._until(piece, "elif", "elseif", "else", "endif")
        node = nodes.If(condition, body, [], [], lineno=piece.line)
        while stop.tag in ("elif", "elseif"):
            line, condition = stop.line, truth(self._expression(stop.rest, stop.line))
            body, stop = self._until(piece, "elif", "elseif", "else", "endif")
            node.elif_.append(nodes.If(condition, body, [], [], lineno=line))
        if stop.tag == "else":
            node.else_, _ = self._until(piece, "endif")
        yield node

    def _for(self, piece: Piece) -> Iterator[nodes.Node]:
        found = tag_texts.loop(piece.rest)
        if not found:
            raise ExpressionError(
                "`for` needs names, `in`, and a list.", "Write `{% for x in list %}`.", line=piece.line
            )
        names = self._grammar(found[0], piece.line).names()
        if names == ("loop",):
            raise ExpressionError(
                "`loop` tells about the loop and cannot be its name.", "Use another name.", line=piece.line
            )
        items = self._expression(found[1], piece.line)
        body, stop = self._repeating(piece, "else", "endfor")
        otherwise = self._until(piece, "endfor")[0] if stop.tag == "else" else []
        rounds = operation("rounds", items, *(constant(name, piece.line) for name in names))
        yield nodes.For(self._own_name("round", "store"), rounds, body, otherwise, None, False, lineno=piece.line)

    def _own_name(self, kind: str, context: str, number: int = 0) -> nodes.Name:
        """A name of Jinja's, for what we keep there ourselves; those of the template never become one."""
        return nodes.Name(f"_{kind}_{number or next(self._numbers)}", context)

    def _set(self, piece: Piece) -> Iterator[nodes.Node]:
        if assignment := tag_texts.assignment(piece.rest):
            names = self._grammar(assignment[0], piece.line).names()
            yield self._assigned(self._expression(assignment[1], piece.line), names, piece.line)
            return
        names = self._grammar(piece.rest, piece.line).names()
        number = next(self._numbers)
        body = self._captured(piece, "endset")
        target = self._own_name("text", "store", number)
        yield nodes.AssignBlock(target, None, body, lineno=piece.line)
        text = nodes.Name(target.name, "load", lineno=piece.line)
        yield self._assigned(operation("captured", text), names, piece.line)

    def _assigned(self, value: Expression, names: Sequence[str], line: int) -> nodes.Node:
        return run(operation("assign", value, *(constant(name, line) for name in names)))

    def _captured(self, piece: Piece, end: str) -> list[nodes.Node]:
        self._captures += 1
        body, _ = self._until(piece, end)
        self._captures -= 1
        return body

    def _macro(self, piece: Piece) -> Iterator[nodes.Node]:
        found = tag_texts.macro(piece.rest)
        if not found:
            raise ExpressionError(
                "A macro needs a name and parentheses.", "Write `{% macro name(a, b=1) %}`.", line=piece.line
            )
        if self._captures:
            raise ExpressionError(
                "A macro cannot stand within `set` or `filter`.", "Move it before the tag.", line=piece.line
            )
        (name,) = self._grammar(found[0], piece.line).names()
        macro, definition = self._function(piece, found[1], "endmacro", "macro")
        yield macro
        yield run(operation("define", definition, constant(name, piece.line)))

    def _function(self, piece: Piece, parameters: str, end: str, kind: str) -> tuple[nodes.Macro, Expression]:
        """A body that can be called: Jinja's macro, which takes nothing, and what puts our names around it."""
        positional, named = self._grammar(parameters, piece.line).parameters()
        number = next(self._numbers)
        captures, self._captures = self._captures, 0
        body, _ = self._repeating(piece, end)
        self._captures = captures
        defaults: list[nodes.Node] = [self._default(name, value) for name, value in named]
        macro = nodes.Macro(f"_macro_{number}", [], [], [*defaults, *body], lineno=piece.line)
        names = (
            listed([constant(name, piece.line) for name in group], piece.line)
            for group in (positional, [n for n, _ in named])
        )
        return macro, operation(kind, nodes.Name(macro.name, "load", lineno=piece.line), *names)

    def _default(self, name: str, value: Expression) -> nodes.Node:
        line = value.lineno
        binding = run(operation("bind", value, constant(name, line)))
        return nodes.If(operation("lacks", constant(name, line)), [binding], [], [], lineno=line)

    def _call(self, piece: Piece) -> Iterator[nodes.Node]:
        parameters, code = tag_texts.call(piece.rest)
        function, positional, named = self._grammar(code, piece.line).call()
        macro, caller = self._function(piece, parameters, "endcall", "caller")
        yield macro
        arguments = [listed(positional, piece.line), *_with_caller(named, caller, piece.line)]
        call = nodes.Call(function, arguments, [], None, None, lineno=piece.line)
        yield output(operation("show", call))

    def _filter(self, piece: Piece) -> Iterator[nodes.Node]:
        number = next(self._numbers)
        body = self._captured(piece, "endfilter")
        target = self._own_name("text", "store", number)
        yield nodes.AssignBlock(target, None, body, lineno=piece.line)
        text = operation("captured", nodes.Name(target.name, "load", lineno=piece.line))
        yield output(operation("show", self._grammar(piece.rest, piece.line).filter_on(text)))

    def _block(self, piece: Piece) -> Iterator[nodes.Node]:
        (name,) = self._grammar(piece.rest, piece.line).names()
        if name in self._blocks:
            raise ExpressionError(f"There are two blocks named `{name}`.", "Rename one.", line=piece.line)
        self._blocks.add(name)
        body, stop = self._until(piece, "endblock")
        if stop.rest not in ("", name):
            raise ExpressionError(
                f"This block is named `{name}`.", f"Write `{{% endblock %}}`, not `{stop.rest:.40}`.", line=stop.line
            )
        once = operation("block", constant(1, piece.line))
        yield nodes.For(self._own_name("round", "store"), once, body, [], None, False, lineno=piece.line)

    def _switch(self, piece: Piece) -> Iterator[nodes.Node]:
        number = next(self._numbers)
        target = self._own_name("case", "store", number)
        yield nodes.Assign(target, self._expression(piece.rest, piece.line), lineno=piece.line)
        before, stop = self._until(piece, "case", "default", "endswitch")
        if before:
            raise ExpressionError(
                "Between `switch` and the first `case` there is text.", "Take it out.", line=piece.line
            )
        cases, default = self._cases(piece, stop, nodes.Name(target.name, "load", lineno=piece.line))
        if not cases:
            if stop.tag == "endswitch":
                raise ExpressionError("This `switch` has no `case`.", "Write `{% case 'x' %}`.", line=piece.line)
            yield nodes.If(constant(True, piece.line), default, [], [], lineno=piece.line)
            return
        first, *others = (nodes.If(condition, body, [], [], lineno=piece.line) for condition, body in cases)
        first.elif_, first.else_ = others, default
        yield first

    def _cases(
        self, piece: Piece, stop: Piece, value: Expression
    ) -> tuple[list[tuple[Expression, list[nodes.Node]]], list[nodes.Node]]:
        """Conditions with what is shown; a case with nothing in it shares what the next one shows."""
        cases: list[tuple[Expression, list[nodes.Node]]] = []
        default: list[nodes.Node] = []
        shared: list[Expression] = []
        while stop.tag == "case":
            wanted = self._expression(stop.rest, stop.line)
            shared.append(operation("compare", value, constant("===", stop.line), wanted))
            body, stop = self._until(piece, "case", "default", "endswitch")
            if body:
                cases.append((_any(shared), body))
                shared = []
        if stop.tag == "default":
            default, _ = self._until(piece, "endswitch")
        if shared:
            cases.append((_any(shared), default))
        return cases, default

    #: Of the class: methods bound to a reader would keep it until garbage is looked for.
    _tags: ClassVar[Mapping[str, Callable[["_Templates", Piece], Iterator[nodes.Node]]]] = {
        "if": _if,
        "for": _for,
        "set": _set,
        "macro": _macro,
        "call": _call,
        "filter": _filter,
        "block": _block,
        "switch": _switch,
    }


def _any(conditions: Sequence[Expression]) -> Expression:
    first, *others = conditions
    for condition in others:
        first = nodes.Or(first, condition, lineno=condition.lineno)
    return first


def _with_caller(named: Sequence[tuple[str, Expression]], caller: Expression, line: int) -> list[Expression]:
    pairs = [nodes.Pair(constant(name, line), value, lineno=line) for name, value in [*named, ("caller", caller)]]
    return [nodes.Dict(pairs, lineno=line)]
