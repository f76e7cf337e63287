"""The rules a JSON value can be held to, each complaining in Slack's words with a pointer to the place."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field


def complaint(what: str, at: str) -> str:
    """One entry of `response_metadata.messages`."""
    return f"[ERROR] {what} [json-pointer:{at}]"


class Rule(ABC):
    """What a value must be."""

    @abstractmethod
    def faults(self, value: object, at: str) -> Iterator[str]:
        """Complaints about `value`, which stands at the pointer `at`."""


@dataclass(frozen=True, slots=True)
class Text(Rule):
    """A string of so many characters."""

    longest: int = 3000
    shortest: int = 1
    pattern: str = ""

    def faults(self, value: object, at: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield complaint("must provide a string", at)
        elif len(value) < self.shortest:
            yield complaint(f"must be more than {self.shortest - 1} characters", at)
        elif len(value) > self.longest:
            yield complaint(f"must be less than {self.longest + 1} characters", at)
        elif self.pattern and not re.fullmatch(self.pattern, value):
            yield complaint("must match a valid format", at)


@dataclass(frozen=True, slots=True)
class Flag(Rule):
    """True or false."""

    def faults(self, value: object, at: str) -> Iterator[str]:
        if not isinstance(value, bool):
            yield complaint("must provide a boolean", at)


@dataclass(frozen=True, slots=True)
class Number(Rule):
    """A whole number."""

    least: int = 0
    most: int = 2**53

    def faults(self, value: object, at: str) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield complaint("must provide a number", at)
        elif value < self.least:
            yield complaint(f"must be greater than {self.least - 1}", at)
        elif value > self.most:
            yield complaint(f"must be less than {self.most + 1}", at)


@dataclass(frozen=True, slots=True)
class OneWord(Rule):
    """One of these strings."""

    words: tuple[str, ...]

    def faults(self, value: object, at: str) -> Iterator[str]:
        if value not in self.words:
            yield complaint("must be a valid enum value", at)


@dataclass(frozen=True, slots=True)
class Anything(Rule):
    """Any JSON: for parts that we keep but do not look into."""

    def faults(self, value: object, at: str) -> Iterator[str]:  # noqa: ARG002 - the signature of every rule
        yield from ()


@dataclass(frozen=True, slots=True)
class ListOf(Rule):
    """A list of such values."""

    item: Rule
    most: int
    least: int = 1

    def faults(self, value: object, at: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield complaint("must provide an array", at)
            return
        if len(value) < self.least:
            yield complaint(f"no fewer than {self.least} items allowed", at)
        if len(value) > self.most:
            yield complaint(f"no more than {self.most} items allowed", at)
        for index, item in enumerate(value):
            yield from self.item.faults(item, f"{at}/{index}")


@dataclass(frozen=True, slots=True)
class Shape(Rule):
    """An object with these properties and no others. `any_of`: at least one of them is there."""

    required: Mapping[str, Rule] = field(default_factory=dict)
    optional: Mapping[str, Rule] = field(default_factory=dict)
    any_of: tuple[str, ...] = ()

    def faults(self, value: object, at: str) -> Iterator[str]:
        if not isinstance(value, Mapping):
            yield complaint("must provide an object", at)
            return
        known = {**self.required, **self.optional}
        for name in self.required:
            if name not in value:
                yield complaint(f"missing required field: {name}", at)
        if self.any_of and not any(value.get(name) for name in self.any_of):
            yield complaint(f"must define either {' or '.join(f'`{name}`' for name in self.any_of)}", at)
        for name, inner in value.items():
            if name not in known:
                yield complaint(f"invalid additional property: {name}", at)
            else:
                yield from known[name].faults(inner, f"{at}/{name}")


@dataclass(frozen=True, slots=True)
class ByType(Rule):
    """An object whose `type` says which shape it has. `allowed` narrows the table."""

    shapes: Mapping[str, Shape]
    allowed: Sequence[str] | None = None

    def faults(self, value: object, at: str) -> Iterator[str]:
        if not isinstance(value, Mapping):
            yield complaint("must provide an object", at)
            return
        if "type" not in value:
            yield complaint("missing required field: type", at)
            return
        kind = value["type"]
        if not isinstance(kind, str) or kind not in (self.shapes if self.allowed is None else self.allowed):
            yield complaint(f"unsupported type: {kind}", f"{at}/type")
            return
        rest = {name: inner for name, inner in value.items() if name != "type"}
        yield from self.shapes[kind].faults(rest, at)
