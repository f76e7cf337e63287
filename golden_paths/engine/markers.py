"""Stand-ins for what a preview cannot know yet: texts that nobody can forge, found again wherever they end up."""

import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from golden_paths.ports import JsonObject

#: Letters and digits only, so that names, addresses and YAML made of it stay what they are; found in any case.
_MARK = "{nonce}n{number}x"
_AFTER = "known after "


@dataclass(frozen=True, slots=True)
class Unknown:
    """What a stand-in stands for: words for people, and a name that is the same in every preview. `step`: whose output."""

    words: str
    name: str
    step: str | None

    @property
    def spoken(self) -> str:
        """The same as a part of a sentence."""
        return f"‹{self.words}›" if self.step is None else f"what “{self.words.removeprefix(_AFTER)}” makes"


class Markers:
    """The stand-ins of one way through a preview.

    Those of the second way differ in their first sign and in their length, so that whatever is made of them differs, too.
    """

    def __init__(self, *, is_second: bool = False) -> None:
        self._nonce = f"q{secrets.token_hex(15)}" if is_second else f"k{secrets.token_hex(12)}"
        self._numbers: dict[Unknown, int] = {}
        self._pattern = re.compile(_MARK.format(nonce=self._nonce, number="([0-9]+)"), re.IGNORECASE)

    def of(self, unknown: Unknown) -> str:
        """The stand-in, always the same for the same."""
        number = self._numbers.setdefault(unknown, len(self._numbers))
        return _MARK.format(nonce=self._nonce, number=number)

    def found(self, text: str) -> tuple[Unknown, ...]:
        """What the text stands in for, each once."""
        by_number = {number: unknown for unknown, number in self._numbers.items()}
        found = (by_number.get(int(each)) for each in self._pattern.findall(text))
        return tuple(dict.fromkeys(each for each in found if each is not None))

    def shown(self, text: str) -> str:
        """The text for people."""
        return self._replaced(text, lambda unknown: f"‹{unknown.words}›")

    def spoken(self, text: str) -> str:
        """The text for people, where it is a sentence."""
        return self._replaced(text, lambda unknown: unknown.spoken)

    def named(self, text: str) -> str:
        """The text as it is the same in every preview."""
        return self._replaced(text, lambda unknown: f"\0{unknown.name}\0")

    def _replaced(self, text: str, write: Callable[[Unknown], str]) -> str:
        by_number = {number: unknown for unknown, number in self._numbers.items()}

        def replace(match: re.Match[str]) -> str:
            unknown = by_number.get(int(match[1]))
            return match.group() if unknown is None else write(unknown)

        return self._pattern.sub(replace, text)

    # Any: JSON
    def shown_in(self, value: Any) -> Any:
        """The value with every text for people."""
        return _each_text(value, self.shown)

    def named_in(self, value: Any) -> Any:
        """The value as it is the same in every preview."""
        return _each_text(value, self.named)

    def found_in(self, value: Any) -> tuple[Unknown, ...]:
        """What stands in for something anywhere in the value."""
        return tuple(dict.fromkeys(unknown for text in _texts(value) for unknown in self.found(text)))

    def output(self, step: str, name: str, schema: JsonObject) -> JsonObject:
        """Stand-ins for all that a step will give."""
        made = self._stand_in(step, name, "", schema)
        return made if isinstance(made, Mapping) else {}

    def _stand_in(self, step: str, name: str, path: str, schema: JsonObject) -> Any:
        if schema.get("type") == "object" and schema.get("properties"):
            inner = schema["properties"].items()
            return {key: self._stand_in(step, name, f"{path}.{key}", each) for key, each in inner}
        if schema.get("type") == "array":
            return [self._stand_in(step, name, f"{path}[]", schema.get("items", {}))]
        return self.of(Unknown(f"{_AFTER}{name}", f"{step}{path}", step))

    def secrets(self, names: Iterable[str]) -> dict[str, str]:
        """Stand-ins for secrets, which no preview shows."""
        return {name: self.of(Unknown(f"the secret {name}", f"secret:{name}", None)) for name in names}


def _each_text(value: Any, write: Callable[[str], str]) -> Any:  # Any: JSON
    if isinstance(value, str):
        return write(value)
    if isinstance(value, Mapping):
        return {_each_text(key, write): _each_text(item, write) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_each_text(item, write) for item in value]
    return value


def _texts(value: Any) -> Iterator[str]:  # Any: JSON
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(key)
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)
