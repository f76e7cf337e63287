"""A pod of a cluster's JSON as ours."""

from collections.abc import Iterator
from datetime import UTC, datetime

from bot.adapters.json_values import Json, condition, items, moment, number, part, text
from catalog_store.workloads import Container, Exit, Pod

#: Labels that tell which version of its workload a pod is of.
_TEMPLATE_LABELS = ("pod-template-hash", "rollouts-pod-template-hash", "controller-revision-hash")
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def pod_from(told: Json) -> Pod:
    """The pod, with nothing in it that no sentence needs."""
    ready = condition(told, "Ready")
    is_ready = ready.get("status") == "True"
    return Pod(
        name=text(told, "metadata", "name"),
        phase=text(told, "status", "phase"),
        created_at=moment(told, "metadata", "creationTimestamp") or _BEGINNING,
        containers=tuple(_containers(told)),
        is_ready=is_ready,
        unready_since=None if is_ready else moment(ready, "lastTransitionTime"),
        leaves_at=moment(told, "metadata", "deletionTimestamp"),
        reason=text(told, "status", "reason"),
        message=text(told, "status", "message"),
        unschedulable=_unschedulable(told),
        template=template_of(told),
    )


def template_of(told: Json) -> str:
    """Which version of its workload it is of."""
    labels = part(told, "metadata", "labels")
    return next((str(labels[name]) for name in _TEMPLATE_LABELS if name in labels), "")


def _unschedulable(told: Json) -> str | None:
    scheduled = condition(told, "PodScheduled")
    if scheduled.get("status") != "False" or scheduled.get("reason") == "SchedulingGated":
        return None
    return text(scheduled, "message")


def _containers(told: Json) -> Iterator[Container]:
    declared = {text(each, "name"): each for each in _declared(told)}
    for field, is_init in (("initContainerStatuses", True), ("containerStatuses", False)):
        for status in items(told, "status", field):
            yield _container(status, declared.get(text(status, "name")), is_init=is_init)


def _declared(told: Json) -> Iterator[Json]:
    for field in ("initContainers", "containers"):
        yield from items(told, "spec", field)


def _container(status: Json, declared: Json, *, is_init: bool) -> Container:
    waiting = part(status, "state", "waiting")
    ended = _exit(part(status, "state", "terminated"))
    return Container(
        name=text(status, "name"),
        image=text(status, "image"),
        is_init=is_init,
        is_ready=status.get("ready") is True,
        restarts=number(status, "restartCount"),
        waiting=text(waiting, "reason") or None,
        message=text(waiting, "message"),
        ended=ended,
        last_exit=_exit(part(status, "lastState", "terminated")),
        memory_limit=text(declared, "resources", "limits", "memory") or None,
        cpu_limit=text(declared, "resources", "limits", "cpu") or None,
        memory_request=text(declared, "resources", "requests", "memory") or None,
        cpu_request=text(declared, "resources", "requests", "cpu") or None,
        has_readiness_probe=bool(part(declared, "readinessProbe")),
        has_liveness_probe=bool(part(declared, "livenessProbe")),
    )


def _exit(terminated: Json) -> Exit | None:
    if not terminated:
        return None
    return Exit(text(terminated, "reason"), number(terminated, "exitCode"), moment(terminated, "finishedAt"))
