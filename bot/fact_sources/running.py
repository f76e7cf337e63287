"""What runs for a thing, and whether somebody is on call for it now: told by the systems that `status` asks as well."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from datetime import timedelta
from functools import partial
from typing import Protocol

from bot.fact_sources.collecting import Facts, FactSource
from bot.fact_sources.errors import FactsNotReadError
from catalog_store.entities import Entity
from catalog_store.facts import Subject, Value
from catalog_store.facts.collectors.on_call import PAGING
from catalog_store.facts.collectors.running import SOURCE as CLUSTERS
from catalog_store.operations import OnCall, SourceKind, Told
from catalog_store.refs import EntityRef
from catalog_store.workloads import Kind, Workload

#: Seconds that all systems have together.
_PATIENCE = 20.0
_RUNNING_FOR, _ON_CALL_FOR = timedelta(hours=6), timedelta(hours=1)
#: What is meant to go on running, and may run more than once.
_STAYING = frozenset((Kind.DEPLOYMENT, Kind.STATEFUL_SET, Kind.ROLLOUT))


class Looking(Protocol):
    """Asks all systems about things."""

    def look(self, things: Sequence[Entity], *, patience: float) -> Mapping[EntityRef, tuple[Told, ...]]:
        """What each tells within `patience` seconds."""


def running_sources(operations: Looking, *, is_configured: bool) -> tuple[FactSource, ...]:
    """What clusters and paging tools tell; none where there is none of them."""
    if not is_configured:
        return ()
    return (
        FactSource(CLUSTERS, _RUNNING_FOR, _component, lambda: nullcontext(partial(_running, operations))),
        FactSource(PAGING, _ON_CALL_FOR, _paged, lambda: nullcontext(partial(_on_call, operations))),
    )


def _component(subject: Subject) -> EntityRef | None:
    return subject.known.ref if subject.known.ref.kind == "component" else None


def _paged(subject: Subject) -> EntityRef | None:
    return subject.known.ref if subject.on_call else None


def _running(operations: Looking, subject: Subject) -> Facts:
    told = _told(operations, subject, SourceKind.CLUSTER)
    workloads = tuple(each for one in told if one.reading for each in one.reading.workloads)
    return _of_workloads([each for each in workloads if each.kind in _STAYING])


def _on_call(operations: Looking, subject: Subject) -> Facts:
    told = _told(operations, subject, SourceKind.PAGER)
    answers = [each.reading.on_call for each in told if each.reading and each.reading.on_call is not None]
    return _of_on_call([person for people in answers for person in people]) if answers else {}


def _told(operations: Looking, subject: Subject, kind: SourceKind) -> tuple[Told, ...]:
    """What those of a kind tell. Where one of them tells nothing new, nothing is known of the whole."""
    entity = subject.known.entity
    told = [each for each in operations.look([entity], patience=_PATIENCE).get(entity.ref, ()) if each.kind is kind]
    silent = next((each for each in told if each.missing), None)
    if silent:
        raise FactsNotReadError(f"{silent.source} does not tell: {silent.missing}")
    return tuple(told)


def _of_workloads(workloads: Sequence[Workload]) -> dict[str, Value]:
    """Nothing is said of what runs nowhere."""
    if not workloads:
        return {}
    pods = [pod for workload in workloads for pod in workload.pods if pod.containers]
    containers = [each for pod in pods for each in pod.containers if not each.is_init]
    found: dict[str, Value] = {
        "running.workloads": len(workloads),
        "running.environments": tuple(sorted({each.site.environment for each in workloads})),
        "running.leastReplicas": min(map(_replicas, workloads)),
    }
    if containers:
        found |= {
            "running.areReady": all(any(each.has_readiness_probe for each in pod.containers) for pod in pods),
            "running.areAlive": all(any(each.has_liveness_probe for each in pod.containers) for pod in pods),
            "running.memoryIsLimited": all(each.memory_limit for each in containers),
            "running.memoryIsRequested": all(each.memory_request for each in containers),
            "running.cpuIsRequested": all(each.cpu_request for each in containers),
        }
    return found


def _replicas(workload: Workload) -> int:
    """How many there are at the least: what an autoscaler goes down to, else what is asked for."""
    return workload.autoscaler.least if workload.autoscaler else workload.wanted


def _of_on_call(people: Iterable[OnCall]) -> dict[str, Value]:
    first = sorted(people, key=lambda each: each.level)
    return {"onCall.isSomebody": bool(first), "onCall.name": first[0].name if first else None}
