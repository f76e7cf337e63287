"""Which names a template knows where: what it was given, what it set, and what a loop or macro brings."""

from collections.abc import Mapping, Sequence

from golden_paths.expressions.errors import ExpressionError
from golden_paths.expressions.values import UNDEFINED, Value


class Scope:
    """Names of one block. One that keeps to itself reads the names around it and changes none of them."""

    __slots__ = ("_names", "_parent", "keeps_to_itself")

    def __init__(
        self, names: dict[str, Value] | None = None, parent: "Scope | None" = None, *, keeps_to_itself: bool = False
    ):
        self._names: dict[str, Value] = {} if names is None else names
        self._parent = parent
        self.keeps_to_itself = keeps_to_itself

    def read(self, name: str) -> Value:
        scope = self._owner(name)
        return UNDEFINED if scope is None else scope._names[name]  # noqa: SLF001 -- the same class

    def _owner(self, name: str) -> "Scope | None":
        scope: Scope | None = self
        while scope is not None and name not in scope._names:  # noqa: SLF001 -- the same class
            scope = scope._parent  # noqa: SLF001 -- the same class
        return scope

    def knows(self, name: str) -> bool:
        """Whether the name was set in this very block."""
        return name in self._names

    def bind(self, name: str, value: Value) -> None:
        """Set it here, whatever the same name means further out."""
        self._names[name] = value

    def assign(self, name: str, value: Value) -> None:
        """Set it where the template has set it before, so that a loop changes what stands before it; else here."""
        scope: Scope = self
        while not scope.knows(name) and not scope.keeps_to_itself and scope._parent is not None:
            scope = scope._parent
        (scope if scope.knows(name) else self).bind(name, value)

    def child(self, *, keeps_to_itself: bool = False) -> "Scope":
        return Scope(parent=self, keeps_to_itself=keeps_to_itself)


def loop_facts(index: int, length: int) -> dict[str, Value]:
    """What `loop` says inside a loop."""
    return {
        "index": index + 1,
        "index0": index,
        "revindex": length - index,
        "revindex0": length - index - 1,
        "first": index == 0,
        "last": index == length - 1,
        "length": length,
    }


def rounds_of(value: Value, target_count: int) -> Sequence[Sequence[Value]]:
    """What a loop over the value gives its targets, round by round; nothing for what cannot be looped over."""
    if target_count == 1:
        items = list(value) if isinstance(value, str | list) else []
        return [(item,) for item in items]
    if isinstance(value, Mapping):
        return [(key, item, *[UNDEFINED] * (target_count - 2)) for key, item in value.items()]
    if target_count == 2 and isinstance(value, str):
        return list(enumerate(value))
    return [_taken_apart(item, target_count) for item in value] if isinstance(value, str | list) else []


def _taken_apart(item: Value, count: int) -> Sequence[Value]:
    if item is None or item is UNDEFINED:
        raise ExpressionError("This loop takes its items apart, and one of them is missing.", "Leave out such items.")
    parts: Sequence[Value] = item if isinstance(item, str | list) else []
    return [parts[index] if index < len(parts) else UNDEFINED for index in range(count)]
