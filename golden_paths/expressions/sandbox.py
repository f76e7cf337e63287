"""Jinja's sandbox, closed further: nothing of Python can be reached, and the arithmetic is JavaScript's."""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import Template, nodes
from jinja2.exceptions import SecurityError, TemplateError
from jinja2.runtime import Context
from jinja2.sandbox import SandboxedEnvironment

from golden_paths.expressions.coercion import added, number_of
from golden_paths.expressions.dialect import Dialect
from golden_paths.expressions.errors import ExpressionError, LimitError
from golden_paths.expressions.findings import Findings
from golden_paths.expressions.limits import Limits
from golden_paths.expressions.numbers import reckon
from golden_paths.expressions.operations import RUNTIME, jinja_filters, runtime_of
from golden_paths.expressions.runtime import Runtime
from golden_paths.expressions.statements import read_template
from golden_paths.expressions.straight import run_straight, straight_parts
from golden_paths.expressions.values import Function, Value
from golden_paths.expressions.writing import Expression

#: What all compiled templates together may weigh, in characters of their source; the oldest ones go first.
_KEPT_SOURCE = 16_000_000
#: What even the shortest one weighs.
_LEAST_WEIGHT = 4_000
_NAME = "<template>"
_TOO_DEEP = ("This is too long or nests too deep for one expression.", "Split it with `{% set %}`.")


class JavaScriptSandbox(SandboxedEnvironment):
    """Runs what our grammar wrote. It looks up no attribute, calls nothing but our functions, and reckons as JavaScript does."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "%", "**"})
    intercepted_unops = frozenset({"+", "-"})

    def __init__(self) -> None:
        super().__init__(optimized=False, autoescape=False, cache_size=0, keep_trailing_newline=True)
        self.globals.clear()
        self.tests.clear()
        self.filters.clear()
        self.filters.update(jinja_filters())

    def getattr(self, obj: object, attribute: str) -> object:
        """Our trees look up no attribute of Python's objects."""
        raise SecurityError(f"{attribute!r} of {type(obj).__name__} is out of reach.")

    def getitem(self, obj: object, argument: object) -> object:
        """Nor an item: `members` looks up those of the data."""
        raise SecurityError(f"{argument!r} of {type(obj).__name__} is out of reach.")

    def call(__self, __context: Context, __obj: object, *args: object, **_: object) -> object:  # noqa: N805 -- Jinja's
        """Call one of our functions, with what our grammar writes: the positional arguments and the named ones."""
        if not isinstance(__obj, Function):
            raise SecurityError(f"{type(__obj).__name__} is out of reach.")
        positional, named = args
        assert isinstance(positional, list)
        assert isinstance(named, dict)
        return __obj.call(runtime_of(__context).meter, positional, named)

    def call_binop(self, context: Context, operator: str, left: Value, right: Value) -> Value:
        meter = runtime_of(context).meter
        if operator == "+":
            return added(left, right, meter)
        return reckon(operator, number_of(left, meter), number_of(right, meter))

    def call_unop(self, context: Context, operator: str, arg: Value) -> Value:
        return reckon("*", number_of(arg, runtime_of(context).meter), -1 if operator == "-" else 1)


_SANDBOX = JavaScriptSandbox()


@dataclass(frozen=True, slots=True)
class Compiled:
    """A template that can be run any number of times, at once also. `program` is Jinja's, or the parts of a straight one."""

    program: Template | tuple[Expression, ...]
    findings: Findings
    lone: bool

    def pieces(self, runtime: Runtime) -> Iterator[str]:
        """The text as it comes.

        Raises:
            ExpressionError: what the template does cannot be done; the line is that of the fault.
        """
        try:
            if isinstance(self.program, Template):
                yield from self.program.generate({RUNTIME: runtime})
            else:
                yield from run_straight(self.program, runtime)
        except ExpressionError as error:
            raise error.at(_line_of(error)) from error.__cause__
        except RecursionError as error:
            raise LimitError(*_TOO_DEEP) from error


def _line_of(error: ExpressionError) -> int | None:
    """Where in the template: Jinja has put its lines into the trace."""
    line = None
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == _NAME:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


class _Cache:
    """Compiled templates by their source, as many as fit."""

    def __init__(self, room: int) -> None:
        self._size = room
        self._room = room
        self._kept: OrderedDict[tuple[str, Dialect], Compiled] = OrderedDict()
        self._lock = threading.Lock()

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()
            self._room = self._size

    def find(self, key: tuple[str, Dialect]) -> Compiled | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def save(self, key: tuple[str, Dialect], compiled: Compiled) -> None:
        with self._lock:
            if key not in self._kept:
                self._room -= len(key[0]) + _LEAST_WEIGHT
            self._kept[key] = compiled
            while self._room < 0:
                (source, _), _ = self._kept.popitem(last=False)
                self._room += len(source) + _LEAST_WEIGHT


_CACHE = _Cache(_KEPT_SOURCE)


def forget_compiled() -> None:
    """Begin anew, as after a start of the process."""
    _CACHE.clear()


def compiled(source: str, dialect: Dialect, limits: Limits) -> Compiled:
    """The template, ready to run.

    Raises:
        ExpressionError: it cannot be read.
    """
    key = (source, dialect)
    found = _CACHE.find(key)
    if found is None:
        found = _compile(source, dialect, limits)
        _CACHE.save(key, found)
    return found


def _compile(source: str, dialect: Dialect, limits: Limits) -> Compiled:
    if len(source) > limits.source:
        raise LimitError(
            f"A template has at most {limits.source:,} characters.", "Name the file in `copyWithoutTemplating`."
        )
    syntax = read_template(source, dialect)
    try:
        return Compiled(_program(syntax.tree), syntax.findings, syntax.lone)
    except (SyntaxError, RecursionError, MemoryError, TemplateError) as error:
        raise LimitError(*_TOO_DEEP) from error


def _program(tree: nodes.Template) -> Template | tuple[Expression, ...]:
    parts = straight_parts(tree)
    if parts is not None:
        return parts
    return Template.from_code(_SANDBOX, _SANDBOX.compile(tree, name=_NAME, filename=_NAME), {}, None)
