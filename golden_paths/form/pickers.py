"""The fields that Backstage adds to forms (`ui:field`): pickers of entities, repositories and names."""

from collections.abc import Callable, Mapping
from typing import Any

from golden_paths.form.fields import CatalogQuery, FieldKind, RepoQuery, Schema, Scope
from golden_paths.form.ui import options, texts


def entity_query(schema: Schema) -> CatalogQuery:
    """What `catalogFilter`, `allowedKinds` and their like say."""
    said = options(schema)
    filters = _filters(said.get("catalogFilter"))
    kinds = tuple(kind.lower() for kind in texts(said.get("allowedKinds"))) or _kinds_of(filters)
    namespace = said.get("defaultNamespace")
    return CatalogQuery(
        kinds=kinds,
        filters=filters,
        default_kind=_small(said.get("defaultKind")) or (kinds[0] if len(kinds) == 1 else None),
        default_namespace=namespace if isinstance(namespace, str) else None,
        is_free=said.get("allowArbitraryValues", True) is not False,
    )


def owner_query(schema: Schema) -> CatalogQuery:
    """An owner is a team or a person unless the template says otherwise, and a bare name is a team's."""
    found = entity_query(schema)
    return CatalogQuery(
        kinds=found.kinds or ("group", "user"),
        filters=found.filters,
        default_kind=found.default_kind or "group",
        default_namespace=found.default_namespace,
        is_free=found.is_free,
        is_owner=True,
    )


def my_groups_query(_schema: Schema) -> CatalogQuery:
    """One of the teams that the person belongs to."""
    return CatalogQuery(kinds=("group",), default_kind="group", is_free=False, scope=Scope.MY_GROUPS, is_owner=True)


def owned_query(schema: Schema) -> CatalogQuery:
    """One of the things that the person or their teams own."""
    found = entity_query(schema)
    return CatalogQuery(
        found.kinds, found.filters, found.default_kind, found.default_namespace, found.is_free, Scope.OWNED
    )


def repo_query(schema: Schema) -> RepoQuery:
    """Where the new repository may be."""
    said = options(schema)
    return RepoQuery(
        hosts=_given(said, "allowedHosts"),
        owners=_given(said, "allowedOwners"),
        organizations=_given(said, "allowedOrganizations"),
        workspaces=_given(said, "allowedWorkspaces"),
        projects=_given(said, "allowedProjects"),
        repos=_given(said, "allowedRepos"),
        for_person=isinstance(said.get("requestUserCredentials"), Mapping),
    )


ENTITY_PICKERS: Mapping[str, tuple[FieldKind, Callable[[Schema], CatalogQuery]]] = {
    "EntityPicker": (FieldKind.ENTITY, entity_query),
    "OwnerPicker": (FieldKind.ENTITY, owner_query),
    "OwnedEntityPicker": (FieldKind.ENTITY, owned_query),
    "MyGroupsPicker": (FieldKind.ENTITY, my_groups_query),
    "MultiEntityPicker": (FieldKind.ENTITIES, entity_query),
}


def _given(said: Mapping[str, Any], key: str) -> tuple[str, ...]:
    return tuple(text.strip() for text in texts(said.get(key)) if text.strip())


def _filters(value: object) -> tuple[Mapping[str, tuple[str, ...]], ...]:
    found = value if isinstance(value, list) else [value]
    return tuple({key: _wanted(each[key]) for key in each} for each in found if isinstance(each, Mapping))


def _wanted(value: object) -> tuple[str, ...]:
    """The values that a field may have; none where it must only be there (`{exists: true}`)."""
    if isinstance(value, Mapping):
        return ()
    items = value if isinstance(value, list) else [value]
    return tuple(str(item).lower() for item in items if isinstance(item, str | int | float))


def _kinds_of(filters: tuple[Mapping[str, tuple[str, ...]], ...]) -> tuple[str, ...]:
    """The kinds that the filters name; none when one of them lets every kind in."""
    if not all(each.get("kind") for each in filters):
        return ()
    return tuple(dict.fromkeys(kind for each in filters for kind in each["kind"]))


def _small(value: object) -> str | None:
    return value.lower() if isinstance(value, str) and value.strip() else None
