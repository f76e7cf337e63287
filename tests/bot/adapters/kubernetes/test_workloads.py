"""What a cluster's lists tell of a thing."""

from datetime import timedelta

from catalog_store.operations import DeploymentOutcome
from catalog_store.workloads import Kind, Stage, TroubleKind, Usage, stand
from tests.bot.adapters.kubernetes.conftest import AT, NOW, Watch, component, deployed, items
from tests.support.kubernetes import Json, TestCluster
from tests.support.kubernetes.objects import owned_by, resource, stamp

LABELS = {"backstage.io/kubernetes-id": "payments-api"}


def test_a_deployment_comes_with_its_pods_its_version_and_its_environment(cluster: TestCluster, watch: Watch) -> None:
    cluster.put(items(deployed()))

    [found] = watch.reads().workloads

    assert (found.kind, found.name, found.version) == (Kind.DEPLOYMENT, "payments-api", "2.31.0")
    assert (found.wanted, found.updated, found.ready, len(found.pods)) == (4, 4, 4, 4)
    assert (found.site.environment, found.site.cluster, found.site.namespace) == ("production", "north", "payments")
    assert found.deployed_at == AT
    assert found.pods[0].containers[0].memory_limit == "512Mi"


def test_a_pod_that_crashes_is_told_with_its_reason(cluster: TestCluster, watch: Watch) -> None:
    crashed = {"terminated": {"reason": "OOMKilled", "exitCode": 137, "finishedAt": stamp(NOW - timedelta(minutes=3))}}
    waiting = {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off 5m0s"}}
    cluster.put(items(deployed().fails(0, restarts=6, state=waiting, last=crashed)))

    standing = stand(watch.reads().workloads[0], NOW)

    [trouble] = standing.troubles
    assert (trouble.kind, trouble.restarts, trouble.limit) == (TroubleKind.OUT_OF_MEMORY, 6, "512Mi")
    assert standing.rollout.stage is Stage.DEGRADED


def test_older_versions_become_the_history(cluster: TestCluster, watch: Watch) -> None:
    cluster.put(items(deployed().had(8, "ghcr.io/acme/payments-api:2.30.4", AT - timedelta(days=2))))

    told = watch.reads().deployments

    assert [(each.version, each.outcome, each.environment) for each in told] == [
        ("2.31.0", DeploymentOutcome.SUCCEEDED, "production"),
        ("2.30.4", DeploymentOutcome.REPLACED, "production"),
    ]
    assert len({each.key for each in told}) == 2


def test_a_version_that_was_brought_back_is_known_as_that(cluster: TestCluster, watch: Watch) -> None:
    resources = items(deployed())
    replica_set = next(each for each in resources if each["kind"] == "ReplicaSet")
    replica_set["metadata"]["annotations"]["deployment.kubernetes.io/revision-history"] = "5"
    deployment = next(each for each in resources if each["kind"] == "Deployment")
    deployment["status"]["conditions"][0]["lastUpdateTime"] = stamp(NOW - timedelta(minutes=20))
    cluster.put(resources)

    reading = watch.reads()

    assert stand(reading.workloads[0], NOW).rollout.stage is Stage.ROLLED_BACK
    assert reading.deployments[0].outcome is DeploymentOutcome.ROLLED_BACK
    assert reading.deployments[0].at == NOW - timedelta(minutes=20)


def test_an_autoscaler_a_stateful_set_a_daemon_set_and_jobs_are_told_too(cluster: TestCluster, watch: Watch) -> None:
    place: Json = {"namespace": "payments", "labels": LABELS, "at": AT}
    conditions = [{"type": "ScalingLimited", "status": "True", "reason": "TooManyReplicas"}]
    failed = [{"type": "Failed", "status": "True", "reason": "BackoffLimitExceeded", "lastTransitionTime": stamp(AT)}]
    cluster.put(items(deployed()))
    cluster.put(
        [
            resource("autoscaling/v2", "HorizontalPodAutoscaler", "payments-api", **place,
                     spec={"scaleTargetRef": {"kind": "Deployment", "name": "payments-api"}, "maxReplicas": 4},
                     status={"desiredReplicas": 4, "conditions": conditions}),
            resource("apps/v1", "StatefulSet", "ledger", **place, spec={"replicas": 2},
                     status={"replicas": 2, "readyReplicas": 2, "updatedReplicas": 2, "observedGeneration": 3}),
            resource("apps/v1", "DaemonSet", "agent", **place,
                     status={"desiredNumberScheduled": 3, "updatedNumberScheduled": 3, "currentNumberScheduled": 3,
                             "numberReady": 2, "observedGeneration": 3}),
            resource("batch/v1", "CronJob", "settlement", **place, spec={"schedule": "0 4 * * *"}),
            resource("batch/v1", "Job", "settlement-1", **place, metadata=owned_by("CronJob", "settlement"),
                     status={"startTime": stamp(AT), "conditions": failed}),
        ]
    )  # fmt: skip

    found = {each.name: stand(each, NOW) for each in watch.reads().workloads}

    scaler = found["payments-api"].workload.autoscaler
    assert scaler
    assert (scaler.most, scaler.is_limited) == (4, True)
    assert {name: each.rollout.stage for name, each in found.items()} == {
        "payments-api": Stage.DONE,
        "ledger": Stage.DONE,
        "agent": Stage.DEGRADED,
        "settlement": Stage.FAILED,
    }


def test_a_job_on_a_schedule_is_told_by_its_runs_where_the_schedule_cannot_be_read(
    cluster: TestCluster, watch: Watch
) -> None:
    place: Json = {"namespace": "payments", "labels": LABELS, "at": AT}
    failed = [{"type": "Failed", "status": "True", "reason": "BackoffLimitExceeded", "lastTransitionTime": stamp(AT)}]
    ended = {"phase": "Failed", "containerStatuses": []}
    cluster.put(
        [
            resource("batch/v1", "CronJob", "settlement", **place, spec={"schedule": "0 4 * * *"}),
            resource("batch/v1", "Job", "settlement-1", **place, metadata=owned_by("CronJob", "settlement"),
                     status={"startTime": stamp(AT), "conditions": failed}),
            resource("v1", "Pod", "settlement-1-x", **place, metadata=owned_by("Job", "settlement-1"), status=ended),
        ]
    )  # fmt: skip
    cluster.forbidden = {"cronjobs"}

    reading = watch.reads()

    assert reading.gaps == ("our account may not list cronjobs in all namespaces (403)",)
    assert [(each.name, stand(each, NOW).rollout.stage) for each in reading.workloads] == [("settlement", Stage.FAILED)]


def test_argo_rollouts_are_told_where_a_cluster_has_them() -> None:
    with TestCluster(has_argo=True) as cluster:
        rollout = resource(
            "argoproj.io/v1alpha1", "Rollout", "payments-api", namespace="payments", labels=LABELS, at=AT,
            spec={"replicas": 2}, status={"phase": "Paused", "message": "CanaryPauseStep", "observedGeneration": "3"},
        )  # fmt: skip
        cluster.put([rollout])

        [found] = Watch(cluster).reads().workloads

    assert stand(found, NOW).rollout.stage is Stage.PAUSED


def test_pods_without_a_known_maker_are_not_lost(cluster: TestCluster, watch: Watch) -> None:
    [deployment, *others] = items(deployed())
    cluster.put(others)

    [found] = watch.reads().workloads

    assert (found.name, found.wanted, found.ready) == ("payments-api", 4, 4)
    assert deployment["kind"] == "Deployment"


def test_annotations_choose_namespace_labels_and_cluster(cluster: TestCluster, watch: Watch) -> None:
    cluster.put(items(deployed(), deployed(namespace="staging"), deployed("api", labels={"app": "pay", "tier": "web"})))

    assert len(watch.reads().workloads) == 2
    assert len(watch.reads({"backstage.io/kubernetes-namespace": "payments"}).workloads) == 1
    assert (
        watch.reads({"backstage.io/kubernetes-label-selector": "app=pay,tier in (web,api)"}).workloads[0].name == "api"
    )
    assert watch.reads({"backstage.io/kubernetes-id": "nothing"}).workloads == ()
    assert not watch.source().concerns(component("payments-api", {"backstage.io/kubernetes-cluster": "south"}))


def test_a_single_tenant_is_only_looked_for_where_it_says(cluster: TestCluster) -> None:
    source = Watch(cluster, is_single_tenant=True).source()

    assert not source.concerns(component("payments-api"))
    assert source.concerns(component("payments-api", {"backstage.io/kubernetes-cluster": "north"}))


def test_what_has_no_label_of_ours_is_found_by_the_common_one(cluster: TestCluster, watch: Watch) -> None:
    cluster.put(items(deployed(labels={"app.kubernetes.io/name": "payments-api"})))

    assert len(watch.reads().workloads) == 1


def test_events_explain_what_a_pod_does_not_say(cluster: TestCluster, watch: Watch) -> None:
    ailing = deployed().fails(0)
    cluster.put(items(ailing))
    for number, (reason, message) in enumerate((("Unhealthy", "statuscode: 503"), ("BackOff", "Back-off"))):
        about = {"involvedObject": {"kind": "Pod", "name": ailing.pods[0]["metadata"]["name"]}}
        told = {"reason": reason, "type": "Warning", "message": f"Readiness probe failed: {message}"}
        at = {"lastTimestamp": stamp(NOW - timedelta(minutes=5 - number))}
        cluster.put(
            [resource("v1", "Event", f"e{number}", namespace="payments", labels={}, at=AT, **about, **told, **at)]
        )

    [trouble] = stand(watch.reads().workloads[0], NOW).troubles

    assert (trouble.kind, trouble.detail) == (TroubleKind.NOT_READY, "Readiness probe failed: statuscode: 503")


def test_events_are_only_asked_for_where_they_are_needed(cluster: TestCluster, watch: Watch) -> None:
    cluster.put(items(deployed()))
    watch.reads()

    assert cluster.asked["events"] == 0


def test_what_pods_use_is_told_where_it_is_measured(cluster: TestCluster, watch: Watch) -> None:
    cluster.served = {**cluster.served, "metrics.k8s.io/v1beta1": {"pods": "PodMetrics"}}
    running = deployed()
    cluster.put(items(running))
    name = running.pods[0]["metadata"]["name"]
    used = [{"name": "api", "usage": {"cpu": "250m", "memory": "384Mi"}}, {"name": "odd", "usage": {"cpu": "?"}}]
    cluster.put(
        [
            resource(
                "metrics.k8s.io/v1beta1",
                "PodMetrics",
                name,
                namespace="payments",
                labels=LABELS,
                at=AT,
                containers=used,
            )
        ]
    )

    measured = [pod.containers[0].usage for pod in watch.reads().workloads[0].pods]

    assert measured[0] == Usage(384 * 2**20, 0.25, 0.75)
    assert measured[1:] == [None] * 3


def test_many_things_are_asked_for_together(cluster: TestCluster, watch: Watch) -> None:
    names = [f"service-{number}" for number in range(8)]
    cluster.put(items(*(deployed(name, replicas=1) for name in names)))
    things = [component(name) for name in names]

    found = watch.source().read(things)

    assert [len(found[thing.ref].workloads) for thing in things] == [1] * 8
    assert set(cluster.asked.values()) == {1}


def test_long_lists_come_in_pages(watch: Watch, cluster: TestCluster) -> None:
    cluster._page = 100
    cluster.put(items(deployed(replicas=350)))

    assert len(watch.reads().workloads[0].pods) == 350
    assert cluster.asked["pods"] == 4
