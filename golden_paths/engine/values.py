"""Whether answers are as the template's pages want them."""

from collections.abc import Iterator

from catalog_store.descriptors.json_values import path_text
from catalog_store.json_schema import InvalidSchemaError, Schema, SchemaFault
from golden_paths.action import shown
from golden_paths.ports import JsonObject
from golden_paths.template import ParameterPage, Template

_WORDS = {
    "string": "a text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "empty",
}


def value_faults(template: Template, values: JsonObject) -> tuple[str, ...]:
    """A sentence for each answer that does not fit. Defaults are not filled in: a form does that."""
    # A schema tells each missing key by itself, a sentence names them all.
    return tuple(dict.fromkeys(fault for page in template.pages for fault in _faults(page, values)))


def _faults(page: ParameterPage, values: JsonObject) -> Iterator[str]:
    try:
        found = Schema(page.schema).faults(values)
    except InvalidSchemaError:
        return  # what is no schema judges nothing; lint says so
    for fault in found:
        yield _sentence(fault)


def _sentence(fault: SchemaFault) -> str:
    place = f"`{path_text(fault.path)}`" if fault.path else "The values"
    if fault.keyword == "required":
        missing = [f"`{name}`" for name in fault.expected if name not in fault.given]
        return f"{place} must have {', '.join(missing)}."
    if fault.keyword == "type":
        kinds = fault.expected if isinstance(fault.expected, list) else [fault.expected]
        wanted = " or ".join(_WORDS.get(kind, str(kind)) for kind in kinds)
        return f"{place} must be {wanted}, not {shown(fault.given)}."
    if fault.keyword == "enum":
        return f"{place} must be one of {', '.join(map(shown, fault.expected[:10]))}, not {shown(fault.given)}."
    return f"{place} does not fit: {fault.message}."
