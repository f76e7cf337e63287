"""A template under examination: what it says, where each part of it stands, and what its steps may use."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalog_store.descriptors.corrections import nearest
from catalog_store.descriptors.json_values import Path as Keys
from catalog_store.descriptors.json_values import path_text
from golden_paths.actions import Actions
from golden_paths.faults import Fault, Severity
from golden_paths.form import Form
from golden_paths.lint.properties import Parameter, every_parameter
from golden_paths.sources import Source
from golden_paths.template import Step, Template

#: The files of a skeleton are many; so many faults are enough to begin with.
MOST_FAULTS = 200
#: What Backstage is trying out begins so, and is none of our business.
TRIED_OUT = "EXPERIMENTAL_"


@dataclass(frozen=True, slots=True)
class Subject:
    """One template. `form` is None where it cannot be asked."""

    source: Source
    template: Template
    actions: Actions
    form: Form | None

    @property
    def steps(self) -> Iterator[tuple[Keys, Step]]:
        """Each step with the keys that lead to it."""
        return ((("spec", "steps", index), step) for index, step in enumerate(self.template.steps))

    def parameters(self) -> Iterator[Parameter]:
        """Each parameter of every page and branch."""
        spec = self.source.document["spec"]
        pages = spec.get("parameters") if isinstance(spec, Mapping) else None
        if isinstance(pages, Mapping):
            yield from every_parameter(pages, ("spec", "parameters"))
        for index, page in enumerate(pages if isinstance(pages, list) else ()):
            if isinstance(page, Mapping):
                yield from every_parameter(page, ("spec", "parameters", index))

    def fault(self, keys: Keys, problem: str, fix: str, code: str, *, line: int = 1, at_key: bool = False) -> Fault:
        """A fault of what stands there; `line` counts within a text of several lines."""
        path, first, column = self.source.place(keys, at_key=at_key)
        place = first + line if line > 1 or self._is_block(keys) else first
        return Fault(path, place if first else 0, path_text(keys), problem, fix, code, column)

    def warning(self, keys: Keys, problem: str, fix: str, code: str, *, at_key: bool = False) -> Fault:
        """What comes in, and will disappoint."""
        return self.source.fault(keys, problem, fix, code=code, at_key=at_key, severity=Severity.WARNING)

    def file_fault(self, file: Path, line: int, problem: str, fix: str, code: str, *, severity: Severity) -> Fault:
        """A fault in a file of the skeleton."""
        return Fault(file, line, "", problem, fix, code, severity=severity)

    def _is_block(self, keys: Keys) -> bool:
        """A text of several lines begins below its key."""
        value = value_at(self.source.document, keys)
        return isinstance(value, str) and "\n" in value.rstrip("\n")


def value_at(document: Any, keys: Keys) -> Any:  # Any: JSON
    """What stands there, None when nothing does."""
    found = document
    for key in keys:
        if isinstance(found, Mapping):
            found = found.get(key)
        elif isinstance(found, list) and isinstance(key, int) and key < len(found):
            found = found[key]
        else:
            return None
    return found


def texts_of(value: Any, keys: Keys = ()) -> Iterator[tuple[Keys, str]]:  # Any: JSON
    """Every text in a value, with the keys that lead to it."""
    if isinstance(value, str):
        yield keys, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from texts_of(item, (*keys, str(key)))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from texts_of(item, (*keys, index))


def meant(word: str, known: list[str]) -> str:
    """What to write instead of an unknown word: the one that it is like, else which ones there are."""
    near = nearest(word, known)
    if near:
        return f"Write `{near}`."
    return f"There are: {', '.join(f'`{each}`' for each in known[:12])}." if known else "Take it out."
