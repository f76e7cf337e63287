"""How it runs on Kubernetes, everywhere taken together."""

from catalog_store.facts.collectors.kept import kept
from catalog_store.facts.model import FactKind, FactType

SOURCE = "clusters"

COLLECTOR = kept(
    "running",
    SOURCE,
    FactKind("running.workloads", FactType.NUMBER, "how many Deployments, StatefulSets and Rollouts run for it"),
    FactKind("running.environments", FactType.LIST, "the environments that it runs in"),
    FactKind("running.leastReplicas", FactType.NUMBER, "how many pods there are at the least, where it has the fewest"),
    FactKind("running.areReady", FactType.YES_OR_NO, "every pod has a container with a readiness probe"),
    FactKind("running.areAlive", FactType.YES_OR_NO, "every pod has a container with a liveness probe"),
    FactKind("running.memoryIsLimited", FactType.YES_OR_NO, "every container has a limit of memory"),
    FactKind("running.memoryIsRequested", FactType.YES_OR_NO, "every container asks for the memory that it needs"),
    FactKind("running.cpuIsRequested", FactType.YES_OR_NO, "every container asks for the CPU that it needs"),
)
