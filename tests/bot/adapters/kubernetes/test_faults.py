"""What people read when a cluster does not tell all, or nothing."""

import threading

import pytest
import trustme

from bot.operation_source import SourceFailedError
from tests.bot.adapters.kubernetes.conftest import Watch, component, deployed, items
from tests.support.kubernetes import TestCluster


def failure(watch: Watch) -> str:
    with pytest.raises(SourceFailedError) as failed:
        watch.reads()
    return str(failed.value)


def test_one_right_that_is_missing_takes_only_that_away(cluster: TestCluster, watch: Watch) -> None:
    cluster.put(items(deployed()))
    cluster.forbidden = {"horizontalpodautoscalers", "cronjobs"}

    reading = watch.reads({"backstage.io/kubernetes-namespace": "payments"})

    assert len(reading.workloads) == 1
    assert reading.gaps == (
        "our account may not list cronjobs in the namespace payments (403)",
        "our account may not list horizontalpodautoscalers in the namespace payments (403)",
    )


def test_without_any_right_nothing_is_told(cluster: TestCluster, watch: Watch) -> None:
    cluster.faults.all_statuses = 403

    assert failure(watch) == "our account may not list pods in all namespaces (403)"


def test_a_token_that_is_not_known(cluster: TestCluster) -> None:
    assert failure(Watch(cluster, token="old")) == (
        "it does not know our token (401): it has expired, was revoked or is mistyped"
    )


def test_a_certificate_that_nobody_signed_whom_we_know(cluster: TestCluster) -> None:
    stranger = trustme.CA().cert_pem.bytes().decode()

    assert failure(Watch(cluster, ca=stranger)) == (
        "its certificate is not one that we trust (nobody that we know has signed it); check caData or caFile"
    )


def test_a_cluster_that_hangs(cluster: TestCluster) -> None:
    cluster.faults.delay = 5

    assert failure(Watch(cluster, timeouts=(0.5, 0.2))) == "it did not answer within 0.2 s"


def test_a_cluster_that_is_not_there() -> None:
    cluster = TestCluster()
    with cluster:
        pass

    assert failure(Watch(cluster)) == "it cannot be reached (connection refused)"


def test_a_cluster_with_too_much_to_do_is_left_alone(cluster: TestCluster, watch: Watch) -> None:
    cluster.faults.all_statuses = 429
    source = watch.source()
    for _ in range(2):
        with pytest.raises(SourceFailedError, match=r"it has too much to do \(429\) and may be asked again in [23] s"):
            source.read([component("payments-api")])

    assert len(cluster.queries) <= 10


def test_a_cluster_in_trouble(cluster: TestCluster, watch: Watch) -> None:
    cluster.faults.all_statuses = 503

    assert failure(watch) == "it has trouble itself (503)"


def test_metrics_that_are_down_take_only_themselves_away(cluster: TestCluster, watch: Watch) -> None:
    cluster.served = {**cluster.served, "metrics.k8s.io/v1beta1": {"pods": "PodMetrics"}}
    cluster.put(items(deployed()))
    cluster.broken_groups = {"metrics.k8s.io/v1beta1"}

    reading = watch.reads()

    assert len(reading.workloads) == 1
    assert reading.gaps == ("pods (metrics): it has trouble itself (503)",)


def test_an_answer_that_is_no_json(cluster: TestCluster, watch: Watch) -> None:
    cluster.faults.body = b"<html>sign in</html>"

    assert failure(watch) == "its answer broke off, or makes no sense"


def test_a_list_that_was_forgotten_on_the_way_is_read_again(cluster: TestCluster, watch: Watch) -> None:
    cluster._page = 100
    cluster.faults.forgets_lists = 1
    cluster.put(items(deployed(replicas=150)))

    assert len(watch.reads().workloads[0].pods) == 150


def test_a_list_that_is_always_forgotten_is_named(cluster: TestCluster, watch: Watch) -> None:
    cluster._page = 100
    cluster.faults.forgets_lists = 1_000
    cluster.put(items(deployed(replicas=150)))

    assert watch.reads().gaps == ("its lists change quicker than we can read them (410)",)


def test_an_older_cluster_lacks_a_version_and_a_missing_addition_is_nobodys_business(
    cluster: TestCluster, watch: Watch
) -> None:
    cluster.served = {version: kinds for version, kinds in cluster.served.items() if version != "autoscaling/v2"}
    cluster.put(items(deployed()))

    assert watch.reads().gaps == ("it does not have horizontalpodautoscalers of autoscaling/v2",)


@pytest.mark.parametrize(
    "annotations, gap",
    [
        ({"backstage.io/kubernetes-namespace": "../../secrets"}, "backstage.io/kubernetes-namespace is no name"),
        ({"backstage.io/kubernetes-id": "a b&c=d"}, "backstage.io/kubernetes-id cannot be the value of a label"),
        ({"backstage.io/kubernetes-label-selector": "x" * 2000}, "backstage.io/kubernetes-label-selector is too long"),
    ],
)
def test_hostile_annotations_ask_nothing(
    cluster: TestCluster, watch: Watch, annotations: dict[str, str], gap: str
) -> None:
    assert gap in watch.reads(annotations).gaps[0]
    assert cluster.queries == []


def test_a_selector_that_is_none_is_named(watch: Watch) -> None:
    with pytest.raises(
        SourceFailedError, match=r"it refuses the question \(400: unable to parse requirement: found 'web'"
    ):
        watch.reads({"backstage.io/kubernetes-label-selector": "app in web"})


def test_odd_resources_do_not_stop_the_others(cluster: TestCluster, watch: Watch) -> None:
    odd = items(deployed("odd", labels={"backstage.io/kubernetes-id": "payments-api"}))
    for each in odd:
        each["status"] = None
        each["spec"] = []
        each["metadata"]["creationTimestamp"] = "yesterday"
    cluster.put([*odd, *items(deployed())])

    assert {each.name for each in watch.reads().workloads} == {"odd", "payments-api"}


def test_many_threads_may_ask_at_once(cluster: TestCluster, watch: Watch) -> None:
    cluster.put(items(deployed()))
    source, found = watch.source(), []
    threads = [
        threading.Thread(target=lambda: found.append(source.read([component("payments-api")]))) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 6
