"""A cluster over HTTPS, and what asks it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from bot.adapters.kubernetes.access import configured
from bot.adapters.kubernetes.client import ClusterClient
from bot.adapters.kubernetes.source import ClusterSource
from bot.kubernetes_settings import ClusterSettings, Environments
from catalog_store.entities import Entity
from catalog_store.operations import Reading
from tests.support.catalog import entity
from tests.support.kubernetes import Deployed, Json, TestCluster
from tests.support.kubernetes.cluster import TOKEN

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
AT = datetime(2026, 3, 2, 8, 8, tzinfo=UTC)


@dataclass
class Watch:
    """Somebody who looks at a cluster."""

    cluster: TestCluster
    token: str = TOKEN
    ca: str | None = None
    timeouts: tuple[float, float] = (2.0, 2.0)
    is_single_tenant: bool = False

    def source(self) -> ClusterSource:
        settings = ClusterSettings(
            "north", self.cluster.url, "north", token=SecretStr(self.token), ca=self.ca or self.cluster.ca
        )
        return ClusterSource(
            "north",
            "north",
            ClusterClient(configured(settings), timeouts=self.timeouts),
            environments=Environments((("north/payments", "production"), ("north/*", "staging"))),
            clock=lambda: NOW,
            is_single_tenant=self.is_single_tenant,
        )

    def reads(self, *annotations: dict[str, str], name: str = "payments-api") -> Reading:
        thing = component(name, *annotations)
        return self.source().read([thing])[thing.ref]


def component(name: str, *annotations: dict[str, str]) -> Entity:
    return entity("Component", name, annotations=annotations[0] if annotations else {})


def deployed(name: str = "payments-api", **parts: object) -> Deployed:
    return Deployed(name, at=AT, **parts)  # type: ignore[arg-type]  # a test's


def items(*deployments: Deployed) -> list[Json]:
    return [each for deployment in deployments for each in deployment.resources()]


@pytest.fixture
def cluster() -> Iterator[TestCluster]:
    with TestCluster() as found:
        yield found


@pytest.fixture
def watch(cluster: TestCluster) -> Watch:
    return Watch(cluster)
