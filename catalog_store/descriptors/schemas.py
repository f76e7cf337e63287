"""Declared kinds: their entities must fit the JSON Schema that the configuration gives."""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from catalog_store.descriptors.expectations import shown
from catalog_store.descriptors.flaws import Flaw
from catalog_store.descriptors.json_values import Json, path_text
from catalog_store.descriptors.kinds import Kinds
from catalog_store.json_schema import InvalidSchemaError, Schema, SchemaFault

#: What Backstage's own schemas of kinds build on. The envelope is judged elsewhere, so here they let everything in.
_BACKSTAGE = ("Entity", "EntityEnvelope", "EntityMeta", "common")
_TYPE_WORDS = {
    "string": "a text",
    "object": "a mapping",
    "array": "a list",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "`true` or `false`",
    "null": "empty",
}


def fault_of_schema(schema: dict[str, Any]) -> str | None:
    """Why this is no schema that can be used, in words; None when it can."""
    try:
        Schema(schema, newest=True, known=_BACKSTAGE).fits({})
    except InvalidSchemaError as error:
        return str(error)
    return None


def flaws(kind: str, document: Mapping[str, Json], kinds: Kinds) -> Iterator[Flaw]:
    """What does not fit the schema of its kind, in the order of the document."""
    written = dict(kinds.schemas).get(kind)
    if written is None:
        return
    try:
        found = _schema(written).faults(document)
    except InvalidSchemaError as unusable:
        fix = "Correct the schema under `callboard.kinds` of app-config.yaml."
        yield Flaw("against-schema", (), f"The schema of {kind} cannot be used: {unusable}.", fix)
        return
    for fault in found:
        yield _flaw(kind, fault)


@lru_cache(maxsize=64)
def _schema(written: str) -> Schema:
    return Schema(json.loads(written), newest=True, known=_BACKSTAGE)


def _flaw(kind: str, fault: SchemaFault) -> Flaw:
    path = fault.path
    place = path_text(path) or "the entity"
    expected, given = fault.expected, fault.given
    if fault.keyword == "required":
        missing = next((name for name in expected if name not in given), "")
        field = path_text((*path, missing))
        return Flaw("against-schema", path, f"A {kind} must have {field}.", f"Add `{missing}:` to {place}.")
    if fault.keyword == "type":
        kinds = expected if isinstance(expected, list) else [expected]
        wanted = " or ".join(_TYPE_WORDS.get(each, str(each)) for each in kinds)
        return Flaw("against-schema", path, f"{place} must be {wanted}, not {shown(given)}.", f"Write {wanted}.")
    if fault.keyword in ("enum", "const"):
        choices = expected if fault.keyword == "enum" else [expected]
        choice = ", ".join(shown(each) for each in choices[:10])
        return Flaw("against-schema", path, f"{place} must be one of {choice}, not {shown(given)}.", f"Use {choice}.")
    fix = "Make it fit the schema of its kind, which is under `callboard.kinds` of app-config.yaml."
    return Flaw("against-schema", path, f"{place} does not fit the schema of {kind}: {fault.message}.", fix)
