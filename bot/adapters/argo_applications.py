"""Applications of Argo CD, which look the same as resources of a cluster and as answers of its API."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.adapters.json_values import Json, items, moment, part, text
from bot.kubernetes_settings import Environments
from catalog_store.entities import Entity
from catalog_store.operations import Deployment, DeploymentOutcome, Reading, Sync

NAME = "argocd/app-name"
SELECTOR = "argocd/app-selector"
NAMESPACE = "argocd/app-namespace"
SOURCE = "argocd"
_MOST_HISTORY = 10
#: What Argo calls the cluster that it runs in.
_ITS_OWN = ("https://kubernetes.default.svc", "in-cluster")
_OUTCOMES = {
    "Failed": DeploymentOutcome.FAILED,
    "Error": DeploymentOutcome.FAILED,
    "Running": DeploymentOutcome.RUNNING,
}


@dataclass(frozen=True, slots=True)
class WantedApps:
    """The applications that a thing's annotations name. Without any it has none."""

    name: str = ""
    selector: str = ""
    namespace: str | None = None

    @property
    def are_named(self) -> bool:
        """An annotation names some."""
        return bool(self.name or self.selector)


def wanted_apps(entity: Entity) -> WantedApps:
    """What the annotations say."""
    written = {key: str(entity.annotations.get(key) or "").strip() for key in (NAME, SELECTOR, NAMESPACE)}
    return WantedApps(written[NAME], written[SELECTOR], written[NAMESPACE] or None)


def reading_of(apps: tuple[Json, ...], environments: Environments, *, cluster: str, page: str | None) -> Reading:
    """All that the applications tell. `cluster` is where Argo itself runs, `page` the address of its pages."""
    return Reading(
        syncs=tuple(_sync(app, environments, cluster, page) for app in apps),
        deployments=tuple(each for app in apps for each in _history(app, environments, cluster)),
    )


def _sync(app: Json, environments: Environments, cluster: str, page: str | None) -> Sync:
    namespace, name = text(app, "metadata", "namespace"), text(app, "metadata", "name")
    return Sync(
        app=name,
        environment=_environment(app, environments, cluster),
        sync=text(app, "status", "sync", "status"),
        health=text(app, "status", "health", "status"),
        message=_message(app),
        revision=text(app, "status", "sync", "revision"),
        at=moment(app, "status", "operationState", "finishedAt"),
        url=f"{page}/applications/{namespace}/{name}" if page else None,
    )


def _message(app: Json) -> str:
    """What is wrong: with its health, with the last operation, or as a condition says."""
    failed = text(app, "status", "operationState", "phase") in ("Failed", "Error")
    conditions = [text(each, "message") for each in items(app, "status", "conditions")]
    told = [
        text(app, "status", "health", "message"),
        text(app, "status", "operationState", "message") if failed else "",
        *conditions,
    ]
    return next(filter(None, told), "")


def _history(app: Json, environments: Environments, cluster: str) -> Iterator[Deployment]:
    name, namespace = text(app, "metadata", "name"), text(app, "metadata", "namespace")
    newest_first = sorted(items(app, "status", "history"), key=_deployed_at, reverse=True)[:_MOST_HISTORY]
    for place, each in enumerate(newest_first):
        at = moment(each, "deployedAt")
        if at is None:
            continue
        yield Deployment(
            source=SOURCE,
            key=f"{namespace}/{name}/{each.get('id')}",
            environment=_environment(app, environments, cluster),
            at=at,
            outcome=DeploymentOutcome.REPLACED if place else _outcome(app),
            commit=text(each, "revision")[:40],
            by=text(each, "initiatedBy", "username"),
        )


def _outcome(app: Json) -> DeploymentOutcome:
    return _OUTCOMES.get(text(app, "status", "operationState", "phase"), DeploymentOutcome.SUCCEEDED)


def _deployed_at(entry: Mapping[str, Json]) -> float:
    at: datetime | None = moment(entry, "deployedAt")
    return at.timestamp() if at else 0.0


def _environment(app: Json, environments: Environments, cluster: str) -> str:
    destination = part(app, "spec", "destination")
    named = text(destination, "name") or text(destination, "server")
    where = cluster if named in _ITS_OWN or not named else named
    return environments.name(where, text(destination, "namespace"))
