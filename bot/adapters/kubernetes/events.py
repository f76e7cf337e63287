"""What a cluster's events say of pods that do not come up: the last warning about each."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bot.adapters.json_values import Json, moment, text
from catalog_store.workloads import Pod, Trouble, TroubleKind, Workload, troubles_of

#: Of these a pod itself does not say why.
_UNEXPLAINED = frozenset((TroubleKind.NOT_READY, TroubleKind.STUCK_STARTING))
#: Warnings that only repeat what the pod says already.
_REPEATING = frozenset(("BackOff", "Failed", "FailedScheduling"))
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
#: What is asked for: warnings about pods, and no more of them than a person could read.
FIELDS = "involvedObject.kind=Pod,type=Warning"
MOST = 500


def namespaces_to_ask(workloads: Iterable[Workload], now: datetime) -> tuple[str, ...]:
    """Where pods are whose trouble only events explain."""
    found = (each.site.namespace for each in workloads if _is_unexplained(troubles_of(each.pods, now)))
    return tuple(dict.fromkeys(namespace for namespace in found if namespace))


def explained(workloads: Sequence[Workload], events: Iterable[Json]) -> tuple[Workload, ...]:
    """The same workloads, whose pods carry the last warning about them."""
    warnings = _last_warnings(events)
    return tuple(replace(each, pods=tuple(_explained(pod, each, warnings) for pod in each.pods)) for each in workloads)


def _is_unexplained(troubles: Iterable[Trouble]) -> bool:
    return any(each.kind in _UNEXPLAINED for each in troubles)


def _explained(pod: Pod, workload: Workload, warnings: dict[tuple[str, str], str]) -> Pod:
    message = warnings.get((workload.site.namespace, pod.name), "")
    return replace(pod, message=message) if message and not pod.message else pod


def _last_warnings(events: Iterable[Json]) -> dict[tuple[str, str], str]:
    ordered = sorted(events, key=_at)
    return {
        (text(each, "metadata", "namespace"), text(each, "involvedObject", "name")): text(each, "message")
        for each in ordered
        if text(each, "reason") not in _REPEATING
    }


def _at(event: Json) -> datetime:
    """Newer clusters leave the older field empty."""
    return moment(event, "lastTimestamp") or moment(event, "eventTime") or _BEGINNING
