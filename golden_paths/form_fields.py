"""Fields of other portals (`ui:field`) that an installation gives a menu: fixed choices, or entities of the catalog."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from golden_paths.marks import JsonObject
from golden_paths.template import Template, template_of

_PARAMETERS = "parameters"


@dataclass(frozen=True, slots=True)
class Option:
    """One value, and what people read for it."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class FixedOptions:
    """These and no others."""

    options: tuple[Option, ...]

    def asked(self, schema: JsonObject) -> JsonObject:
        """The parameter as a choice of one, or of several where it is a list."""
        plain = {key: value for key, value in schema.items() if key != "ui:field"}
        choice = {
            "type": "string",
            "enum": [option.value for option in self.options],
            "enumNames": [option.label for option in self.options],
        }
        if schema.get("type") == "array":
            return {**plain, "items": choice, "uniqueItems": True}
        return {**plain, **choice}


@dataclass(frozen=True, slots=True)
class CatalogOptions:
    """Entities that fit this filter, which is one of Backstage's `catalogFilter`."""

    wanted: JsonObject

    def asked(self, schema: JsonObject) -> JsonObject:
        """The parameter as a picker of one entity, or of several where it is a list."""
        field = "MultiEntityPicker" if schema.get("type") == "array" else "EntityPicker"
        options = {"catalogFilter": dict(self.wanted), "allowArbitraryValues": False}
        return {**schema, "ui:field": field, "ui:options": options}


#: Where the options of each `ui:field` come from, by its name.
FormFields = Mapping[str, FixedOptions | CatalogOptions]


def with_menus(template: Template, fields: FormFields) -> Template:
    """The template with menus in the place of these fields. It is another version, as its form is another one."""
    spec = template.entity["spec"]
    asked = _asked(spec.get(_PARAMETERS), fields)
    if asked == spec.get(_PARAMETERS):
        return template
    entity = {**template.entity, "spec": {**spec, _PARAMETERS: asked}}
    digest = hashlib.sha256(f"{template.digest} {json.dumps(asked, sort_keys=True)}".encode()).hexdigest()
    return template_of(entity, folder=template.folder, file=template.file, digest=digest, shared=template.shared)


def _asked(written: Any, fields: FormFields) -> Any:  # Any: JSON Schema, wherever parameters may stand in it
    if isinstance(written, Mapping):
        inner = {key: _asked(value, fields) for key, value in written.items()}
        name = inner.get("ui:field")
        source = fields.get(name) if isinstance(name, str) else None
        return source.asked(inner) if source else inner
    if isinstance(written, Sequence) and not isinstance(written, str):
        return [_asked(value, fields) for value in written]
    return written
