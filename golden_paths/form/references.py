"""A page's schema with what its `$ref`s point at in their place."""

from collections.abc import Mapping
from typing import Any

from golden_paths.form.fields import FormRefusedError, Schema

_DEEPEST = 40
#: What only references look at, and what may well lead back to itself where none does.
_DEFINITIONS = ("definitions", "$defs")
#: All parts that references may add: more would be a way to fill the memory.
_MOST = 2_000


def resolved(page: Schema) -> Schema:
    """The same schema without references.

    Raises:
        FormRefusedError: one leads nowhere, elsewhere, or back to itself.
    """
    resolving = _Resolving(page)
    return {key: resolving.of(value, (), 0) for key, value in page.items() if key not in _DEFINITIONS}


class _Resolving:
    def __init__(self, page: Schema) -> None:
        self._page = page
        self._count = 0

    def of(self, value: Any, seen: tuple[str, ...], depth: int) -> Any:  # Any: JSON
        if depth > _DEEPEST:
            raise FormRefusedError("", "The parameters are nested too deep. Flatten them.")
        if isinstance(value, list):
            return [self.of(item, seen, depth + 1) for item in value]
        if not isinstance(value, Mapping):
            return value
        target = value.get("$ref")
        if isinstance(target, str):
            rest = {key: item for key, item in value.items() if key != "$ref"}
            return {**self._target(target, seen, depth), **self.of(rest, seen, depth + 1)}
        return {key: self.of(item, seen, depth + 1) for key, item in value.items()}

    def _target(self, target: str, seen: tuple[str, ...], depth: int) -> Any:
        self._count += 1
        if target in seen or self._count > _MOST:
            raise FormRefusedError(target, "This reference leads back to itself, which no form can show. Write it out.")
        if not target.startswith("#"):
            raise FormRefusedError(target, "References to other documents are not followed. Include it with `$yaml`.")
        found = self._found(target)
        if not isinstance(found, Mapping):
            raise FormRefusedError(
                target, "This reference leads nowhere. It must name a part of the same page, from `#/` on."
            )
        return self.of(found, (*seen, target), depth + 1)

    def _found(self, target: str) -> Any:
        found: Any = self._page
        for part in target.removeprefix("#").strip("/").split("/"):
            key = part.replace("~1", "/").replace("~0", "~")
            found = found.get(key) if isinstance(found, Mapping) else None
        return found
