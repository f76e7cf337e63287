"""The methods that templates may call, by the kind of value they are called on. Nothing else of a value is callable."""

from collections.abc import Mapping

from golden_paths.expressions.coercion import text_of
from golden_paths.expressions.dialect import Dialect
from golden_paths.expressions.methods.additions import (
    COOKIECUTTER_LIST_METHODS,
    COOKIECUTTER_OBJECT_METHODS,
    EXTENDED_TEXT_METHODS,
)
from golden_paths.expressions.methods.lists import LIST_METHODS
from golden_paths.expressions.methods.method import BoundMethod, Method
from golden_paths.expressions.methods.numbers import NUMBER_METHODS
from golden_paths.expressions.methods.texts import TEXT_METHODS
from golden_paths.expressions.patterns import Pattern
from golden_paths.expressions.values import UNDEFINED, Value

__all__ = ["LIST_METHODS", "MUTATING", "NUMBER_METHODS", "TEXT_METHODS", "BoundMethod", "method_names", "method_of"]

_PATTERN_METHODS: Mapping[str, Method[Pattern]] = {
    "test": Method("test", 1, 1, lambda pattern, given, meter: pattern.tests(text_of(given[0], meter), meter))
}

_EXTENDED_TEXTS = {**TEXT_METHODS, **EXTENDED_TEXT_METHODS}
_COOKIECUTTER_LISTS = {**LIST_METHODS, **COOKIECUTTER_LIST_METHODS}

#: Those that change what they are called on. A template that uses none of them can work on shared values.
MUTATING = frozenset(
    {"append", "copyWithin", "fill", "insert", "pop", "push", "remove", "reverse", "shift", "sort", "splice", "unshift"}
)


def method_names(dialect: Dialect) -> frozenset[str]:
    """The names of all methods that some kind of value has; `next` and `reset` are a cycler's."""
    tables = (_texts(dialect), _lists(dialect), _objects(dialect), NUMBER_METHODS, _PATTERN_METHODS)
    return frozenset(("next", "reset", *(name for table in tables for name in table)))


def method_of(value: Value, name: str, dialect: Dialect) -> Value:
    """The method of that name, bound to the value; undefined where there is none."""
    found: BoundMethod | None = None
    match value:
        case bool():
            pass
        case str() if method := _texts(dialect).get(name):
            found = method.bound_to(value)
        case int() | float() if number_method := NUMBER_METHODS.get(name):
            found = number_method.bound_to(value)
        case list() if list_method := _lists(dialect).get(name):
            found = list_method.bound_to(value)
        case dict() if object_method := _objects(dialect).get(name):
            found = object_method.bound_to(value)
        case Pattern() if pattern_method := _PATTERN_METHODS.get(name):
            found = pattern_method.bound_to(value)
    return found or UNDEFINED


def _texts(dialect: Dialect) -> Mapping[str, Method[str]]:
    return _EXTENDED_TEXTS if dialect.extended else TEXT_METHODS


def _lists(dialect: Dialect) -> Mapping[str, Method[list[Value]]]:
    return _COOKIECUTTER_LISTS if dialect.cookiecutter else LIST_METHODS


def _objects(dialect: Dialect) -> Mapping[str, Method[dict[str, Value]]]:
    return COOKIECUTTER_OBJECT_METHODS if dialect.cookiecutter or dialect.extended else {}
