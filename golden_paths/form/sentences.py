"""What people read under a field whose answer does not fit."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from catalog_store.json_schema import SchemaFault
from golden_paths.form.fields import Field, FieldKind

_CHOSEN = frozenset(
    {FieldKind.SELECT, FieldKind.RADIO, FieldKind.MULTI_SELECT, FieldKind.CHECKBOXES, FieldKind.ENTITY, FieldKind.ENTITIES,
     FieldKind.DATE, FieldKind.TIME, FieldKind.DATETIME}
)  # fmt: skip
#: `^[a-z0-9-]{1,30}$` and its like: one class of signs, repeated.
_ONE_CLASS = re.compile(r"\^?\(?\[((?:[^\]\\]|\\.)+)\](?:[+*]|\{(\d+)?(,(\d+)?)?\})\)?\$?")
_RANGES = {
    "a-z": "small letters",
    "A-Z": "capital letters",
    "0-9": "digits",
    r"\d": "digits",
    r"\w": "letters, digits, `_`",
}
_LONGEST = 120


def missing(field: Field) -> str:
    """What to say of a field that has to be filled and is not."""
    if field.kind is FieldKind.FILE:
        return "Add a file."
    return "Choose one." if field.kind in _CHOSEN else "Fill this in."


def sentence(field: Field, fault: SchemaFault) -> str:
    """What to do about an answer that does not fit the schema."""
    said = _SENTENCES.get(fault.keyword, _other)(field, fault)
    return f"{_item(field, fault)}{said}"


def _item(field: Field, fault: SchemaFault) -> str:
    """Which of several answers it is."""
    if not fault.path:
        return ""
    first = fault.path[0]
    if isinstance(first, int):
        return f"{'Line' if field.kind is FieldKind.LINES else 'Entry'} {first + 1}: "
    return f"`{first}`: "


def _min_length(_field: Field, fault: SchemaFault) -> str:
    return "Fill this in." if fault.expected == 1 else f"Write at least {fault.expected} characters."


def _max_length(_field: Field, fault: SchemaFault) -> str:
    length = len(fault.given) if isinstance(fault.given, str) else 0
    return f"Write at most {fault.expected} characters; these are {length}."


def _pattern(_field: Field, fault: SchemaFault) -> str:
    pattern = str(fault.expected)
    described = _described(pattern)
    if described:
        return f"Use only {described}."
    return (
        f"This must have the form `{pattern}`."
        if len(pattern) <= _LONGEST
        else "This does not have the form that is asked for."
    )


def _described(pattern: str) -> str:
    """A simple pattern in words; nothing where it is not simple."""
    found = _ONE_CLASS.fullmatch(pattern)
    if not found or not pattern.startswith("^") or not pattern.endswith("$") or found[1].startswith("^"):
        return ""
    signs, words = found[1], []
    for written, word in _RANGES.items():
        if written in signs:
            signs = signs.replace(written, "")
            words.append(word)
    literal = list(dict.fromkeys(re.sub(r"\\(.)", r"\1", signs)))
    if any(sign.isalnum() for sign in literal) or "-" in signs[1:-1]:
        return ""
    words += ["spaces" if sign == " " else f"`{sign}`" for sign in literal]
    named = f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0] if words else ""
    return named + _length(found[2], found[3], found[4])


def _length(least: str | None, comma: str | None, most: str | None) -> str:
    if least is None and most is None:
        return ""
    if comma is None:
        return f", {least} of them"
    return f", {least or 0} to {most} of them" if most else f", at least {least} of them"


def _minimum(_field: Field, fault: SchemaFault) -> str:
    return f"This must be {fault.expected} or more."


def _maximum(_field: Field, fault: SchemaFault) -> str:
    return f"This must be {fault.expected} or less."


def _above(_field: Field, fault: SchemaFault) -> str:
    return f"This must be more than {fault.expected}."


def _below(_field: Field, fault: SchemaFault) -> str:
    return f"This must be less than {fault.expected}."


def _multiple(_field: Field, fault: SchemaFault) -> str:
    return f"This must be a multiple of {fault.expected}."


def _min_items(_field: Field, fault: SchemaFault) -> str:
    return f"Give at least {fault.expected}."


def _max_items(_field: Field, fault: SchemaFault) -> str:
    return f"Give at most {fault.expected}."


def _unique(_field: Field, _fault: SchemaFault) -> str:
    return "Give each only once."


def _choices(_field: Field, fault: SchemaFault) -> str:
    return f"{fault.given!r:.60} is none of the choices. Choose one that is offered."


def _required(_field: Field, fault: SchemaFault) -> str:
    given: Any = fault.given
    lacking = [str(name) for name in fault.expected if name not in given]
    return f"{', '.join(f'`{name}`' for name in lacking)} must be in it."


_TYPES = {
    "string": "Write a text.",
    "integer": "Write a whole number, such as `3`.",
    "number": "Write a number, such as `3` or `1.5`.",
    "boolean": "Write `true` or `false`.",
    "array": "Write a list.",
    "object": "Write `key: value` lines.",
}


def _type(_field: Field, fault: SchemaFault) -> str:
    names = fault.expected if isinstance(fault.expected, list) else [fault.expected]
    return next((_TYPES[name] for name in names if name in _TYPES), "This has the wrong type.")


def _unknown_key(_field: Field, fault: SchemaFault) -> str:
    return f"This holds something that the template does not take: {fault.message}."


def _other(_field: Field, fault: SchemaFault) -> str:
    return f"This does not fit: {fault.message}."


_SENTENCES: Mapping[str, Callable[[Field, SchemaFault], str]] = {
    "minLength": _min_length,
    "maxLength": _max_length,
    "pattern": _pattern,
    "minimum": _minimum,
    "maximum": _maximum,
    "exclusiveMinimum": _above,
    "exclusiveMaximum": _below,
    "multipleOf": _multiple,
    "minItems": _min_items,
    "maxItems": _max_items,
    "uniqueItems": _unique,
    "enum": _choices,
    "const": _choices,
    "required": _required,
    "type": _type,
    "additionalProperties": _unknown_key,
}
