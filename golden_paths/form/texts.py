"""What people type for a number, a list, `key=value` lines or YAML, as the value that it stands for; and back."""

import json
import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from catalog_store.descriptors import exact
from catalog_store.descriptors.exact import YamlError
from golden_paths.form.fields import Field, FieldKind
from golden_paths.form.ui import type_of

_WHOLE = re.compile(r"[+-]?[0-9]{1,300}")
#: How the value of each kind is read from what was typed. Raises `ValueError` with the sentence for the person.
Reader = Callable[[Field, str], Any]


def value_of(field: Field, typed: str) -> Any:  # Any: JSON
    """The value that was typed, None for nothing. What cannot be read stays the text that it is; `problem_of` says why."""
    text = typed if field.kind in (FieldKind.TEXT, FieldKind.MULTILINE) else typed.strip()
    if not text.strip():
        return None
    try:
        return _READERS.get(field.kind, _as_it_is)(field, text)
    except ValueError:
        return text


def problem_of(field: Field, value: object) -> str | None:
    """Why the typed text could not be read; None when it was, or when there is nothing to read."""
    if not isinstance(value, str) or field.kind not in _READERS:
        return None
    try:
        _READERS[field.kind](field, value)
    except ValueError as error:
        return str(error)
    return None


def text_of(field: Field, value: Any) -> str:
    """The value as it stands in the field."""
    if value is None or isinstance(value, str):
        return value or ""
    if field.kind is FieldKind.LINES and isinstance(value, list):
        return "\n".join(item if isinstance(item, str) else json.dumps(item) for item in value)
    if field.kind is FieldKind.KEY_VALUES and isinstance(value, Mapping):
        return "\n".join(f"{key}={_scalar(item)}" for key, item in value.items())
    return json.dumps(value, ensure_ascii=False, indent=2 if isinstance(value, list | dict) else None)


def _as_it_is(_field: Field, text: str) -> Any:
    return text


def _integer(_field: Field, text: str) -> int:
    number = _finite(text)
    if number is None or number != int(number):
        raise ValueError("Write a whole number, such as `3`.")
    return int(number)


def _number(_field: Field, text: str) -> float:
    number = _finite(text)
    if number is None:
        raise ValueError("Write a number, such as `3` or `1.5`.")
    return number


def _finite(text: str) -> float | None:
    try:
        number = int(text) if _WHOLE.fullmatch(text) else float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _lines(field: Field, text: str) -> list[Any]:
    items = field.schema.get("items")
    wanted = type_of(items) if isinstance(items, Mapping) else "string"
    return [_item(line.strip(), wanted) for line in text.splitlines() if line.strip()]


def _item(line: str, wanted: str) -> Any:
    """A line that is no number stays text, so that it can be told which one it is."""
    if wanted not in ("number", "integer"):
        return line
    try:
        number = float(line)
    except ValueError:
        return line
    return int(number) if math.isfinite(number) and number == int(number) else number


def _pairs(field: Field, text: str) -> dict[str, Any]:
    values = field.schema.get("additionalProperties")
    wanted = type_of(values) if isinstance(values, Mapping) else "string"
    pairs: dict[str, Any] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        key, sign, value = line.partition("=")
        if not sign or not key.strip():
            raise ValueError(f"Write each line as `key=value`; line {number} is not.")
        if key.strip() in pairs:
            raise ValueError(f"Write each key once; line {number} repeats `{key.strip()[:60]}`.")
        pairs[key.strip()] = _flag(value.strip()) if wanted == "boolean" else _item(value.strip(), wanted)
    return pairs


def _flag(text: str) -> Any:
    return {"true": True, "false": False}.get(text.lower(), text)


def _yaml(field: Field, text: str) -> Any:
    try:
        value = exact.read(text)
    except YamlError as error:
        raise ValueError(f"This is not YAML: line {error.line}, {error.problem}.") from error
    if isinstance(value, str):
        what = "a list: begin each item with `- `" if type_of(field.schema) == "array" else "`key: value` lines"
        raise ValueError(f"Write {what}.")
    return value


def _scalar(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


_READERS: Mapping[FieldKind, Reader] = {
    FieldKind.INTEGER: _integer,
    FieldKind.NUMBER: _number,
    FieldKind.LINES: _lines,
    FieldKind.KEY_VALUES: _pairs,
    FieldKind.YAML: _yaml,
}
