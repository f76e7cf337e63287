"""What alerts now, from Alertmanager, or from Grafana's own, which speaks the same language (API version 2)."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from bot.adapters.json_api import JsonApi
from bot.adapters.json_values import Json, moment, part, text
from bot.integrations_settings import SystemSettings
from bot.operation_source import Examined, SourceFailedError
from catalog_store.entities import Entity
from catalog_store.operations import Alert, Reading, SourceKind
from catalog_store.refs import EntityRef

SELECTOR = "grafana/alert-label-selector"
_ID = "backstage.io/kubernetes-id"
#: Labels whose value is the name of a thing, by the customs of Prometheus and Kubernetes.
_NAMING = (
    "service",
    "app",
    "application",
    "component",
    "deployment",
    "statefulset",
    "daemonset",
    "cronjob",
    "workload",
    "job",
    "container",
    "app_kubernetes_io_name",
    "label_app_kubernetes_io_name",
    "label_backstage_io_kubernetes_id",
)
_PART = re.compile(r"\s*(?P<label>[\w.]+)\s*(?P<sign>=~|!=|=)\s*\"?(?P<value>[^\",]*)\"?\s*")
_POD = re.compile(r"-[a-z0-9]{5,10}(?:-[a-z0-9]{5})?|-[0-9]+")


class Alerts:
    """One system that alerts."""

    kind = SourceKind.ALERTING

    def __init__(self, name: str, settings: SystemSettings, path: str) -> None:
        headers = {"Authorization": f"Bearer {settings.token.get_secret_value()}"} if settings.token else {}
        self.name = name
        self._api = JsonApi(settings.url, headers)
        self._path = path

    def concerns(self, entity: Entity) -> bool:
        """Whatever runs may alert."""
        return entity.ref.kind in ("component", "resource")

    def read(self, entities: Sequence[Entity]) -> Mapping[EntityRef, Reading]:
        """What alerts of each: one question for all of them.

        Raises:
            SourceFailedError: it tells nothing.
        """
        alerts = self._told()
        return {entity.ref: Reading(alerts=tuple(_chosen(alerts, _belongs(entity)))) for entity in entities}

    def examine(self) -> Examined:
        """Whether it tells alerts.

        Raises:
            SourceFailedError: it does not.
        """
        return Examined(f"answers, with {len(self._told())} alerts at present")

    def _told(self) -> list[Mapping[str, Json]]:
        told = self._api.get(self._path, {"active": "true", "silenced": "true", "inhibited": "false"})
        if not isinstance(told, list):
            raise SourceFailedError("its answer makes no sense; baseUrl must lead to its root")
        return [each for each in told if isinstance(each, Mapping)]


def alertmanager(settings: SystemSettings) -> Alerts:
    """Prometheus' Alertmanager."""
    return Alerts("Alertmanager", settings, "/api/v2/alerts")


def grafana(settings: SystemSettings) -> Alerts:
    """Grafana's own alerting."""
    return Alerts("Grafana", settings, "/api/alertmanager/grafana/api/v2/alerts")


def _chosen(alerts: Iterable[Mapping[str, Json]], belongs: Callable[[Mapping[str, Json]], bool]) -> Iterable[Alert]:
    for each in alerts:
        began = moment(each, "startsAt")
        if began and belongs(part(each, "labels")):
            yield _alert(each, began)


def _alert(told: Json, began: datetime) -> Alert:
    notes, labels = part(told, "annotations"), part(told, "labels")
    return Alert(
        name=text(labels, "alertname") or "an alert without a name",
        severity=text(labels, "severity"),
        since=began,
        summary=text(notes, "summary") or text(notes, "message") or text(notes, "description"),
        url=text(notes, "runbook_url") or text(told, "generatorURL") or None,
        is_silenced=text(told, "status", "state") == "suppressed",
    )


def _belongs(entity: Entity) -> Callable[[Mapping[str, Json]], bool]:
    """Whether an alert with these labels is about the thing: by its annotation, else by its name."""
    selector = str(entity.annotations.get(SELECTOR) or "").strip()
    if selector:
        return _by_selector(selector)
    names = {entity.name.lower(), str(entity.annotations.get(_ID) or entity.name).strip().lower()}

    def by_name(labels: Mapping[str, Json]) -> bool:
        if any(str(labels.get(label) or "").lower() in names for label in _NAMING):
            return True
        pod = str(labels.get("pod") or "").lower()
        return any(pod.startswith(name) and _POD.fullmatch(pod.removeprefix(name)) for name in names)

    return by_name


def _by_selector(selector: str) -> Callable[[Mapping[str, Json]], bool]:
    """`service=payments-api,team=payments`, as Backstage's plug-in for Grafana has it."""
    parts = [found for found in map(_PART.fullmatch, selector.split(",")) if found]

    def by_labels(labels: Mapping[str, Json]) -> bool:
        return bool(parts) and all(_fits(found, str(labels.get(found["label"]) or "")) for found in parts)

    return by_labels


def _fits(found: re.Match[str], value: str) -> bool:
    if found["sign"] == "=~":
        return value in found["value"].split("|")  # a choice of names; anything cleverer is not run on foreign words
    return (value == found["value"]) == (found["sign"] == "=")
