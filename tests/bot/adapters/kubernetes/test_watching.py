"""What is asked for again and again is watched, once for each kind and scope; what nobody asks for is left alone."""

import threading
from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from bot.adapters.kubernetes.access import configured
from bot.adapters.kubernetes.client import Asked, ClusterClient
from bot.adapters.kubernetes.errors import NotAllowedError
from bot.adapters.kubernetes.resources import WORKLOADS, Plural
from bot.adapters.kubernetes.watching import WatchedLists
from bot.kubernetes_settings import ClusterSettings
from tests.bot.adapters.kubernetes.conftest import deployed, items
from tests.support.kubernetes import TestCluster
from tests.support.kubernetes.cluster import TOKEN
from tests.support.patience import eventually

pytestmark = pytest.mark.more

PODS = next(each for each in WORKLOADS if each.plural is Plural.PODS)
OURS = Asked(PODS, None, "backstage.io/kubernetes-id=payments-api")


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Watcher:
    """Somebody who asks one cluster."""

    def __init__(self, cluster: TestCluster, *, lasts: float = 1.0, **limits: int) -> None:
        settings = ClusterSettings("north", cluster.url, "north", token=SecretStr(TOKEN), ca=cluster.ca)
        self.clock = Clock()
        self.lists = WatchedLists(
            ClusterClient(configured(settings), timeouts=(5.0, 20.0)), clock=self.clock, lasts=lasts, **limits
        )

    def pods(self, asked: Asked = OURS) -> set[str]:
        return {each["metadata"]["name"] for each in self.lists.all(asked)}

    def begins(self, cluster: TestCluster) -> None:
        """Ask twice, so that it is watched."""
        self.pods()
        self.pods()
        assert eventually(lambda: cluster.watching["pods"] == 1, within=60)


@pytest.fixture
def watcher(cluster: TestCluster) -> Iterator[Watcher]:
    cluster.put(items(deployed()))
    made = Watcher(cluster)
    yield made
    made.clock.now += 1_000  # nobody asks any more


def test_what_is_asked_once_is_read_and_not_watched(cluster: TestCluster, watcher: Watcher) -> None:
    assert watcher.pods()
    watcher.clock.now += 100
    assert watcher.pods()
    assert watcher.lists.watches == 0
    assert cluster.asked["pods"] == 2


def test_what_is_asked_again_is_watched_and_read_no_more(cluster: TestCluster, watcher: Watcher) -> None:
    watcher.begins(cluster)
    for _ in range(20):
        watcher.pods()
    assert cluster.asked["pods"] == 2
    assert cluster.watched["pods"] >= 1
    assert watcher.lists.watches == 1


def test_changes_come_by_themselves(cluster: TestCluster, watcher: Watcher) -> None:
    watcher.begins(cluster)
    before = watcher.pods()
    cluster.put(items(deployed(replicas=len(before) + 2)))
    assert eventually(lambda: len(watcher.pods()) == len(before) + 2, within=60)
    cluster.remove_everything()
    assert eventually(lambda: watcher.pods() == set(), within=60)
    assert cluster.asked["pods"] == 2


def test_what_no_longer_fits_the_selector_is_gone(cluster: TestCluster, watcher: Watcher) -> None:
    watcher.begins(cluster)
    pod = next(each for each in cluster.resources if each["kind"] == "Pod")
    cluster.put([{**pod, "metadata": {**pod["metadata"], "labels": {"backstage.io/kubernetes-id": "ledger"}}}])
    assert eventually(lambda: pod["metadata"]["name"] not in watcher.pods(), within=60)


def test_one_watch_goes_on_where_the_one_before_it_ended(cluster: TestCluster, watcher: Watcher) -> None:
    cluster.bookmarks = 0.1
    watcher.begins(cluster)
    assert eventually(lambda: watcher.pods() and cluster.watched["pods"] >= 3, within=30)
    assert cluster.asked["pods"] == 2, "bookmarks told how far it was"


def test_what_the_cluster_forgot_is_read_anew(cluster: TestCluster, watcher: Watcher) -> None:
    watcher.begins(cluster)
    cluster.put(items(deployed("ledger")))
    cluster.put(items(deployed(replicas=7)))
    cluster.forget_changes()
    cluster.cut_watches()
    assert eventually(lambda: len(watcher.pods()) == 7, within=30)
    assert eventually(lambda: cluster.watching["pods"] == 1, within=30)


def test_when_nobody_asks_any_more_it_ends(cluster: TestCluster, watcher: Watcher) -> None:
    watcher.begins(cluster)
    watcher.clock.now += 91
    assert eventually(lambda: watcher.lists.watches == 0 and cluster.watching["pods"] == 0, within=30)
    assert watcher.lists.size == 0


def test_an_account_that_may_not_watch_reads_lists(cluster: TestCluster, watcher: Watcher) -> None:
    cluster.forbidden_watches = {"pods"}
    for _ in range(5):
        assert watcher.pods()
        assert eventually(lambda: watcher.lists.watches == 0, within=60)
    assert cluster.asked["pods"] == 5
    assert sum("watch=true" in query for query in cluster.queries) == 1, "it is not tried each time"


def test_a_right_that_is_taken_away_is_told(cluster: TestCluster, watcher: Watcher) -> None:
    watcher.begins(cluster)
    cluster.forbidden = {"pods"}
    cluster.cut_watches()

    def refused() -> bool:
        try:
            watcher.pods()
        except NotAllowedError:
            return True
        return False

    assert eventually(refused, within=30)


def test_watches_that_end_at_once_are_given_up(cluster: TestCluster, watcher: Watcher) -> None:
    cluster.faults.ends_watches = True
    watcher.pods()
    watcher.pods()
    assert eventually(lambda: watcher.lists.watches == 0 and cluster.watched["pods"] >= 4, within=30)
    tried = cluster.watched["pods"]
    assert watcher.pods()
    assert cluster.watched["pods"] == tried


def test_many_who_ask_the_same_at_once_cost_one_list_and_one_watch(cluster: TestCluster, watcher: Watcher) -> None:
    watcher.pods()
    cluster.faults.delay = 0.2
    threads = [threading.Thread(target=watcher.pods) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert cluster.asked["pods"] == 2
    assert watcher.lists.watches == 1


def test_each_scope_has_its_own(cluster: TestCluster, watcher: Watcher) -> None:
    for _ in range(2):
        watcher.pods()
        watcher.pods(Asked(PODS, "payments", ""))
    assert eventually(lambda: cluster.watching["pods"] == 2, within=60)


def test_what_is_too_much_is_not_kept(cluster: TestCluster) -> None:
    cluster.put(items(deployed(replicas=5)))
    small = Watcher(cluster, most_bytes=100)
    for _ in range(3):
        assert len(small.pods()) == 5
    assert eventually(lambda: small.lists.watches == 0, within=60)
    assert small.lists.size == 0
