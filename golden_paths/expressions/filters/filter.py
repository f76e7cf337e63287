"""One filter: what it is called, what it does in words, and what it does."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from golden_paths.expressions.coercion import text_of
from golden_paths.expressions.errors import ExpressionError
from golden_paths.expressions.limits import Meter
from golden_paths.expressions.members import described, own
from golden_paths.expressions.values import UNDEFINED, Function, Value, units

Given = Sequence[Value]


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter. `perform` takes the value, the arguments and the meter; `named` are the arguments that may be given by name."""

    name: str
    does: str
    perform: Callable[[Value, Given, Meter], Value]
    named: tuple[str, ...] = ()

    def apply(self, value: Value, positional: Given, named: Mapping[str, Value], meter: Meter) -> Value:
        """Raises: ExpressionError: the filter can do nothing with such a value or such arguments."""
        given = self._lowered(positional, named)
        if isinstance(value, Function) or any(isinstance(each, Function) for each in given):
            raise ExpressionError(f"The filter `{self.name}` cannot take a function.", "Call it: write `()` behind it.")
        return self.perform(value, given, meter)

    def _lowered(self, positional: Given, named: Mapping[str, Value]) -> Given:
        """Named arguments in their places; where the filter has no names, they come last as one object, as in Nunjucks."""
        if not named:
            return positional
        if not self.named:
            return (*positional, {**named, "__keywords": True})
        places = [named.get(name, UNDEFINED) for name in self.named]
        return (*positional, *places[len(positional) :])


def argument(given: Given, index: int) -> Value:
    """The argument at that place; undefined where it was left out."""
    return given[index] if index < len(given) else UNDEFINED


def text_input(value: Value, name: str) -> str:
    """The value as the text that the filter works on; nothing for null, undefined and false.

    Raises:
        ExpressionError: it is no text.
    """
    if value is None or value is UNDEFINED or value is False:
        return ""
    return strict_text(value, name)


def strict_text(value: Value, name: str) -> str:
    """Raises: ExpressionError: the value is no text, not even missing text."""
    if isinstance(value, str):
        return value
    raise ExpressionError(
        f"The filter `{name}` works on text, and this is {described(value)}.", f"Write `| string | {name}`."
    )


def sequence_input(value: Value, name: str) -> list[Value]:
    """The items of a list, or the characters of a text.

    Raises:
        ExpressionError: there is nothing to go through.
    """
    if isinstance(value, list):
        return value
    if isinstance(value, str):
        return list(units(value))
    if value is None or value is UNDEFINED:
        raise ExpressionError(
            f"The filter `{name}` works on a list, and this is {described(value)}.",
            f"Give it a default: `(x or []) | {name}`.",
        )
    return []


def list_input(value: Value, name: str) -> list[Value]:
    """Raises: ExpressionError: it is no list."""
    if isinstance(value, list):
        return value
    raise ExpressionError(
        f"The filter `{name}` works on a list, and this is {described(value)}.",
        f"Give it a default: `(x or []) | {name}`.",
    )


def attribute_of(value: Value, key: Value, meter: Meter) -> Value:
    """What a list's item has under the name.

    Raises:
        ExpressionError: the item is null or undefined.
    """
    if value is None or value is UNDEFINED:
        raise ExpressionError(f"An item is {described(value)} and has no attributes.", "Leave such items out.")
    return own(value, text_of(key, meter))


def projected(value: Value, key: Value, meter: Meter) -> list[Value]:
    """What the items of a list, or the characters of a text, have under the name; nothing of anything else."""
    items = value if isinstance(value, list) else list(units(value)) if isinstance(value, str) else []
    meter.step(len(items))
    return [attribute_of(item, key, meter) for item in items]


def direct_length(value: Value) -> Value:
    """JavaScript's `value.length`; undefined where there is none."""
    return own(value, "length")
