"""What `callboard doctor` finds about clusters and the systems around them."""

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli.doctor import code_host, systems
from bot.settings import load
from tests.support.github import GitHub
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


PROVIDERS = "catalog: {providers: {github: {acme: {organization: acme}}, githubOrg: {id: acme, orgs: [acme]}}}\n"


@pytest.fixture
def github() -> Iterator[GitHub]:
    with GitHub() as running:
        running.team("acme/payments", members=["ana"])
        running.repository("acme/pay", files={"README.md": "Pay."}, private=True)
        yield running


def found_at(github: GitHub, folder: Path, token: str) -> list[tuple[str, str]]:
    (folder / "app-config.yaml").write_text(PROVIDERS)
    settings = load({"GITHUB_API_URL": github.api_url, "GITHUB_TOKEN": token}, folder)
    return [(each.level.value, each.message) for each in code_host.examine(settings)]


def test_an_organisation_that_can_be_read(tmp_path: Path, github: GitHub) -> None:
    assert found_at(github, tmp_path, github.owner_token("acme")) == [
        ("ok", "github:acme: GitHub shows us 1 repository of acme."),
        ("ok", "github-org:acme: GitHub shows us 1 team of acme."),
    ]


def test_a_token_that_github_does_not_know(tmp_path: Path, github: GitHub) -> None:
    for level, message in found_at(github, tmp_path, "nonsense"):
        assert level == "fault"
        assert "GitHub does not know our token (401)" in message


def test_a_token_that_may_not_see_teams(tmp_path: Path, github: GitHub) -> None:
    [(repositories, _), (people, _)] = found_at(github, tmp_path, github.owner_token("acme", scopes=["repo"]))
    assert (repositories, people) == ("ok", "fault")


def test_without_providers_no_code_host_is_asked(tmp_path: Path) -> None:
    assert list(code_host.examine(load({"GITHUB_TOKEN": "t"}, tmp_path))) == []
