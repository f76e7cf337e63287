"""What containers use at this moment, where a cluster measures that."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from kubernetes.utils.quantity import parse_quantity

from bot.adapters.json_values import Json, items, part, text
from catalog_store.workloads import Container, Pod, Usage, Workload

_Key = tuple[str, str, str]


def measured(workloads: Iterable[Workload], metrics: Iterable[Json]) -> tuple[Workload, ...]:
    """The same workloads, whose containers carry what they use."""
    used = {
        (text(pod, "metadata", "namespace"), text(pod, "metadata", "name"), text(each, "name")): part(each, "usage")
        for pod in metrics
        for each in items(pod, "containers")
    }
    return tuple(replace(each, pods=tuple(_pod(pod, each, used) for pod in each.pods)) for each in workloads)


def _pod(pod: Pod, workload: Workload, used: Mapping[_Key, Mapping[str, Json]]) -> Pod:
    namespace = workload.site.namespace
    containers = tuple(_container(each, used.get((namespace, pod.name, each.name))) for each in pod.containers)
    return replace(pod, containers=containers)


def _container(container: Container, used: Mapping[str, Json] | None) -> Container:
    memory, cpus = _amount(text(used, "memory")), _amount(text(used, "cpu"))
    if memory is None or cpus is None:
        return container
    usage = Usage(memory, cpus, _share(memory, container.memory_limit), _share(cpus, container.cpu_limit))
    return replace(container, usage=usage)


def _share(used: float, limit: str | None) -> float | None:
    most = _amount(limit) if limit else None
    return used / most if most else None


def _amount(quantity: str) -> float | None:
    """`512Mi`, `250m`; None for what is no quantity."""
    try:
        return float(parse_quantity(quantity)) if quantity else None
    except ValueError:
        return None
