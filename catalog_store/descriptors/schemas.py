"""Declared kinds: their entities must fit the JSON Schema that the configuration gives. The one door to `jsonschema`."""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.exceptions import SchemaError
from jsonschema.protocols import Validator
from jsonschema.validators import validator_for
from referencing import Registry
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT202012

from catalog_store.descriptors.expectations import shown
from catalog_store.descriptors.flaws import Flaw
from catalog_store.descriptors.json_values import Json, path_text
from catalog_store.descriptors.kinds import Kinds

_MOST_FLAWS = 20
_LONGEST_MESSAGE = 200
#: What Backstage's own schemas of kinds build on. The envelope is judged elsewhere, so here they let everything in.
_BACKSTAGE = ("Entity", "EntityEnvelope", "EntityMeta", "common")
# Nothing is ever fetched: a schema is whole, or it is refused.
_REGISTRY: Registry[Any] = Registry().with_resources((name, DRAFT202012.create_resource({})) for name in _BACKSTAGE)
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
        judge = validator_for(schema, default=Draft202012Validator)
        judge.check_schema(schema)
        for _ in judge(schema, registry=_REGISTRY).iter_errors({}):
            pass
    except SchemaError as error:
        place = path_text(tuple(error.absolute_path))
        return f"{f'{place}: ' if place else ''}{error.message[:_LONGEST_MESSAGE]}"
    except Unresolvable as error:
        return f"it refers to {error.ref}, which is not in it"
    return None


def flaws(kind: str, document: Mapping[str, Json], kinds: Kinds) -> Iterator[Flaw]:
    """What does not fit the schema of its kind, in the order of the document."""
    written = dict(kinds.schemas).get(kind)
    if written is None:
        return
    judge = _validator(written)
    try:
        found = sorted(
            islice(judge.iter_errors(document), _MOST_FLAWS), key=lambda error: str(list(error.absolute_path))
        )
    except Unresolvable as unknown:
        fix = "Correct the schema under `callboard.kinds` of app-config.yaml."
        yield Flaw("against-schema", (), f"The schema of {kind} refers to {unknown.ref}, which is not in it.", fix)
        return
    for error in found:
        yield _flaw(kind, error)


@lru_cache(maxsize=64)
def _validator(written: str) -> Validator:
    schema = json.loads(written)
    return validator_for(schema, default=Draft202012Validator)(schema, registry=_REGISTRY)


def _flaw(kind: str, error: ValidationError) -> Flaw:
    path = tuple(error.absolute_path)
    place = path_text(path) or "the entity"
    # Any: whatever the schema says there, and what stands there instead
    expected: Any = error.validator_value
    given: Any = error.instance
    if error.validator == "required":
        missing = next((name for name in expected if name not in given), "")
        field = path_text((*path, missing))
        return Flaw("against-schema", path, f"A {kind} must have {field}.", f"Add `{missing}:` to {place}.")
    if error.validator == "type":
        kinds = expected if isinstance(expected, list) else [expected]
        wanted = " or ".join(_TYPE_WORDS.get(each, str(each)) for each in kinds)
        return Flaw("against-schema", path, f"{place} must be {wanted}, not {shown(given)}.", f"Write {wanted}.")
    if error.validator in ("enum", "const"):
        choices = expected if error.validator == "enum" else [expected]
        choice = ", ".join(shown(each) for each in choices[:10])
        return Flaw("against-schema", path, f"{place} must be one of {choice}, not {shown(given)}.", f"Use {choice}.")
    message = error.message if len(error.message) <= _LONGEST_MESSAGE else f"{error.message[:_LONGEST_MESSAGE]}…"
    fix = "Make it fit the schema of its kind, which is under `callboard.kinds` of app-config.yaml."
    return Flaw("against-schema", path, f"{place} does not fit the schema of {kind}: {message}.", fix)
