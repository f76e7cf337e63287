"""The kinds of resources that are read, and where a cluster serves them."""

from dataclasses import dataclass
from enum import StrEnum


class Plural(StrEnum):
    """What the lists are called."""

    PODS = "pods"
    DEPLOYMENTS = "deployments"
    STATEFUL_SETS = "statefulsets"
    DAEMON_SETS = "daemonsets"
    REPLICA_SETS = "replicasets"
    JOBS = "jobs"
    CRON_JOBS = "cronjobs"
    AUTOSCALERS = "horizontalpodautoscalers"
    ROLLOUTS = "rollouts"
    APPLICATIONS = "applications"
    EVENTS = "events"
    METRICS = "pods (metrics)"


@dataclass(frozen=True, slots=True)
class Resource:
    """One kind. `is_optional`: a cluster without it is well all the same."""

    plural: Plural
    group_version: str
    is_optional: bool = False

    @property
    def group(self) -> str:
        """As a rule of RBAC names it; empty for the core."""
        return self.group_version.partition("/")[0] if "/" in self.group_version else ""

    def path(self, namespace: str | None) -> str:
        """Where its list is."""
        root = f"/apis/{self.group_version}" if self.group else f"/api/{self.group_version}"
        name = self.plural.partition(" ")[0]
        return f"{root}/namespaces/{namespace}/{name}" if namespace else f"{root}/{name}"


#: What is read about every thing.
WORKLOADS = (
    Resource(Plural.PODS, "v1"),
    Resource(Plural.DEPLOYMENTS, "apps/v1"),
    Resource(Plural.REPLICA_SETS, "apps/v1"),
    Resource(Plural.STATEFUL_SETS, "apps/v1"),
    Resource(Plural.DAEMON_SETS, "apps/v1"),
    Resource(Plural.CRON_JOBS, "batch/v1"),
    Resource(Plural.JOBS, "batch/v1"),
    Resource(Plural.AUTOSCALERS, "autoscaling/v2"),
    Resource(Plural.ROLLOUTS, "argoproj.io/v1alpha1", is_optional=True),
)
APPLICATIONS = Resource(Plural.APPLICATIONS, "argoproj.io/v1alpha1", is_optional=True)
EVENTS = Resource(Plural.EVENTS, "v1")
METRICS = Resource(Plural.METRICS, "metrics.k8s.io/v1beta1", is_optional=True)
