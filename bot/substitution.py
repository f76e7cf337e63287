"""`${NAME}` in the values of app-config.yaml."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from catalog_store.descriptors.json_values import Json

_VARIABLE = re.compile(r"(\$?\$\{[^{}]*\})")


@dataclass
class Substitution:
    """`${NAME}`, `${NAME:-default}` and `$${literal}`, as Backstage reads them.

    A text with a variable that is not set has no value at all, as if its key were not there; `undefined` remembers which.
    """

    environ: Mapping[str, str]
    undefined: dict[str, str] = field(default_factory=dict)

    def applied(self, tree: Json, path: str = "") -> Json:
        """The tree with every text replaced, without the keys and items that have no value."""
        if isinstance(tree, str):
            return self._text(tree, path)
        if isinstance(tree, list):
            return [value for value in self._items(tree, path) if value is not None]
        if isinstance(tree, dict):
            pairs = ((key, self.applied(value, joined(path, key))) for key, value in tree.items())
            return {str(key): value for key, value in pairs if value is not None}
        return tree

    def _items(self, items: list[Json], path: str) -> Iterator[Json]:
        return (self.applied(item, f"{path}[{index}]") for index, item in enumerate(items))

    def _text(self, text: str, path: str) -> str | None:
        parts = [self._part(part) for part in _VARIABLE.split(text)]
        missing = [part.name for part in parts if isinstance(part, _Undefined)]
        if missing:
            self.undefined[path] = missing[0]
            return None
        return "".join(str(part) for part in parts)

    def _part(self, part: str) -> "str | _Undefined":
        if part.startswith("$${") and part.endswith("}"):
            return part[1:]
        if not (part.startswith("${") and part.endswith("}")):
            return part
        name, has_default, default = (piece.strip() for piece in part[2:-1].partition(":-"))
        value = self.environ.get(name, "").strip()
        return value or (default if has_default and default else _Undefined(name))


@dataclass(frozen=True, slots=True)
class _Undefined:
    name: str


def joined(path: str, key: object) -> str:
    """The path of a key below another."""
    return f"{path}.{key}" if path else str(key)
