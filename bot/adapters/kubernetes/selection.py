"""Which resources of a cluster belong to a thing of the catalog, as its annotations say."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from catalog_store.entities import Entity
from catalog_store.refs import EntityRef

ID = "backstage.io/kubernetes-id"
NAMESPACE = "backstage.io/kubernetes-namespace"
SELECTOR = "backstage.io/kubernetes-label-selector"
CLUSTER = "backstage.io/kubernetes-cluster"
#: The label by which Kubernetes' own tools name an application: looked at where our own names nothing.
COMMON_LABEL = "app.kubernetes.io/name"

#: What may stand in a label, and in a namespace's name. All else would be a part of the address.
_VALUE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?")
_NAMESPACE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_SELECTOR_LIMIT = 1000


class UnselectableError(Exception):
    """The annotations of a thing choose nothing that a cluster could be asked for. The text is a clause."""


@dataclass(frozen=True, slots=True)
class Selection:
    """How a thing's resources are found. `value` is the label `backstage.io/kubernetes-id`, where that is the way.

    `is_named`: an annotation says so; else it is only supposed, after the thing's name.
    """

    namespace: str | None
    selector: str
    value: str | None
    cluster: str | None
    is_named: bool


@dataclass(frozen=True, slots=True)
class Scope:
    """One question to a cluster. With `by_value` it is about several things, told apart by that label."""

    namespace: str | None
    selector: str
    by_value: Mapping[str, EntityRef]
    only: EntityRef | None = None


def selection_of(entity: Entity) -> Selection:
    """How its resources are found.

    Raises:
        UnselectableError: its annotations are not fit for that.
    """
    written = {name: str(entity.annotations.get(name) or "").strip() for name in (ID, NAMESPACE, SELECTOR, CLUSTER)}
    namespace = written[NAMESPACE] or None
    if namespace and not _NAMESPACE.fullmatch(namespace):
        raise UnselectableError(f"its annotation {NAMESPACE} is no name of a namespace")
    cluster = written[CLUSTER] or None
    if written[SELECTOR]:
        if len(written[SELECTOR]) > _SELECTOR_LIMIT:
            raise UnselectableError(f"its annotation {SELECTOR} is too long")
        return Selection(namespace, written[SELECTOR], None, cluster, is_named=True)
    value = written[ID] or entity.name
    if not _VALUE.fullmatch(value):
        raise UnselectableError(f"its annotation {ID} cannot be the value of a label")
    is_named = any(written[name] for name in (ID, NAMESPACE, CLUSTER))
    return Selection(namespace, f"{ID}={value}", value, cluster, is_named)


def scopes_of(chosen: Iterable[tuple[EntityRef, Selection]]) -> tuple[Scope, ...]:
    """As few questions as cover all of them: things that are told apart by their id are asked for together."""
    together: defaultdict[str | None, dict[str, EntityRef]] = defaultdict(dict)
    alone: list[Scope] = []
    for ref, selection in chosen:
        if selection.value is not None and selection.value not in together[selection.namespace]:
            together[selection.namespace][selection.value] = ref
        else:
            alone.append(Scope(selection.namespace, selection.selector, {}, ref))
    return (*(_of_ids(namespace, ids) for namespace, ids in together.items() if ids), *alone)


def common_scope(ref: EntityRef, name: str, namespace: str | None) -> Scope:
    """The same thing by the label that Kubernetes' own tools use."""
    return Scope(namespace, f"{COMMON_LABEL}={name}", {}, ref)


def _of_ids(namespace: str | None, ids: Mapping[str, EntityRef]) -> Scope:
    if len(ids) == 1:
        value, ref = next(iter(ids.items()))
        return Scope(namespace, f"{ID}={value}", {}, ref)
    return Scope(namespace, f"{ID} in ({','.join(sorted(ids))})", dict(ids))
