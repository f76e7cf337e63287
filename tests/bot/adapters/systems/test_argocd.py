"""What Argo CD tells, over its API and through the resources of the cluster that it runs on."""

from typing import Any

import pytest
from pydantic import SecretStr

from bot.adapters.argocd import ArgoCd
from bot.integrations_settings import SystemSettings
from bot.kubernetes_settings import Environments
from catalog_store.operations import DeploymentOutcome, Reading
from tests.bot.adapters.kubernetes.conftest import Watch
from tests.support.catalog import entity
from tests.support.kubernetes import TestCluster
from tests.support.systems import Asked, StandIn

NAMED = {"argocd/app-name": "payments-api-production"}
APP: dict[str, Any] = {
    "apiVersion": "argoproj.io/v1alpha1",
    "kind": "Application",
    "metadata": {"name": "payments-api-production", "namespace": "argocd", "labels": {"team": "pay"}},
    "spec": {"destination": {"server": "https://kubernetes.default.svc", "namespace": "payments"}},
    "status": {
        "sync": {"status": "OutOfSync", "revision": "9fceb02d0ae598e95dc970b74767f19372d61af8"},
        "health": {"status": "Degraded", "message": "Deployment exceeded its progress deadline"},
        "operationState": {"phase": "Succeeded", "finishedAt": "2026-03-02T08:08:00Z"},
        "history": [
            {"id": 3, "revision": "1111111", "deployedAt": "2026-03-01T08:00:00Z"},
            {"id": 4, "revision": "9fceb02d0ae", "deployedAt": "2026-03-02T08:08:00Z",
             "initiatedBy": {"username": "tomasz"}},
        ],
    },
}  # fmt: skip


def answered(asked: Asked) -> tuple[int, Any]:
    if asked.headers.get("Authorization") != "Bearer reader":
        return 401, {"error": "no session information", "message": "no session information"}
    if asked.path == "/api/v1/applications/payments-api-production":
        return 200, APP
    if asked.path == "/api/v1/applications":
        return 200, {"items": [APP] if asked.query["selector"] == ["team=pay"] else None}
    return 404, {"message": "not found"}


def reads(**annotations: str) -> Reading:
    thing = entity(
        "Component", "payments-api", annotations={key.replace("_", "/"): value for key, value in annotations.items()}
    )
    with StandIn(answered) as argo:
        source = ArgoCd(SystemSettings(argo.url, SecretStr("reader")), Environments((("in-cluster", "production"),)))
        return source.read([thing])[thing.ref]


@pytest.mark.parametrize(
    "annotation", [{"argocd_app-name": "payments-api-production"}, {"argocd_app-selector": "team=pay"}]
)
def test_tells_sync_health_and_history(annotation: dict[str, str]) -> None:
    told = reads(**annotation)

    [sync] = told.syncs
    assert (sync.sync, sync.health, sync.message) == (
        "OutOfSync",
        "Degraded",
        "Deployment exceeded its progress deadline",
    )
    assert sync.url
    assert sync.url.endswith("/applications/argocd/payments-api-production")
    assert [(each.commit, each.by, each.outcome, each.environment) for each in told.deployments] == [
        ("9fceb02d0ae", "tomasz", DeploymentOutcome.SUCCEEDED, "production"),
        ("1111111", "", DeploymentOutcome.REPLACED, "production"),
    ]


def test_an_application_that_is_not_there_is_named() -> None:
    assert reads(**{"argocd_app-name": "gone"}).gaps == ("it has no application gone",)
    assert reads(**{"argocd_app-selector": "team=other"}).gaps == ("it has no application team=other",)


def test_a_hostile_name_asks_nothing() -> None:
    assert reads(**{"argocd_app-name": "../../settings"}).gaps == (
        "the annotation argocd/app-name is no name of an application",
    )


def test_applications_are_read_as_resources_where_the_api_is_not_connected() -> None:
    with TestCluster(has_argo=True) as cluster:
        cluster.put([APP])
        [sync] = Watch(cluster).reads(NAMED).syncs

    assert (sync.app, sync.health, sync.environment) == ("payments-api-production", "Degraded", "production")


def test_a_cluster_without_argo_tells_nothing_of_it() -> None:
    with TestCluster() as cluster:
        told = Watch(cluster).reads(NAMED)

    assert (told.syncs, told.gaps) == ((), ())
