"""One cluster as a source: what runs there for things of the catalog."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime

from bot.adapters.argo_applications import reading_of, wanted_apps
from bot.adapters.json_values import Json, part
from bot.adapters.kubernetes.access import CONNECTIONS
from bot.adapters.kubernetes.client import MOST_ITEMS, Asked, ClusterClient
from bot.adapters.kubernetes.errors import AwayError, ClusterError, NotAllowedError, NotServedError
from bot.adapters.kubernetes.events import FIELDS, MOST, explained, namespaces_to_ask
from bot.adapters.kubernetes.facts import Lists, workloads_from
from bot.adapters.kubernetes.history import deployments_of
from bot.adapters.kubernetes.resources import APPLICATIONS, EVENTS, METRICS, WORKLOADS, Plural, Resource
from bot.adapters.kubernetes.selection import (
    ID,
    Scope,
    Selection,
    UnselectableError,
    common_scope,
    scopes_of,
    selection_of,
)
from bot.adapters.kubernetes.usage import measured
from bot.adapters.kubernetes.watching import WatchedLists
from bot.kubernetes_settings import Environments
from bot.operation_source import Examined, SourceFailedError
from catalog_store.entities import Entity
from catalog_store.operations import Reading, SourceKind
from catalog_store.refs import EntityRef
from catalog_store.workloads import Site, Workload

#: Without these nothing can be said of what runs.
_NEEDED = frozenset((Plural.PODS, Plural.DEPLOYMENTS))
#: Measured now and then, and of no version.
_NOT_WATCHED = frozenset((METRICS,))
_MOST_GAPS = 4
_MOST_APPS = 20
_MOST_NAMESPACES = 3


class ClusterSource:
    """Asks one cluster, all its lists at once."""

    kind = SourceKind.CLUSTER

    def __init__(
        self,
        name: str,
        title: str,
        client: ClusterClient,
        *,
        environments: Environments,
        clock: Callable[[], datetime],
        dashboard_url: str | None = None,
        is_single_tenant: bool = False,
        reads_argo: bool = True,
        reads_metrics: bool = True,
        watched: WatchedLists | None = None,
    ) -> None:
        """`reads_argo`: Argo CD's applications are read as resources, as its API is not asked."""
        self._reads_metrics = reads_metrics
        self._name = name
        self._title = title
        self._client = client
        self._environments = environments
        self._clock = clock
        self._dashboard_url = dashboard_url
        self._is_single_tenant = is_single_tenant
        self._reads_argo = reads_argo
        self._watched = watched or WatchedLists(client)
        self._pool = ThreadPoolExecutor(CONNECTIONS, thread_name_prefix=f"cluster-{name}")

    @property
    def name(self) -> str:
        """What people call it."""
        return f"cluster {self._title}"

    def concerns(self, entity: Entity) -> bool:
        """Whether it may run there."""
        try:
            chosen = selection_of(entity)
        except UnselectableError:
            return True  # so that somebody is told
        if chosen.cluster is None and self._is_single_tenant:
            return False
        if chosen.cluster not in (None, self._name):
            return False
        return chosen.is_named or entity.ref.kind == "component"

    def read(self, entities: Sequence[Entity]) -> Mapping[EntityRef, Reading]:
        """What runs for each.

        Raises:
            SourceFailedError: the cluster tells nothing.
        """
        found: dict[EntityRef, Reading] = {}
        chosen: list[tuple[EntityRef, Selection]] = []
        for entity in entities:
            try:
                chosen.append((entity.ref, selection_of(entity)))
            except UnselectableError as error:
                found[entity.ref] = Reading(gaps=(str(error),))
        for scope in scopes_of(chosen):
            found |= self._of_scope(scope)
        self._by_common_label(entities, dict(chosen), found)
        return {entity.ref: self._with_argo(found[entity.ref], entity) for entity in entities}

    def examine(self) -> Examined:
        """Its version, and which lists our account may not read.

        Raises:
            SourceFailedError: it does not answer, or does not know us.
        """
        try:
            version = self._client.version()
            lacks = [
                each.plural.value
                for each in (*WORKLOADS, EVENTS)
                if not each.is_optional and not self._client.review(each)
            ]
        except ClusterError as error:
            raise SourceFailedError(str(error)) from error
        return Examined(f"runs Kubernetes {version}", tuple(lacks))

    def _by_common_label(
        self, entities: Sequence[Entity], chosen: Mapping[EntityRef, Selection], found: dict[EntityRef, Reading]
    ) -> None:
        """What our own label names nothing for may have the common one. Only one thing is looked for twice."""
        if len(entities) != 1 or entities[0].ref not in chosen:
            return
        entity, selection = entities[0], chosen[entities[0].ref]
        told = found.get(entity.ref, Reading())
        if selection.value is not None and not told.workloads and not told.gaps:
            found |= self._of_scope(common_scope(entity.ref, selection.value, selection.namespace))

    def _with_argo(self, reading: Reading, entity: Entity) -> Reading:
        """The same with Argo CD's applications, where it runs on this cluster."""
        wanted = wanted_apps(entity)
        if not self._reads_argo or not wanted.are_named:
            return reading
        fields = f"metadata.name={wanted.name}" if wanted.name else ""
        selector = "" if wanted.name else wanted.selector
        try:
            apps = self._client.all(APPLICATIONS, wanted.namespace, selector=selector, fields=fields, most=_MOST_APPS)
        except (NotServedError, NotAllowedError):
            return reading  # Argo CD runs elsewhere, or is not to be looked at
        except ClusterError as error:
            return replace(reading, gaps=(*reading.gaps, f"applications of Argo CD: {error}"))
        told = reading_of(tuple(apps), self._environments, cluster=self._name, page=None)
        return replace(reading, syncs=told.syncs, deployments=(*reading.deployments, *told.deployments))

    def _of_scope(self, scope: Scope) -> dict[EntityRef, Reading]:
        lists, gaps = self._lists(scope)
        if scope.only is not None:
            return {scope.only: self._reading(lists, gaps)}
        parted = _by_label(lists)
        return {ref: self._reading(parted.get(value, Lists()), gaps) for value, ref in scope.by_value.items()}

    def _reading(self, lists: Lists, gaps: tuple[str, ...]) -> Reading:
        running = measured(workloads_from(lists, self._site), lists.of(Plural.METRICS))
        workloads, unexplained = self._explained(running)
        deployments = deployments_of(workloads, self._clock())
        return Reading(workloads=workloads, deployments=deployments, gaps=(*gaps, *unexplained))

    def _explained(self, workloads: tuple[Workload, ...]) -> tuple[tuple[Workload, ...], tuple[str, ...]]:
        """With what events say, where the pods themselves do not say what is wrong."""
        events: list[Json] = []
        for namespace in namespaces_to_ask(workloads, self._clock())[:_MOST_NAMESPACES]:
            try:
                events += self._client.all(EVENTS, namespace, fields=FIELDS, most=MOST)
            except ClusterError as error:
                return workloads, (str(error),)
        return explained(workloads, events), ()

    def _lists(self, scope: Scope) -> tuple[Lists, tuple[str, ...]]:
        """All lists, and what could not be had. Raises `SourceFailedError` when nothing that matters came."""
        wanted = (*WORKLOADS, METRICS) if self._reads_metrics else WORKLOADS
        asked = {each: self._pool.submit(self._list, each, scope) for each in wanted}
        found: dict[Plural, Sequence[Json]] = {}
        failed: dict[Resource, ClusterError] = {}
        for resource, answer in asked.items():
            told = answer.result()
            if isinstance(told, ClusterError):
                failed[resource] = told
            else:
                found[resource.plural] = told
        if _NEEDED.isdisjoint(found) or any(_is_away(*each) for each in failed.items()):
            raise SourceFailedError(str(_gravest(failed)))
        return Lists(found), _gaps(found, failed)

    def _list(self, resource: Resource, scope: Scope) -> Sequence[Json] | ClusterError:
        asked = Asked(resource, scope.namespace, scope.selector)
        try:
            return self._client.listed(asked)[0] if resource in _NOT_WATCHED else self._watched.all(asked)
        except ClusterError as error:
            return error

    def _site(self, namespace: str) -> Site:
        return Site(
            self._environments.name(self._name, namespace), self._title, namespace, cluster_url=self._dashboard_url
        )


def _gravest(failed: Mapping[Resource, ClusterError]) -> ClusterError:
    """What keeps us from everything, rather than from one list."""
    return next(
        (each for each in failed.values() if not isinstance(each, NotAllowedError | NotServedError)),
        next(iter(failed.values())),
    )


def _is_away(resource: Resource, error: ClusterError) -> bool:
    """Additions to a cluster are served by programs of their own, which may be away alone."""
    return isinstance(error, AwayError) and not resource.is_optional


def _gaps(found: Mapping[Plural, Sequence[Json]], failed: Mapping[Resource, ClusterError]) -> tuple[str, ...]:
    refused = [
        f"{resource.plural}: {error}" if isinstance(error, AwayError) else str(error)
        for resource, error in failed.items()
        if not (resource.is_optional and isinstance(error, NotServedError | NotAllowedError))
    ]
    cut = [f"it has more than {MOST_ITEMS:,} {plural}" for plural, told in found.items() if len(told) >= MOST_ITEMS]
    return (*refused[:_MOST_GAPS], *cut)


def _by_label(lists: Lists) -> dict[str, Lists]:
    """The lists of several things, each for itself."""
    parted: defaultdict[str, defaultdict[Plural, list[Json]]] = defaultdict(lambda: defaultdict(list))
    for plural, told in lists.by_plural.items():
        for each in told:
            parted[str(part(each, "metadata", "labels").get(ID))][plural].append(each)
    return {value: Lists(dict(own)) for value, own in parted.items()}
