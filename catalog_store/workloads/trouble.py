"""What ails the pods of a workload, one trouble for all pods that have the same, the gravest first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from catalog_store.workloads.model import Container, Exit, Pod

#: Until then a container may take its time to start and to become ready.
_STARTING_TIME = timedelta(minutes=2)
#: After that, something keeps it from being made.
_MAKING_TIME = timedelta(minutes=5)
_RECENT = timedelta(hours=1)
#: Pods that were evicted stay on record for long; older ones tell nothing of today.
_EVICTED_FOR = timedelta(hours=24)
_LATE_TO_LEAVE = timedelta(minutes=1)

_CANNOT_PULL = frozenset(
    (
        "ErrImagePull",
        "ImagePullBackOff",
        "InvalidImageName",
        "ErrImageNeverPull",
        "RegistryUnavailable",
        "ImageInspectError",
    )
)
_CANNOT_CREATE = frozenset(
    ("CreateContainerConfigError", "CreateContainerError", "RunContainerError", "StartError", "PreCreateHookError")
)
_BEING_MADE = frozenset(("ContainerCreating", "PodInitializing"))


class TroubleKind(StrEnum):
    """From the gravest to what only wants to be known."""

    CRASHING = "crashing"
    OUT_OF_MEMORY = "out of memory"
    IMAGE = "image"
    INIT_FAILING = "init failing"
    CONFIGURATION = "configuration"
    UNSCHEDULABLE = "unschedulable"
    LOST = "lost"
    FAILED = "failed"
    NOT_READY = "not ready"
    STUCK_STARTING = "stuck starting"
    EVICTED = "evicted"
    TERMINATING = "terminating"
    RESTARTED = "restarted"
    STARTING = "starting"


_ORDER = tuple(TroubleKind)
#: What is over, or will be by itself.
MILD = frozenset((TroubleKind.RESTARTED, TroubleKind.STARTING))
#: What is about pods that are replaced already.
PASSING = frozenset((TroubleKind.EVICTED, TroubleKind.TERMINATING))


@dataclass(frozen=True, slots=True)
class Trouble:
    """The same trouble of some pods. `detail` is what the cluster says of it, `at` when it was seen last or began."""

    kind: TroubleKind
    pods: tuple[str, ...]
    container: str = ""
    image: str = ""
    detail: str = ""
    restarts: int = 0
    exit: Exit | None = None
    limit: str | None = None
    at: datetime | None = None


def troubles_of(pods: Sequence[Pod], now: datetime) -> tuple[Trouble, ...]:
    """All troubles of these pods."""
    found: dict[tuple[TroubleKind, str], Trouble] = {}
    for pod in pods:
        trouble = _trouble_of(pod, now)
        if trouble:
            key = trouble.kind, trouble.container
            found[key] = _together(found[key], trouble) if key in found else trouble
    return tuple(sorted(found.values(), key=lambda each: (_ORDER.index(each.kind), each.container)))


def _together(one: Trouble, other: Trouble) -> Trouble:
    latest = max((one, other), key=lambda each: (each.at is not None, each.at))
    return replace(latest, pods=(*one.pods, *other.pods), restarts=one.restarts + other.restarts)


def _trouble_of(pod: Pod, now: datetime) -> Trouble | None:
    if pod.phase == "Succeeded":
        return None
    looks = _LOOKS_AT_ENDED if pod.phase == "Failed" else _LOOKS
    return next(filter(None, (look(pod, now) for look in looks)), None)


def _leaving(pod: Pod, now: datetime) -> Trouble | None:
    """A pod that was told to go and stays. One that goes in time is nobody's trouble, whatever else ails it."""
    if pod.leaves_at is None:
        return None
    late = now - pod.leaves_at > _LATE_TO_LEAVE
    return Trouble(TroubleKind.TERMINATING, (pod.name,), at=pod.leaves_at) if late else None


def _ended(pod: Pod, now: datetime) -> Trouble | None:
    if pod.phase == "Unknown" or pod.reason == "NodeLost":
        return Trouble(TroubleKind.LOST, (pod.name,), detail=pod.message, at=pod.unready_since)
    if pod.phase != "Failed":
        return None
    if pod.reason == "Evicted":
        is_old = now - pod.created_at > _EVICTED_FOR
        return None if is_old else Trouble(TroubleKind.EVICTED, (pod.name,), detail=pod.message, at=pod.unready_since)
    return Trouble(TroubleKind.FAILED, (pod.name,), detail=pod.message or pod.reason, at=pod.unready_since)


def _unplaced(pod: Pod, _now: datetime) -> Trouble | None:
    if pod.unschedulable is None:
        return None
    return Trouble(TroubleKind.UNSCHEDULABLE, (pod.name,), detail=pod.unschedulable, at=pod.created_at)


def _in_containers(pod: Pod, now: datetime) -> Trouble | None:
    """The first container that cannot go on; initial ones come before the others."""
    ordered = sorted(pod.containers, key=lambda each: not each.is_init)
    return next(filter(None, (_of_container(each, pod, now) for each in ordered)), None)


def _of_container(container: Container, pod: Pod, now: datetime) -> Trouble | None:
    whole = _about(container, pod)
    if container.waiting in _CANNOT_PULL:
        return replace(whole, kind=TroubleKind.IMAGE, at=pod.created_at)
    if container.waiting in _CANNOT_CREATE:
        return replace(whole, kind=TroubleKind.CONFIGURATION, at=pod.created_at)
    if container.waiting in _BEING_MADE:
        is_stuck = now - pod.created_at > _MAKING_TIME and not _awaits_init(container, pod)
        stuck = replace(whole, kind=TroubleKind.STUCK_STARTING, detail=whole.detail or pod.message, at=pod.created_at)
        return stuck if is_stuck else None
    if container.waiting == "CrashLoopBackOff" or _has_just_failed(container):
        return _crashing(whole, container)
    return None


def _about(container: Container, pod: Pod) -> Trouble:
    """All that may be told of it, whatever the trouble is."""
    return Trouble(
        TroubleKind.FAILED,
        (pod.name,),
        container.name,
        container.image,
        container.message,
        container.restarts,
        container.ended or container.last_exit,
        container.memory_limit,
    )


def _awaits_init(container: Container, pod: Pod) -> bool:
    """An initial container that runs for long is at work, not stuck."""
    return container.waiting == "PodInitializing" and any(
        each.is_init and not each.waiting and each.ended is None for each in pod.containers
    )


def _has_just_failed(container: Container) -> bool:
    return container.ended is not None and container.ended.code != 0


def _crashing(whole: Trouble, container: Container) -> Trouble:
    at = whole.exit.at if whole.exit else None
    if whole.exit and whole.exit.reason == "OOMKilled":
        return replace(whole, kind=TroubleKind.OUT_OF_MEMORY, at=at)
    return replace(whole, kind=TroubleKind.INIT_FAILING if container.is_init else TroubleKind.CRASHING, at=at)


def _not_ready(pod: Pod, now: datetime) -> Trouble | None:
    if pod.is_ready or pod.leaves_at is not None:
        return None
    since = pod.unready_since or pod.created_at
    slow = next((each for each in pod.containers if not each.is_ready and not each.is_init), None)
    failed = slow.last_exit if slow else None
    if slow and failed and failed.code != 0 and failed.at and now - failed.at < _STARTING_TIME:
        return _crashing(_about(slow, pod), slow)  # it runs between two crashes
    is_new = now - max(since, pod.created_at) < _STARTING_TIME
    kind = TroubleKind.STARTING if is_new or pod.phase == "Pending" else TroubleKind.NOT_READY
    return Trouble(kind, (pod.name,), slow.name if slow else "", detail=pod.message, at=since)


def _restarted(pod: Pod, now: datetime) -> Trouble | None:
    """It is well again, and was not within the last hour."""
    recent = [each for each in pod.containers if each.last_exit and _is_recent(each.last_exit, now) and each.restarts]
    if not recent or pod.leaves_at is not None:
        return None
    last = max(recent, key=_last_exit_at)
    return Trouble(
        TroubleKind.RESTARTED,
        (pod.name,),
        last.name,
        restarts=pod.restarts,
        exit=last.last_exit,
        limit=last.memory_limit,
        at=last.last_exit.at if last.last_exit else None,
    )


def _is_recent(exit_: Exit, now: datetime) -> bool:
    return exit_.at is not None and now - exit_.at < _RECENT


def _last_exit_at(container: Container) -> datetime:
    assert container.last_exit is not None
    assert container.last_exit.at is not None
    return container.last_exit.at


_LOOKS_AT_ENDED = (_leaving, _ended)
_LOOKS = (*_LOOKS_AT_ENDED, _unplaced, _in_containers, _not_ready, _restarted)
