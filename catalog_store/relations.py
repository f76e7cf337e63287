"""Which relations a file declares, each in the one direction in which the catalog keeps it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from catalog_store.entities import Entity, Relation, RelationType
from catalog_store.errors import InvalidRefError
from catalog_store.refs import EntityRef


@dataclass(frozen=True, slots=True)
class _Field:
    """A field of `spec` that names other entities. `inverse`: the named one is the relation's source."""

    name: str
    type: RelationType
    default_kind: str | None
    inverse: bool = False


_OWNED = (_Field("owner", RelationType.OWNED_BY, "group"),)
_IN_SYSTEM = (*_OWNED, _Field("system", RelationType.PART_OF, "system"))
_DEPENDS = (
    _Field("dependsOn", RelationType.DEPENDS_ON, "component"),
    _Field("dependencyOf", RelationType.DEPENDS_ON, "component", inverse=True),
)

#: Kinds that the configuration declares may be owned, be part of a system and need things, as resources do.
_DECLARED = (*_IN_SYSTEM, *_DEPENDS)

#: Which fields count for which kind, with the default kinds of Backstage's own processors.
FIELDS: dict[str, tuple[_Field, ...]] = {
    "component": (
        *_IN_SYSTEM,
        *_DEPENDS,
        _Field("subcomponentOf", RelationType.PART_OF, "component"),
        _Field("providesApis", RelationType.PROVIDES_API, "api"),
        _Field("consumesApis", RelationType.CONSUMES_API, "api"),
    ),
    "api": _IN_SYSTEM,
    "resource": (*_IN_SYSTEM, *_DEPENDS),
    "system": (*_OWNED, _Field("domain", RelationType.PART_OF, "domain")),
    "domain": (*_OWNED, _Field("subdomainOf", RelationType.PART_OF, "domain")),
    "template": _OWNED,
    "location": (),
    "group": (
        _Field("parent", RelationType.CHILD_OF, "group"),
        _Field("children", RelationType.CHILD_OF, "group", inverse=True),
        _Field("members", RelationType.MEMBER_OF, "user", inverse=True),
    ),
    "user": (_Field("memberOf", RelationType.MEMBER_OF, "group"),),
}


@dataclass(frozen=True, slots=True)
class Declared:
    """One reference as a file writes it: the field, the text, and the relation it makes, if the text can be one."""

    field: str
    text: str
    relation: Relation | None


def declared_by(entity: Entity) -> Iterator[Declared]:
    """Every reference in the entity's own fields, in the order of the table above. Declared kinds are like resources."""
    for field, index, text in _references(entity):
        path = f"spec.{field.name}" if index is None else f"spec.{field.name}[{index}]"
        yield Declared(path, text, _relation(entity.ref, field, text))


def relations_of(entity: Entity) -> tuple[Relation, ...]:
    """The relations that the entity's own fields declare, without doubles."""
    found = (_relation(entity.ref, field, text) for field, _, text in _references(entity))
    return tuple(dict.fromkeys(relation for relation in found if relation))


def _references(entity: Entity) -> Iterator[tuple[_Field, int | None, str]]:
    """Each field that names another entity, the place in its list if it is one, and the text."""
    spec = entity.spec
    for field in FIELDS.get(entity.ref.kind, _DECLARED):
        value: Any = spec.get(field.name)
        if isinstance(value, str):
            if value.strip():
                yield field, None, value
        elif isinstance(value, list | tuple):
            for index, text in enumerate(value):
                if isinstance(text, str) and text.strip():
                    yield field, index, text


def _relation(ref: EntityRef, field: _Field, text: str) -> Relation | None:
    try:
        other = EntityRef.parse(text, default_kind=field.default_kind, default_namespace=ref.namespace)
    except InvalidRefError:
        return None
    return Relation(field.type, other, ref) if field.inverse else Relation(field.type, ref, other)
