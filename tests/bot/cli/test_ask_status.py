"""`callboard ask status`: late systems are waited for, as nobody can be told later in a terminal."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.bot.cli.conftest import Terminal
from tests.support.kubernetes import Deployed, TestCluster
from tests.support.kubernetes.cluster import TOKEN

COMPONENT = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: payments-api}
spec: {type: service, lifecycle: production, owner: payments}
"""


@pytest.fixture
def slow() -> Iterator[TestCluster]:
    """A cluster that takes longer than anybody waits in Slack."""
    with TestCluster() as cluster:
        cluster.put(Deployed("payments-api", at=datetime.now(UTC) - timedelta(minutes=52)).resources())
        cluster.faults.delay = 1.8
        yield cluster


@pytest.fixture
def asking(with_database: Terminal, slow: TestCluster) -> Terminal:
    """A terminal with one component and that cluster."""
    ca = base64.b64encode(slow.ca.encode()).decode()
    told = f"{{name: north, url: '{slow.url}', serviceAccountToken: {TOKEN}, caData: {ca}}}"
    with_database.write(
        "app-config.yaml", f"kubernetes: {{clusterLocatorMethods: [{{type: config, clusters: [{told}]}}]}}\n"
    )
    with_database.write("catalog-info.yaml", COMPONENT)
    assert with_database.types("ingest", "catalog-info.yaml").status == 0
    return with_database


def test_late_systems_are_waited_for(asking: Terminal) -> None:
    printed = asking.types("ask", "status", "payments-api")

    assert printed.status == 0
    assert "4 of 4 ready" in printed.out


def test_no_longer_than_was_said(asking: Terminal) -> None:
    printed = asking.types("ask", "--wait", "0", "status", "payments-api")

    assert "• cluster north: it has not answered within 1.5 s" in printed.out


def test_a_channels_name_will_do(asking: Terminal) -> None:
    printed = asking.types("ask", "--channel", "inc-2041-payments-api", "status")

    assert "From the channel's name" in printed.out
