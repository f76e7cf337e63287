"""A workload with its pods, as a cluster tells of it: values only, every text in them foreign."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of workloads, as Kubernetes and Argo call them."""

    DEPLOYMENT = "Deployment"
    STATEFUL_SET = "StatefulSet"
    DAEMON_SET = "DaemonSet"
    ROLLOUT = "Rollout"
    CRON_JOB = "CronJob"
    JOB = "Job"
    REPLICA_SET = "ReplicaSet"
    POD = "Pod"


@dataclass(frozen=True, slots=True)
class Site:
    """Where something runs. `cluster_url` is the cluster's page for people, where it has one."""

    environment: str
    cluster: str
    namespace: str = ""
    cluster_url: str | None = None


@dataclass(frozen=True, slots=True)
class Exit:
    """How a container ended."""

    reason: str = ""
    code: int = 0
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Container:
    """One container of a pod. `waiting` is Kubernetes' word for why it does not run, `ended` how it ended if it has."""

    name: str
    image: str = ""
    is_init: bool = False
    is_ready: bool = False
    restarts: int = 0
    waiting: str | None = None
    message: str = ""
    ended: Exit | None = None
    last_exit: Exit | None = None
    memory_limit: str | None = None
    cpu_limit: str | None = None
    memory_request: str | None = None
    cpu_request: str | None = None
    has_readiness_probe: bool = False
    has_liveness_probe: bool = False
    usage: "Usage | None" = None


@dataclass(frozen=True, slots=True)
class Usage:
    """What a container uses now: bytes of memory and CPUs, and which share of its limits that is, where it has any."""

    memory: float
    cpus: float
    of_memory: float | None = None
    of_cpus: float | None = None


@dataclass(frozen=True, slots=True)
class Pod:
    """One pod. `unschedulable` is why no node takes it, `template` the version of the workload that it is of.

    `leaves_at` is when it is to be gone at the latest, once somebody has deleted it. `message` is what the cluster says
    of it last.
    """

    name: str
    phase: str
    created_at: datetime
    containers: tuple[Container, ...] = ()
    is_ready: bool = False
    unready_since: datetime | None = None
    leaves_at: datetime | None = None
    reason: str = ""
    message: str = ""
    unschedulable: str | None = None
    template: str = ""

    @property
    def restarts(self) -> int:
        """Of all its containers together."""
        return sum(container.restarts for container in self.containers)


@dataclass(frozen=True, slots=True)
class Autoscaler:
    """How many pods an autoscaler may ask for, and asks for. `is_limited`: it would ask for more than it may."""

    least: int
    most: int
    wanted: int
    is_limited: bool = False
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """One version of a workload. `is_restored`: it had been replaced, and was brought back."""

    number: int
    image: str
    made_at: datetime
    template: str = ""
    is_restored: bool = False
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a job."""

    name: str
    began_at: datetime
    ended_at: datetime | None = None
    is_failed: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Workload:
    """Something that runs. `total` counts the pods of all its versions.

    `is_complete`: the cluster says that the newest version was rolled out. `progress` is what Argo tells of a rollout:
    its phase and its message. `revisions` and `runs` come newest first.
    """

    site: Site
    kind: Kind
    name: str
    image: str = ""
    wanted: int = 0
    updated: int = 0
    total: int = 0
    ready: int = 0
    is_observed: bool = True
    is_complete: bool = True
    is_paused: bool = False
    is_past_deadline: bool = False
    refusal: str = ""
    progress: tuple[str, str] = ("", "")
    deployed_at: datetime | None = None
    revisions: tuple[Revision, ...] = ()
    autoscaler: Autoscaler | None = None
    pods: tuple[Pod, ...] = ()
    schedule: str = ""
    is_suspended: bool = False
    runs: tuple[Run, ...] = ()

    @property
    def version(self) -> str:
        """The image's tag, else the first of its digest, else nothing."""
        return image_version(self.image)


def image_version(image: str) -> str:
    """`registry:5000/team/api:2.31.0@sha256:…` → `2.31.0`."""
    name, _, digest = image.partition("@")
    tag = name.rpartition("/")[2].partition(":")[2]
    return tag or digest.removeprefix("sha256:")[:12]
