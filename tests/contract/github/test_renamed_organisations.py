"""What is left of an organisation's old login: nothing but redirects of its repositories."""

import subprocess
from pathlib import Path

import pytest
from github import Auth, GithubIntegration

from tests.contract.github.asking import client, refused
from tests.support.github import GitHub


@pytest.fixture
def token(github: GitHub) -> str:
    """An owner's, from before it was renamed."""
    github.repository("acme/shop", files={"a.md": "a"}, private=True)
    token = github.owner_token("acme")
    github.rename_organisation("acme", "acme-labs")
    return token


def test_the_old_login_is_nobodys(github: GitHub, token: str) -> None:
    with refused(404, "Not Found"):
        client(github.api_url, token).get_organization("acme")
    assert client(github.api_url, token).get_organization("acme-labs").login == "acme-labs"
    _, found = client(github.api_url, token).requester.graphql_query(
        'query { repositoryOwner(login: "acme") { login } repository(owner: "acme", name: "shop") { nameWithOwner } }',
        {},
    )
    assert found["data"] == {"repositoryOwner": None, "repository": {"nameWithOwner": "acme-labs/shop"}}


def test_a_repository_redirects_those_who_may_see_it(github: GitHub, token: str) -> None:
    assert client(github.api_url, token).get_repo("acme/shop").full_name == "acme-labs/shop"
    assert [each.status for each in github.requests] == [301, 200]
    with refused(404, "Not Found"):
        client(github.api_url, github.token("stranger")).get_repo("acme/shop")


def test_a_clone_by_the_old_name_works(github: GitHub, token: str, tmp_path: Path) -> None:
    url = github.url.replace("://", f"://x-access-token:{token}@")
    subprocess.run(["git", "clone", "-q", f"{url}/acme/shop", str(tmp_path / "shop")], check=True, timeout=60)
    assert (tmp_path / "shop" / "a.md").read_text() == "a"


def test_an_app_is_found_by_the_new_login_and_by_a_repository_of_any_name(github: GitHub) -> None:
    github.repository("acme/shop", private=True)
    app = github.app("callboard", "acme")
    github.rename_organisation("acme", "acme-labs")
    asking = GithubIntegration(auth=Auth.AppAuth(app.id, app.private_key), base_url=github.api_url)
    with refused(404, "Not Found"):
        asking.get_org_installation("acme")
    assert asking.get_org_installation("acme-labs").account.login == "acme-labs"
    assert asking.get_repo_installation("acme", "shop").account.login == "acme-labs"
