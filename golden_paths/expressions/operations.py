"""What the operations in Jinja's syntax tree do; `writing.operation` names them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
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
    runtime = context.parent[RUNTIME]
    assert isinstance(runtime, Runtime)
    return runtime


def _read(context: Context, name: Value) -> Value:
    return runtime_of(context).scope.read(str(name))


def _member(context: Context, value: Value, key: Value) -> Value:
    runtime = runtime_of(context)
    return member(value, key, runtime.meter, cookiecutter=runtime.cookiecutter)


def _compare(context: Context, left: Value, sign: Value, right: Value) -> bool:
    meter = runtime_of(context).meter
    if sign in ("===", "!=="):
        return is_same(left, right) is (sign == "===")
    if sign in ("==", "!="):
        return is_equal(left, right, meter) is (sign == "==")
    return _COMPARISONS[str(sign)](order(left, right, meter))


def _concat(context: Context, first: Value, *others: Value) -> Value:
    meter = runtime_of(context).meter
    for other in others:
        first = concatenated(first, other, meter)
    return first


def _filter(
    context: Context, value: Value, name: str, positional: Sequence[Value], named: Mapping[str, Value]
) -> Value:
    runtime = runtime_of(context)
    found = runtime.filters.get(name)
    if found is None:
        raise ExpressionError(f"There is no filter `{name}`.", advice_on_filter(name, ", ".join(FILTERS)))
    return found.apply(value, positional, named, runtime.meter)


def _test(context: Context, value: Value, name: str, given: Sequence[Value]) -> Value:
    return holds_for(name, value, given, runtime_of(context).meter)


def _callable(_: Context, value: Value, path: str) -> Value:
    if isinstance(value, Function):
        return value
    raise ExpressionError(f"`{path}` is {described(value)} and cannot be called.", advice_on_method(path))


def _in(context: Context, needle: Value, haystack: Value) -> bool:
    return is_in(needle, haystack, runtime_of(context).meter)


def _part(context: Context, value: Value, start: Value, stop: Value, step: Value) -> Value:
    return part(value, start, stop, step, runtime_of(context).meter)


def _floor(context: Context, value: Value) -> Value:
    return admit_number(floor(number_of(value, runtime_of(context).meter)))


def _show(context: Context, value: Value) -> str:
    return runtime_of(context).show(value)


def _put(context: Context, text: str) -> str:
    return runtime_of(context).put(text)


def _keep(context: Context, value: Value) -> str:
    runtime_of(context).kept = value
    return ""


def _rounds(context: Context, value: Value, *targets: Value) -> Iterator[int]:
    return runtime_of(context).rounds(value, *targets)


def _block(context: Context, _: Value) -> Iterator[int]:
    runtime = runtime_of(context)
    with runtime.inside(runtime.scope.child(keeps_to_itself=True)):
        yield 0


def _assign(context: Context, value: Value, *names: Value) -> Value:
    return runtime_of(context).assign(value, *names)


def _define(context: Context, macro: Value, name: Value) -> Value:
    return runtime_of(context).define(macro, name)


def _bind(context: Context, value: Value, name: str) -> Value:
    runtime_of(context).scope.bind(name, value)
    return value


def _lacks(context: Context, name: str) -> bool:
    return not runtime_of(context).scope.knows(name)


def _macro(context: Context, body: Value, positional: Sequence[Value], named: Sequence[Value]) -> Value:
    runtime = runtime_of(context)
    return Macro(runtime, _body(body), _names(positional), _names(named), runtime.root)


def _caller(context: Context, body: Value, positional: Sequence[Value], named: Sequence[Value]) -> Value:
    runtime = runtime_of(context)
    return Macro(runtime, _body(body), _names(positional), _names(named), runtime.scope)


def _body(macro: Value) -> Callable[[], str]:
    assert isinstance(macro, JinjaMacro)
    return cast("Callable[[], str]", macro)


def _names(values: Sequence[Value]) -> tuple[str, ...]:
    return tuple(str(value) for value in values)


OPERATIONS: Mapping[str, Callable[..., object]] = {
    "read": _read,
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
    return {f"js {name}": _with_context(perform) for name, perform in OPERATIONS.items()}


def _with_context(perform: Callable[..., object]) -> Callable[..., object]:
    def operation(context: Context, *operands: object) -> object:
        return perform(context, *operands)

    return pass_context(operation)
