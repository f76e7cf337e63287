"""What `ui:` keys of a parameter say, wherever they stand: `ui:help`, or `help` under `ui:options`."""

import json
from collections.abc import Mapping
from typing import Any

from golden_paths.form.fields import Choice, Schema


def ui(schema: Schema, key: str) -> Any:  # Any: JSON
    """The value of `ui:<key>`, else of `<key>` under `ui:options`, else None."""
    own = schema.get(f"ui:{key}")
    return options(schema).get(key) if own is None else own


def options(schema: Schema) -> Mapping[str, Any]:
    """`ui:options`, empty where there are none."""
    found = schema.get("ui:options")
    return found if isinstance(found, Mapping) else {}


def ui_text(schema: Schema, key: str) -> str:
    """The same, where a text is expected."""
    found = ui(schema, key)
    return found.strip() if isinstance(found, str) else ""


def texts(value: object) -> tuple[str, ...]:
    """The texts of a list, or the one text."""
    if isinstance(value, str):
        return (value,)
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def label_of(name: str, schema: Schema) -> str:
    """What the field is called: its title, else its name."""
    for found in (ui_text(schema, "title"), schema.get("title")):
        if isinstance(found, str) and found.strip():
            return found.strip()
    return name


def help_of(schema: Schema) -> str:
    """The description and the help, as far as there are any."""
    described = ui_text(schema, "description") or schema.get("description")
    parts = (described.strip() if isinstance(described, str) else "", ui_text(schema, "help"))
    return "\n".join(part for part in dict.fromkeys(parts) if part)


def type_of(schema: Schema) -> str:
    """The JSON type, also where it is only implied; empty when nothing says it."""
    named = schema.get("type")
    if isinstance(named, list):
        named = next((each for each in named if each != "null"), "null")
    if isinstance(named, str):
        return named
    if isinstance(schema.get("properties"), Mapping):
        return "object"
    return "array" if "items" in schema else ""


def choices_of(schema: Schema) -> tuple[Choice, ...]:
    """The values of `enum`, or of a `oneOf` or `anyOf` of constants, with what people read for each."""
    values = schema.get("enum")
    if isinstance(values, list):
        names = _names(schema)
        return tuple(Choice(_label(names, index, value), value) for index, value in enumerate(values))
    for key in ("oneOf", "anyOf"):
        constants = schema.get(key)
        if isinstance(constants, list) and constants and all(_is_constant(each) for each in constants):
            return tuple(Choice(label_of(_shown(_constant(each)), each), _constant(each)) for each in constants)
    return ()


def _names(schema: Schema) -> list[Any]:
    for found in (schema.get("enumNames"), ui(schema, "enumNames")):
        if isinstance(found, list):
            return found
    return []


def _label(names: list[Any], index: int, value: Any) -> str:
    name = names[index] if index < len(names) else None
    return name if isinstance(name, str) and name.strip() else _shown(value)


def _is_constant(schema: object) -> bool:
    return isinstance(schema, Mapping) and ("const" in schema or len(schema.get("enum", ())) == 1)


def _constant(schema: Schema) -> Any:
    return schema["const"] if "const" in schema else schema["enum"][0]


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return value or "(empty)"
    return json.dumps(value, ensure_ascii=False)
