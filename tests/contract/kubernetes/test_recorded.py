"""What a real kube-apiserver has answered: ours says the same, and the adapter reads it.

It was 1.20.2, with its own controllers and scheduler. Statuses of pods were written by hand, as no kubelet was there; managed
fields and what nobody reads are left out.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.kubernetes.facts import Lists, workloads_from
from bot.adapters.kubernetes.kept_list import KeptList
from bot.adapters.kubernetes.resources import Plural
from catalog_store.workloads import Site, Stage, TroubleKind, stand
from tests.bot.adapters.kubernetes.conftest import Watch
from tests.support.kubernetes import Json, TestCluster
from tests.support.kubernetes.cluster import TOKEN

AT = datetime(2026, 11, 22, 1, 14, tzinfo=UTC)
RECORDED = Path(__file__).parent / "recorded"
#: These words are of one version, or tell more than ours know.
LOOSE = ("a selector that is none", "a token for the rest that is none", "the rest of a list that is forgotten")
Answer = dict[str, Any]  # Any: JSON


def read(name: str) -> Any:  # Any: JSON
    return json.loads((RECORDED / name).read_text(encoding="utf-8"))


REFUSALS: list[Answer] = read("refusals.json")
LISTS: dict[str, Answer] = read("lists.json")


@pytest.fixture
def cluster() -> Iterator[TestCluster]:
    with TestCluster(has_argo=True) as found:
        yield found


def ours(cluster: TestCluster, refusal: Answer) -> tuple[int, Any]:  # Any: JSON
    """What ours says to the same question."""
    what = refusal["what"]
    if what.startswith("no right"):
        cluster.forbidden = {"pods", "deployments"}
    if what == "the rest of a list that is forgotten":
        cluster.put(replayed("pods"))
        cluster.faults.forgets_lists = 1
        _status, page = cluster.answer("GET", "/api/v1/pods?limit=1", f"Bearer {TOKEN}")
        rest = json.loads(json.dumps(page))["metadata"]["continue"]
        return cluster.answer("GET", f"/api/v1/pods?limit=1&continue={rest}", f"Bearer {TOKEN}")
    if what == "a watch from too long ago":
        cluster.put(replayed("deployments"))
        cluster.forget_changes()
        return 200, next(iter(cluster.watch(refusal["asked"])))["object"]
    return cluster.answer(
        "GET", refusal["asked"], "Bearer nobodys" if what.startswith("a token that") else f"Bearer {TOKEN}"
    )


@pytest.mark.parametrize("refusal", REFUSALS, ids=[each["what"] for each in REFUSALS])
def test_ours_refuses_in_the_same_words(cluster: TestCluster, refusal: Answer) -> None:
    status, said = ours(cluster, refusal)

    theirs = refusal["said"]
    assert status == refusal["status"]
    assert {**said, "message": ""}.keys() == theirs.keys()
    assert {key: said[key] for key in ("reason", "code", "status", "kind")} == {
        key: theirs[key] for key in ("reason", "code", "status", "kind")
    }
    assert said.get("details") == theirs.get("details")
    if refusal["what"] in LOOSE:
        assert said["message"].partition(":")[0] == theirs["message"].partition(":")[0][: len(said["message"])]
    elif refusal["what"] == "a watch from too long ago":
        assert said["message"].startswith("too old resource version: 1 (")
    else:
        assert said["message"] == theirs["message"]


def replayed(plural: str) -> list[Json]:
    """The items of a list, each with what the list says once."""
    told = LISTS[plural]
    named = {"apiVersion": told["apiVersion"], "kind": told["kind"].removesuffix("List")}
    return [{**named, **each} for each in told["items"]]


def test_the_adapter_reads_what_a_real_cluster_told(cluster: TestCluster) -> None:
    for plural in LISTS:
        cluster.put(replayed(plural))

    reading = Watch(cluster).reads()

    found = {f"{each.kind} {each.name}": stand(each, AT) for each in reading.workloads}
    assert reading.gaps == ()
    assert {name: standing.rollout.stage for name, standing in found.items()} == {
        "Deployment payments-api": Stage.MIDWAY,
        "StatefulSet ledger": Stage.DEGRADED,
        "DaemonSet agent": Stage.DOWN,
        "CronJob settlement": Stage.FAILED,
        "Job migrate": Stage.DONE,
        "Rollout checkout": Stage.MIDWAY,
    }
    assert {each.kind for each in found["Deployment payments-api"].troubles} >= {
        TroubleKind.CRASHING,
        TroubleKind.TERMINATING,
    }
    [newest, older] = found["Deployment payments-api"].workload.revisions
    assert (newest.is_restored, newest.number, older.number) == (True, 3, 2)
    scaler = found["Deployment payments-api"].workload.autoscaler
    assert scaler
    assert "unable to get metrics for resource cpu" in str(scaler.fault)


def test_nothing_is_lost_of_it_where_it_is_kept_current_by_a_watch() -> None:
    read_, kept = (
        Lists({Plural(name): told for name, told in lists.items()})
        for lists in (
            {name: told["items"] for name, told in LISTS.items()},
            {name: KeptList(told["items"], "1").items() for name, told in LISTS.items()},
        )
    )

    def locate(namespace: str) -> Site:
        return Site("production", "north", namespace)

    assert workloads_from(read_, locate) == workloads_from(kept, locate)
