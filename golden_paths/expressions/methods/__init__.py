"""The methods that templates may call, by the kind of value they are called on. Nothing else of a value is callable."""

from collections.abc import Mapping

from golden_paths.expressions.coercion import text_of
from golden_paths.expressions.methods.lists import LIST_METHODS
from golden_paths.expressions.methods.method import BoundMethod, Method
from golden_paths.expressions.methods.numbers import NUMBER_METHODS
from golden_paths.expressions.methods.objects import COOKIECUTTER_LIST_METHODS, COOKIECUTTER_OBJECT_METHODS
from golden_paths.expressions.methods.texts import TEXT_METHODS
from golden_paths.expressions.patterns import Pattern
from golden_paths.expressions.values import UNDEFINED, Value

__all__ = ["LIST_METHODS", "MUTATING", "NUMBER_METHODS", "TEXT_METHODS", "BoundMethod", "method_names", "method_of"]

_PATTERN_METHODS: Mapping[str, Method[Pattern]] = {
    "test": Method("test", 1, 1, lambda pattern, given, meter: pattern.tests(text_of(given[0], meter), meter))
}

#: Those that change what they are called on. A template that uses none of them can work on shared values.
MUTATING = frozenset(
    {"append", "copyWithin", "fill", "insert", "pop", "push", "remove", "reverse", "shift", "sort", "splice", "unshift"}
)


def method_names(*, cookiecutter: bool) -> frozenset[str]:
    """The names of all methods that some kind of value has; `next` and `reset` are a cycler's."""
    more = (*COOKIECUTTER_LIST_METHODS, *COOKIECUTTER_OBJECT_METHODS) if cookiecutter else ()
    return frozenset((*TEXT_METHODS, *LIST_METHODS, *NUMBER_METHODS, *_PATTERN_METHODS, "next", "reset", *more))


def method_of(value: Value, name: str, *, cookiecutter: bool) -> Value:
    """The method of that name, bound to the value; undefined where there is none."""
    found: BoundMethod | None = None
    match value:
        case bool():
            pass
        case str() if name in TEXT_METHODS:
            found = TEXT_METHODS[name].bound_to(value)
        case int() | float() if name in NUMBER_METHODS:
            found = NUMBER_METHODS[name].bound_to(value)
        case list() if name in LIST_METHODS:
            found = LIST_METHODS[name].bound_to(value)
        case list() if cookiecutter and name in COOKIECUTTER_LIST_METHODS:
            found = COOKIECUTTER_LIST_METHODS[name].bound_to(value)
        case dict() if cookiecutter and name in COOKIECUTTER_OBJECT_METHODS:
            found = COOKIECUTTER_OBJECT_METHODS[name].bound_to(value)
        case Pattern() if name in _PATTERN_METHODS:
            found = _PATTERN_METHODS[name].bound_to(value)
    return found or UNDEFINED
