"""What the adapter learns of a cluster: the same from the local one and from a real one."""

import threading
from collections.abc import Callable
from contextlib import suppress

import pytest

from bot.adapters.kubernetes.client import Asked, ClusterClient
from bot.adapters.kubernetes.errors import (
    ClusterError,
    GoneError,
    NotAllowedError,
    NotServedError,
    RefusedError,
    UnknownToClusterError,
)
from bot.adapters.kubernetes.events import FIELDS
from bot.adapters.kubernetes.resources import EVENTS, METRICS, WORKLOADS, Plural, Resource
from tests.contract.kubernetes.clusters import Tried
from tests.support.kubernetes import Json
from tests.support.patience import eventually

DEPLOYMENTS = next(each for each in WORKLOADS if each.plural is Plural.DEPLOYMENTS)
PODS = next(each for each in WORKLOADS if each.plural is Plural.PODS)
OURS = "tier in (web,api)"


def names(listed: list[Json]) -> list[str]:
    return sorted(each["metadata"]["name"] for each in listed)


def fault(ask: Callable[[], object]) -> ClusterError:
    with pytest.raises(ClusterError) as failed:
        ask()
    return failed.value


class Watching:
    """Somebody who watches, and notes what comes."""

    def __init__(self, reader: ClusterClient, namespace: str, *, seconds: float = 60.0) -> None:
        asked = Asked(DEPLOYMENTS, namespace, OURS)
        _items, version = reader.listed(asked)
        self.events: list[Json] = []
        self._changes = reader.changes(asked, lambda: version, seconds=seconds)
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()

    def _follow(self) -> None:
        with suppress(ClusterError):  # the namespace goes while we look
            self.events.extend(each for each in self._changes if each is not None)

    def saw(self, kind: str, name: str) -> bool:
        """Whether it comes."""
        return eventually(lambda: (kind, name) in self._told(), within=30)

    def _told(self) -> list[tuple[str, str]]:
        return [(each["type"], each["object"]["metadata"].get("name", "")) for each in list(self.events)]


def test_selectors_choose_by_labels(cluster: Tried) -> None:
    cluster.put("one", {"tier": "web"})
    cluster.put("two", {"tier": "api", "old": ""})
    cluster.put("three", {})
    reader = cluster.reader()

    def chosen(selector: str) -> list[str]:
        return names(reader.all(DEPLOYMENTS, cluster.namespace, selector=selector))

    assert chosen("tier=web") == ["one"]
    assert chosen(OURS) == ["one", "two"]
    assert chosen("tier notin (web)") == chosen("tier!=web") == ["three", "two"]
    assert chosen("tier,!old") == ["one"]
    assert chosen("") == ["one", "three", "two"]


def test_a_list_comes_in_pages_and_is_whole(cluster: Tried) -> None:
    for number in range(5):
        cluster.put(f"service-{number}", {})
    reader = cluster.reader(page=2)

    assert len(reader.all(DEPLOYMENTS, cluster.namespace)) == 5
    assert len(reader.all(DEPLOYMENTS, cluster.namespace, most=3)) == 3


def test_a_list_has_a_version_from_which_it_goes_on(cluster: Tried) -> None:
    watching = Watching(cluster.reader(), cluster.namespace)

    cluster.put("one", {"tier": "web"})
    assert watching.saw("ADDED", "one")
    cluster.put("one", {"tier": "api"})
    assert watching.saw("MODIFIED", "one")
    cluster.put("one", {"tier": "gone"})
    assert watching.saw("DELETED", "one"), "what no longer fits the selector is gone for whoever watches"
    cluster.put("two", {"tier": "web"})
    assert watching.saw("ADDED", "two")
    cluster.remove("two")
    assert watching.saw("DELETED", "two")


def test_a_version_that_is_too_old_is_told_as_that(cluster: Tried) -> None:
    cluster.put("one", {})
    cluster.put("one", {"changed": "yes"})
    cluster.forget()
    asked = Asked(DEPLOYMENTS, cluster.namespace)

    assert isinstance(fault(lambda: list(cluster.reader().changes(asked, lambda: "1", seconds=2))), GoneError)


def test_an_account_without_rights_reads_which_one_is_missing(cluster: Tried) -> None:
    nobody, place = cluster.nobody(), cluster.namespace
    where = f"in the namespace {place} (403)"

    assert str(fault(lambda: nobody.all(DEPLOYMENTS, place))) == f"our account may not list deployments {where}"
    assert str(fault(lambda: nobody.all(PODS, None))) == "our account may not list pods in all namespaces (403)"
    watch = nobody.changes(Asked(DEPLOYMENTS, place), lambda: "", seconds=1)
    refused = fault(lambda: list(watch))
    assert isinstance(refused, NotAllowedError)
    assert str(refused) == f"our account may not watch deployments {where}"
    assert not nobody.review(PODS)


def test_the_manifests_account_may_list_all_that_it_needs(cluster: Tried) -> None:
    reader = cluster.reader()

    assert all(reader.review(each) for each in (*WORKLOADS, METRICS))


def test_a_token_that_is_none(cluster: Tried) -> None:
    assert isinstance(fault(lambda: cluster.stranger().all(PODS, None)), UnknownToClusterError)


def test_a_selector_that_is_none(cluster: Tried) -> None:
    refused = fault(lambda: cluster.reader().all(PODS, None, selector="app in web"))

    assert isinstance(refused, RefusedError)
    assert str(refused).startswith("it refuses the question (400: unable to parse requirement: ")


def test_a_kind_that_is_not_served(cluster: Tried) -> None:
    reader = cluster.reader()

    later = Resource(Plural.AUTOSCALERS, "autoscaling/v9")
    assert isinstance(fault(lambda: reader.all(later, None)), NotServedError)
    unknown = Resource(Plural.ROLLOUTS, "nobodys.example/v1")
    refused = fault(lambda: reader.all(unknown, None))
    assert isinstance(refused, NotAllowedError), "what there is is told to those who may read it"


def test_few_fields_can_be_selected_by(cluster: Tried) -> None:
    cluster.put("one", {})
    cluster.put("two", {})
    reader = cluster.reader()

    assert names(reader.all(DEPLOYMENTS, cluster.namespace, fields="metadata.name=two")) == ["two"]
    assert reader.all(EVENTS, cluster.namespace, fields=FIELDS) == []
    refused = fault(lambda: reader.all(PODS, cluster.namespace, fields="spec.image=x"))
    assert str(refused) == "it refuses the question (400: field label not supported: spec.image)"
    refused = fault(lambda: reader.all(DEPLOYMENTS, cluster.namespace, fields="spec.image=x"))
    assert '"spec.image" is not a known field selector' in str(refused)


def test_it_tells_its_version(cluster: Tried) -> None:
    assert cluster.reader().version().startswith("v1.")
