"""What `callboard doctor` finds about clusters and the systems around them."""

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli.doctor import systems
from bot.settings import load
from tests.support.kubernetes import TestCluster
from tests.support.kubernetes.cluster import TOKEN
from tests.support.systems.pager_duty import KEY, PagerDutyAccount


@pytest.fixture
def cluster() -> Iterator[TestCluster]:
    with TestCluster() as found:
        yield found


def found(folder: Path, configuration: str) -> list[tuple[str, str]]:
    (folder / "app-config.yaml").write_text(configuration)
    return [(each.level.value, each.message) for each in systems.examine(load({}, folder))]


def connected(cluster: TestCluster, *, token: str = TOKEN, provider: str = "serviceAccount") -> str:
    ca = base64.b64encode(cluster.ca.encode()).decode()
    told = (
        f"{{name: north, url: '{cluster.url}', authProvider: {provider}, serviceAccountToken: {token}, caData: {ca}}}"
    )
    return f"kubernetes: {{clusterLocatorMethods: [{{type: config, clusters: [{told}]}}]}}\n"


def test_a_cluster_that_lets_us_read_all(tmp_path: Path, cluster: TestCluster) -> None:
    assert found(tmp_path, connected(cluster)) == [("ok", "cluster north runs Kubernetes v1.31.2.")]


def test_rights_that_are_missing_are_named(tmp_path: Path, cluster: TestCluster) -> None:
    cluster.forbidden = {"cronjobs", "jobs"}

    assert ("fault", "cluster north does not let us list cronjobs, jobs.") in found(tmp_path, connected(cluster))


def test_a_token_that_is_not_known(tmp_path: Path, cluster: TestCluster) -> None:
    [(level, message)] = found(tmp_path, connected(cluster, token="old"))

    assert level == "fault"
    assert message.startswith("cluster north: it does not know our token (401)")


def test_what_we_cannot_do_is_named(tmp_path: Path, cluster: TestCluster) -> None:
    [(level, message), *_] = found(tmp_path, connected(cluster, provider="google"))

    assert level == "fault"
    assert "its authProvider google is none that we can use" in message
    assert message.endswith("a serviceAccountToken is the usual way.")


def test_without_any_system_there_is_nothing_to_mend(tmp_path: Path) -> None:
    [(level, message)] = found(tmp_path, "")

    assert level == "note"
    assert message.startswith("No cluster is connected")


def test_other_systems_are_tried_too(tmp_path: Path) -> None:
    with PagerDutyAccount() as account:
        told = f"callboard: {{integrations: {{pagerDuty: {{baseUrl: '{account.url}', token: {KEY}}}}}}}\n"

        assert ("ok", "PagerDuty takes our key; without fromEmail nobody can be paged.") in found(tmp_path, told)
