"""How soon `status` answers with three clusters of 2,000 pods, one of which hangs; and what that costs in memory."""

import multiprocessing
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

from pydantic import SecretStr

from bot import wiring
from bot.kubernetes_settings import ClusterSettings, KubernetesSettings
from bot.lookout import Lookout
from bot.settings import load
from catalog_store.database import Database
from catalog_store.refs import EntityRef
from commands.ask import Ask, Person, Surface
from commands.dispatch import answer
from commands.services import Services
from tests.benchmarks import watching_clusters
from tests.benchmarks.harness import Figure, median, percentile, seconds, times
from tests.commands.conftest import services_on
from tests.support.catalog import entity, put
from tests.support.databases import copied_database
from tests.support.kubernetes import Deployed, Json, TestCluster
from tests.support.kubernetes.cluster import TOKEN

_SERVICES, _PODS = 500, 4
_NAMES = ("north", "south", "west")
#: West takes every connection and never says anything.
_HANGS = "west"
_ASKED = 20
_MEMORY_CLUSTERS = 5
_OPERATOR = Person("operator", is_operator=True)


def figures(template: str) -> Iterator[Figure]:
    """A first answer with nothing in memory, answers from memory, and the memory itself."""
    with copied_database(template) as url, _clusters(_NAMES) as clusters:
        database = Database(url)
        put(database, *(entity("Component", _name(number), type="service") for number in range(_SERVICES)))
        services = replace(services_on(database), clock=wiring.now)
        yield from _answers(services, clusters)
        database.close()
    with _clusters(tuple(f"cluster-{number}" for number in range(_MEMORY_CLUSTERS)), hangs="") as clusters:
        names = tuple(map(_name, range(_SERVICES)))
        yield from watching_clusters.figures(clusters, names, _resources())


def _answers(services: Services, clusters: tuple[ClusterSettings, ...]) -> Iterator[Figure]:
    first = []
    for number in range(_ASKED):
        lookout = _lookout(clusters)
        lookout.warm()
        first.append(seconds(partial(_ask, services, lookout, number)) * 1000)
    name = "status, first answer, one of three clusters hangs"
    yield Figure(f"{name}, p50", median(sorted(first)), "ms", reach=2_000)
    yield Figure(f"{name}, worst of {_ASKED}", max(first), "ms", reach=2_000)
    lookout = _lookout(tuple(each for each in clusters if each.name != _HANGS))
    taken = times(lambda: _ask(services, lookout, 1), count=200, warm_up=5)
    yield Figure("status, from memory, p50", median(taken), "ms", reach=150)
    yield Figure("status, from memory, p99", percentile(taken, 0.99), "ms")


def _ask(services: Services, lookout: Lookout, number: int) -> None:
    asked = Ask(f"status {_name(number)}", _OPERATOR, Surface.COMMAND_LINE, wiring.now())
    told = answer(asked, replace(services, operations=lookout))
    assert told.subject == EntityRef.of("component", _name(number))
    assert "4 of 4 ready" in str(told.blocks)


def _lookout(clusters: tuple[ClusterSettings, ...]) -> Lookout:
    settings = replace(load({}, Path.cwd()), kubernetes=KubernetesSettings(clusters))
    return Lookout(lambda: tuple(wiring.operation_sources(settings)), is_configured=True, clock=wiring.now)


def _name(number: int) -> str:
    return f"service-{number:03d}"


@contextmanager
def _clusters(names: tuple[str, ...], hangs: str = _HANGS) -> Iterator[tuple[ClusterSettings, ...]]:
    """Clusters in a process of their own, so that their work is not ours."""
    ours, theirs = multiprocessing.Pipe()
    serving = multiprocessing.get_context("spawn").Process(target=_serve, args=(names, hangs, theirs), daemon=True)
    serving.start()
    try:
        yield tuple(
            ClusterSettings(name, url, name, token=SecretStr(TOKEN), ca=ca)
            for name, (url, ca) in zip(names, ours.recv(), strict=True)
        )
    finally:
        ours.send("done")
        serving.join(10)


def _serve(names: tuple[str, ...], hangs: str, pipe: Connection) -> None:
    with ExitStack() as stack:
        clusters = [stack.enter_context(TestCluster()) for _ in names]
        resources = _resources()
        for name, cluster in zip(names, clusters, strict=True):
            cluster.resources = resources
            cluster.faults.delay = 3_600.0 if name == hangs else 0.0
        pipe.send([(cluster.url, cluster.ca) for cluster in clusters])
        pipe.recv()


def _resources() -> list[Json]:
    at = datetime.now(UTC) - timedelta(hours=3)
    deployed = [Deployed(_name(number), replicas=_PODS, at=at) for number in range(_SERVICES)]
    return [_as_heavy(each) for one in deployed for each in one.resources()]


def _as_heavy(each: Json) -> Json:
    """A cluster tells more of a pod than anybody reads: who changed what in it, its variables, its volumes."""
    if each["kind"] != "Pod":
        return each
    fields: Json = {
        f"f:{name}": {".": {}, "f:key": {}}
        for name in ("metadata", "spec", "status", "labels", "env", "image", "volumes")
    }
    managed = [
        {"manager": name, "operation": "Update", "fieldsV1": fields} for name in ("controller", "kubelet", "mesh")
    ]
    variables = [{"name": f"VARIABLE_{number}", "value": "a-value-of-it"} for number in range(12)]
    mounts = [{"name": f"volume-{number}", "mountPath": f"/var/lib/volume-{number}"} for number in range(4)]
    containers = [{**container, "env": variables, "volumeMounts": mounts} for container in each["spec"]["containers"]]
    volumes = [{"name": mount["name"], "secret": {"secretName": mount["name"], "defaultMode": 420}} for mount in mounts]
    return {
        **each,
        "metadata": {**each["metadata"], "managedFields": managed},
        "spec": {**each["spec"], "containers": containers, "volumes": volumes},
    }
