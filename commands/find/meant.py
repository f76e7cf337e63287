"""What somebody may have meant with a filter that nothing fits: `owner:payments` for `owner:paymets`."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from catalog_store.descriptors.corrections import nearest
from catalog_store.search import Query
from commands.services import Services

_LIFECYCLES = ("production", "experimental", "deprecated")


def meant_query(query: Query, services: Services) -> Query | None:
    """The same with one filter corrected, where something fits that."""
    for place, each in enumerate(query.filters):
        near = _NEAR[each.key](each.value, services) if each.key in _NEAR and not each.is_negated else None
        if near and near != each.value:
            corrected = (*query.filters[:place], replace(each, value=near), *query.filters[place + 1 :])
            other = replace(query, filters=corrected)
            return other if services.search.find(other, limit=1).hits else None
    return None


def _lifecycle(value: str, _services: Services) -> str | None:
    return next((each for each in _LIFECYCLES if each.startswith(value)), None) or nearest(value, _LIFECYCLES)


def _named(value: str, services: Services, *kinds: str) -> str | None:
    found = services.resolver.resolve(value, kinds=kinds)
    return next((each.ref.name for each in (*found.candidates, *found.suggestions)), None)


_NEAR: Mapping[str, Callable[[str, Services], str | None]] = {
    "lifecycle": _lifecycle,
    "owner": lambda value, services: _named(value, services, "group", "user"),
    "system": lambda value, services: _named(value, services, "system"),
}
