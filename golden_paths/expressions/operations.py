"""What the operations in Jinja's syntax tree do; `writing.operation` names them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import cast

from jinja2 import pass_context
from jinja2.runtime import Context
from jinja2.runtime import Macro as JinjaMacro

from golden_paths.expressions.advice import advice_on_filter, advice_on_method
from golden_paths.expressions.coercion import concatenated, is_equal, is_same, number_of, order, truth
from golden_paths.expressions.errors import ExpressionError
from golden_paths.expressions.filters import BY_NAME as FILTERS
from golden_paths.expressions.members import described, is_in, member, part
from golden_paths.expressions.numbers import floor
from golden_paths.expressions.patterns import Pattern
from golden_paths.expressions.predicates import holds_for
from golden_paths.expressions.runtime import Macro, Runtime
from golden_paths.expressions.values import Function, Value, admit_number
from golden_paths.expressions.writing import PREFIX

#: Under this name Jinja's context keeps our runtime.
RUNTIME = "_runtime"

_COMPARISONS: Mapping[str, Callable[[float], bool]] = {
    "<": lambda difference: difference < 0,
    "<=": lambda difference: difference <= 0,
    ">": lambda difference: difference > 0,
    ">=": lambda difference: difference >= 0,
}


class Held:
    """An operand of `and` and `or`: for Python it is as true as it is for JavaScript."""

    __slots__ = ("value",)

    def __init__(self, value: Value) -> None:
        self.value = value

    def __bool__(self) -> bool:
        return truth(self.value)


def runtime_of(context: Context) -> Runtime:
    """The render that Jinja's context belongs to."""
    return cast("Runtime", context.parent[RUNTIME])


def _read(runtime: Runtime, name: Value) -> Value:
    return runtime.scope.read(str(name))


def _member(runtime: Runtime, value: Value, key: Value) -> Value:
    return member(value, key, runtime.meter, runtime.dialect)


def _path(runtime: Runtime, name: Value, *keys: Value) -> Value:
    """`name.key.key` in one go: most of what templates do."""
    value = runtime.scope.read(str(name))
    for key in keys:
        value = member(value, key, runtime.meter, runtime.dialect)
    return value


def _compare(runtime: Runtime, left: Value, sign: Value, right: Value) -> bool:
    meter = runtime.meter
    if sign in ("===", "!=="):
        return is_same(left, right) is (sign == "===")
    if sign in ("==", "!="):
        return is_equal(left, right, meter) is (sign == "==")
    return _COMPARISONS[str(sign)](order(left, right, meter))


def _concat(runtime: Runtime, first: Value, *others: Value) -> Value:
    meter = runtime.meter
    for other in others:
        first = concatenated(first, other, meter)
    return first


def _filter(
    runtime: Runtime,
    value: Value,
    name: str,
    positional: Sequence[Value] = (),
    named: Mapping[str, Value] = MappingProxyType({}),
) -> Value:
    found = runtime.filters.get(name)
    if found is None:
        raise ExpressionError(f"There is no filter `{name}`.", advice_on_filter(name, ", ".join(FILTERS)))
    return found.apply(value, positional, named, runtime.meter)


def _test(runtime: Runtime, value: Value, name: str, given: Sequence[Value]) -> Value:
    return holds_for(name, value, given, runtime.meter)


def _callable(_: Runtime, value: Value, path: str) -> Value:
    if isinstance(value, Function):
        return value
    raise ExpressionError(f"`{path}` is {described(value)} and cannot be called.", advice_on_method(path))


def _in(runtime: Runtime, needle: Value, haystack: Value) -> bool:
    return is_in(needle, haystack, runtime.meter)


def _part(runtime: Runtime, value: Value, start: Value, stop: Value, step: Value) -> Value:
    return part(value, start, stop, step, runtime.meter)


def _floor(runtime: Runtime, value: Value) -> Value:
    return admit_number(floor(number_of(value, runtime.meter)))


def _show(runtime: Runtime, value: Value) -> str:
    return runtime.show(value)


def _put(runtime: Runtime, text: str) -> str:
    return runtime.put(text)


def _keep(runtime: Runtime, value: Value) -> str:
    runtime.kept = value
    return ""


def _rounds(runtime: Runtime, value: Value, *targets: Value) -> Iterator[int]:
    return runtime.rounds(value, *targets)


def _block(runtime: Runtime, _: Value) -> Iterator[int]:
    with runtime.inside(runtime.scope.child(keeps_to_itself=True)):
        yield 0


def _assign(runtime: Runtime, value: Value, *names: Value) -> Value:
    return runtime.assign(value, *names)


def _define(runtime: Runtime, macro: Value, name: Value) -> Value:
    return runtime.define(macro, name)


def _bind(runtime: Runtime, value: Value, name: str) -> Value:
    runtime.scope.bind(name, value)
    return value


def _lacks(runtime: Runtime, name: str) -> bool:
    return not runtime.scope.knows(name)


def _macro(runtime: Runtime, body: Value, positional: Sequence[Value], named: Sequence[Value]) -> Value:
    return Macro(runtime, _body(body), _names(positional), _names(named), runtime.root)


def _caller(runtime: Runtime, body: Value, positional: Sequence[Value], named: Sequence[Value]) -> Value:
    return Macro(runtime, _body(body), _names(positional), _names(named), runtime.scope)


def _body(macro: Value) -> Callable[[], str]:
    assert isinstance(macro, JinjaMacro)
    return cast("Callable[[], str]", macro)


def _names(values: Sequence[Value]) -> tuple[str, ...]:
    return tuple(str(value) for value in values)


OPERATIONS: Mapping[str, Callable[..., object]] = {
    "read": _read,
    "path": _path,
    "member": _member,
    "part": _part,
    "callable": _callable,
    "filter": _filter,
    "test": _test,
    "compare": _compare,
    "in": _in,
    "concat": _concat,
    "floor": _floor,
    "truth": lambda _, value: truth(value),
    "not": lambda _, value: not truth(value),
    "held": lambda _, value: Held(value),
    "released": lambda _, held: held.value,
    "last": lambda _, *values: values[-1],
    "pattern": lambda _, source, flags: Pattern(source, flags),
    "captured": lambda _, text: str(text),
    "show": _show,
    "put": _put,
    "keep": _keep,
    "rounds": _rounds,
    "block": _block,
    "assign": _assign,
    "bind": _bind,
    "define": _define,
    "lacks": _lacks,
    "macro": _macro,
    "caller": _caller,
}


def jinja_filters() -> dict[str, Callable[..., object]]:
    """The operations as Jinja's filters, which each get the context first."""
    return {PREFIX + name: _with_context(perform) for name, perform in OPERATIONS.items()}


def _with_context(perform: Callable[..., object]) -> Callable[..., object]:
    def operation(context: Context, *operands: object) -> object:
        return perform(runtime_of(context), *operands)

    return pass_context(operation)
