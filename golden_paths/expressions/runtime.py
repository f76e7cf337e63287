"""What a running template has at hand: its names, its meter, and the functions that it defines."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from golden_paths.expressions.coercion import shown
from golden_paths.expressions.dialect import Dialect
from golden_paths.expressions.filters import filters_of
from golden_paths.expressions.limits import Meter
from golden_paths.expressions.scopes import Scope, loop_facts, rounds_of
from golden_paths.expressions.values import UNDEFINED, Function, SafeText, Value, units


class Runtime:
    """One render: the names it knows, and what it has used so far."""

    __slots__ = ("dialect", "filters", "given", "kept", "meter", "root", "scope")

    def __init__(self, names: Mapping[str, Value], meter: Meter, dialect: Dialect) -> None:
        self.given = Scope(dict(names))
        self.root = self.given.child(keeps_to_itself=True)
        self.scope = self.root
        self.meter = meter
        self.dialect = dialect
        self.filters = filters_of(dialect)
        self.kept: Value = UNDEFINED

    def show(self, value: Value) -> str:
        """The text of a value, on its way out."""
        text = shown(value, self.meter)
        self.meter.build(len(text))
        return text

    def put(self, text: str) -> str:
        """Plain text, on its way out."""
        self.meter.build(len(text))
        return text

    def rounds(self, value: Value, *targets: Value) -> Iterator[int]:
        """One number a round, with the loop's names set for it."""
        if isinstance(value, str):
            value = units(value)
        rounds = rounds_of(value, len(targets))
        self.meter.step(len(rounds))
        with self.inside(self.scope.child()):
            for index, values in enumerate(rounds):
                self.meter.step()
                self.scope.bind("loop", loop_facts(index, len(rounds)))
                for target, item in zip(targets, values, strict=False):
                    self.scope.bind(str(target), item)
                yield index

    def assign(self, value: Value, *names: Value) -> Value:
        for name in names:
            self.scope.assign(str(name), value)
        return value

    def define(self, macro: Value, name: Value) -> Value:
        """Make a macro known: in a loop only there, elsewhere in the whole template."""
        self.scope.bind(str(name), macro)
        if self.scope.keeps_to_itself:
            self.given.bind(str(name), macro)
        return macro

    @contextmanager
    def inside(self, scope: Scope) -> Iterator[None]:
        """Read and set names there until the end of the block."""
        before = self.scope
        self.scope = scope
        try:
            with self.meter.deeper():
                yield
        finally:
            self.scope = before


class Macro(Function):
    """A macro, or the body of a `call` block: names for what it is called with, and text that comes of it."""

    __slots__ = ("_body", "_named", "_positional", "_runtime", "_scope")

    def __init__(
        self, runtime: Runtime, body: Callable[[], str], positional: Sequence[str], named: Sequence[str], scope: Scope
    ):
        self._runtime = runtime
        self._body = body
        self._positional = positional
        self._named = named
        self._scope = scope

    def call(self, meter: Meter, positional: Sequence[Value], named: Mapping[str, Value], /) -> Value:
        scope = self._scope.child(keeps_to_itself=True)
        for name, value in self._bound(positional, dict(named)).items():
            scope.bind(name, value)
        with self._runtime.inside(scope):
            text = str(self._body())
        meter.build(len(text))
        return SafeText(text)

    def _bound(self, positional: Sequence[Value], named: dict[str, Value]) -> dict[str, Value]:
        """Which name gets which value; names with a default that were not given stay out, for the body to fill in."""
        count = len(self._positional)
        bound = dict(zip(self._positional, positional, strict=False))
        for name in self._positional[len(positional) :]:
            bound[name] = named.pop(name, UNDEFINED)
        named |= dict(zip(self._named, positional[count:], strict=False))
        return bound | {name: value for name, value in named.items() if name in (*self._named, "caller")}
