"""What clusters and the paging tool tell becomes facts, and their silence leaves what is known, marked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.fact_sources import Collecting
from bot.fact_sources.running import running_sources
from catalog_store.database import Database
from catalog_store.entities import Entity
from catalog_store.facts import Sheet
from catalog_store.operations import OnCall, Reading, SourceKind, Told
from catalog_store.refs import EntityRef
from catalog_store.scorecards import DEFAULT, Evaluation
from catalog_store.standings.facts import FactStore
from catalog_store.workloads import Autoscaler, Kind
from tests.support.catalog import entity, put
from tests.support.running import container, pod, workload

SOUND: dict[str, Any] = {
    "has_readiness_probe": True,
    "has_liveness_probe": True,
    "memory_limit": "512Mi",
    "memory_request": "256Mi",
    "cpu_request": "100m",
}


@dataclass
class Systems:
    """Systems that tell this of everything."""

    told: tuple[Told, ...]
    asked: list[EntityRef] = field(default_factory=list)

    def look(self, things: Sequence[Entity], *, patience: float) -> Mapping[EntityRef, tuple[Told, ...]]:
        assert patience > 0
        self.asked += [each.ref for each in things]
        return {each.ref: self.told for each in things}


def cluster(*workloads: Any, missing: str | None = None) -> Told:  # Any: workloads
    return Told("north", None if missing else Reading(workloads=workloads), missing=missing, kind=SourceKind.CLUSTER)


def pager(*people: OnCall) -> Told:
    return Told("who is on call", Reading(on_call=people), kind=SourceKind.PAGER)


def service(**annotations: str) -> Entity:
    return entity("Component", "payments-api", type="service", lifecycle="production", annotations=annotations)


def read(database: Database, now: datetime, systems: Systems) -> Sheet:
    store = FactStore(database)
    Collecting(store, running_sources(systems, is_configured=True)).collect(now=now)
    (found,) = store.sheets(store.ids())
    return found


def test_what_runs_everywhere_is_taken_together(database: Database, now: datetime) -> None:
    put(database, service())
    scaled = workload(pod(container(**SOUND)), wanted=4, autoscaler=Autoscaler(1, 9, 4))
    found = read(database, now, Systems((cluster(workload(pod(container(**SOUND)))), cluster(scaled)))).values
    assert (found["running.workloads"], found["running.leastReplicas"]) == (2, 1)
    assert (found["running.areReady"], found["running.memoryIsLimited"]) == (True, True)
    assert found["running.environments"] == ("production",)


def test_one_container_that_asks_for_nothing_is_enough_to_fail(database: Database, now: datetime) -> None:
    put(database, service())
    sidecar = container(name="proxy", **{**SOUND, "memory_request": None, "has_liveness_probe": False})
    found = read(database, now, Systems((cluster(workload(pod(container(**SOUND), sidecar))),)))
    results = Evaluation(DEFAULT).judge(found, {}, now=now).results
    assert (results["has-probes"], results["has-limits"], results["has-replicas"]) == ("passed", "failed", "passed")


def test_jobs_are_no_services(database: Database, now: datetime) -> None:
    put(database, service())
    found = read(database, now, Systems((cluster(workload(pod(container()), kind=Kind.CRON_JOB)),)))
    assert not any(name.startswith("running.") for name in found.values)


def test_a_cluster_that_is_silent_leaves_what_was_known_and_is_named(database: Database, now: datetime) -> None:
    put(database, service())
    read(database, now, Systems((cluster(workload(pod(container(**SOUND)))),)))
    later = now + timedelta(hours=7)
    found = read(database, later, Systems((cluster(missing="it did not answer within 20 s"),)))
    fact = found.fact("running.areReady")
    assert fact is not None
    assert (fact.value, fact.reading.read_at) == (True, now)
    assert fact.reading.fault == "north does not tell: it did not answer within 20 s"


def test_whom_the_paging_tool_would_call_is_known_for_an_hour(database: Database, now: datetime) -> None:
    put(database, service(**{"pagerduty.com/service-id": "P1"}))
    slow = Told("PagerDuty", missing="it is slow", kind=SourceKind.CODE_HOST)
    systems = Systems((pager(OnCall(2, "Zoe"), OnCall(1, "Ana Lima")), slow))
    found = read(database, now, systems).values
    assert (found["onCall.isSomebody"], found["onCall.name"]) == (True, "Ana Lima")
    systems.asked.clear()
    read(database, now + timedelta(minutes=50), systems)
    assert systems.asked == []
    systems.told = (pager(),)
    gap = read(database, now + timedelta(minutes=70), systems)
    assert Evaluation(DEFAULT).judge(gap, {}, now=now).results["on-call-answers"] == "failed"


def test_what_names_no_paging_service_is_asked_of_no_paging_tool(database: Database, now: datetime) -> None:
    put(database, entity("API", "payments", type="openapi", lifecycle="production"))
    systems = Systems((pager(),))
    assert "onCall.isSomebody" not in read(database, now, systems).values
    assert systems.asked == []
