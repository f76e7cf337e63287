"""The collectors that read facts off what the catalog holds, and the facts that there are."""

from functools import lru_cache

from catalog_store.facts.collectors import (
    alerts,
    branches,
    continuous_integration,
    described,
    documents,
    files,
    languages,
    on_call,
    ownership,
    repository,
    running,
    versions,
)
from catalog_store.facts.model import FactKind, FactType

ALL = (
    described.COLLECTOR,
    ownership.COLLECTOR,
    on_call.COLLECTOR,
    repository.COLLECTOR,
    documents.COLLECTOR,
    files.COLLECTOR,
    versions.COLLECTOR,
    languages.COLLECTOR,
    continuous_integration.COLLECTOR,
    branches.BRANCH,
    branches.PROTECTION,
    alerts.DEPENDENCIES,
    alerts.SCANNING,
    running.COLLECTOR,
    on_call.PAGED,
)

#: Facts that are named after what a file says: `annotation:pagerduty.com/service-id`, `label:tier`.
_OPEN = {
    "annotation:": "the text of an annotation of this name",
    "label:": "the text of a label of this name",
}
_SOURCES = {kind.name: collector.source for collector in ALL for kind in collector.facts}
_KINDS = {kind.name: kind for collector in ALL for kind in collector.facts}


@lru_cache(maxsize=4_096)  # every thing is asked for the same few
def kind_of(name: str) -> FactKind | None:
    """The fact of this name, if there can be one."""
    if found := _KINDS.get(name):
        return found
    about = next((about for prefix, about in _OPEN.items() if name.startswith(prefix) and name != prefix), None)
    return FactKind(name, FactType.TEXT, about) if about else None


def names() -> tuple[str, ...]:
    """The names of all facts that have one of their own."""
    return tuple(_KINDS)


def source_of(name: str) -> str | None:
    """Under which name others keep a fact; None for what the catalog itself tells."""
    return _SOURCES.get(name)
