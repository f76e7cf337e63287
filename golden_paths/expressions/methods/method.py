"""One method: what it is called, how many arguments it takes, and what it does."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from golden_paths.expressions.errors import ExpressionError
from golden_paths.expressions.limits import Meter
from golden_paths.expressions.values import UNDEFINED, Function, Value

Kind = TypeVar("Kind")

ANY_NUMBER = math.inf


@dataclass(frozen=True, slots=True)
class Method(Generic[Kind]):
    """A method of all values of a kind. `perform` takes the value, the arguments and the meter."""

    name: str
    least: int
    most: float
    perform: Callable[[Kind, Sequence[Value], Meter], Value]

    def bound_to(self, receiver: Kind) -> "BoundMethod":
        return BoundMethod(self.name, self.least, self.most, lambda given, meter: self.perform(receiver, given, meter))


class BoundMethod(Function):
    """A method together with the value that it works on."""

    __slots__ = ("_least", "_most", "_name", "_perform")

    def __init__(self, name: str, least: int, most: float, perform: Callable[[Sequence[Value], Meter], Value]) -> None:
        self._name = name
        self._least = least
        self._most = most
        self._perform = perform

    def call(self, meter: Meter, positional: Sequence[Value], named: Mapping[str, Value], /) -> Value:
        if named:
            raise ExpressionError(f"`{self._name}()` takes no named arguments.", "Leave out the names.")
        if not self._least <= len(positional) <= self._most:
            raise ExpressionError(f"`{self._name}()` takes {self._arity()}.", "Correct the call.")
        if any(isinstance(value, Function) for value in positional):
            raise ExpressionError(f"`{self._name}()` cannot take a function.", "Pass a value.")
        return self._perform(positional, meter)

    def _arity(self) -> str:
        if self._most == self._least:
            return f"{self._least or 'no'} argument{'' if self._least == 1 else 's'}"
        return f"{self._least} to {self._most} arguments"


def argument(given: Sequence[Value], index: int) -> Value:
    """The argument at that place; undefined where it was left out."""
    return given[index] if index < len(given) else UNDEFINED


def by_name(*methods: Method[Kind]) -> Mapping[str, Method[Kind]]:
    return {method.name: method for method in methods}
