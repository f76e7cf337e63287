"""GitHub Apps with an unmodified PyGithub."""

import github as pygithub
import pytest

from tests.contract.github.asking import client_with, refused
from tests.support.github import GitHub, Registered


def installed(github: GitHub, app: Registered) -> pygithub.Github:
    auth = pygithub.Auth.AppAuth(app.id, app.private_key).get_installation_auth(app.installation_id)
    return client_with(github.api_url, auth)


def test_an_app_finds_where_it_is_installed(github: GitHub) -> None:
    app = github.app("callboard", "acme")
    integration = pygithub.GithubIntegration(
        auth=pygithub.Auth.AppAuth(app.id, app.private_key), base_url=github.api_url, retry=None
    )
    assert integration.get_app().slug == "callboard"
    assert [one.id for one in integration.get_installations()] == [app.installation_id]
    assert integration.get_org_installation("acme").id == app.installation_id


def test_an_installation_reads_teams_and_private_repositories(github: GitHub) -> None:
    app = github.app("callboard", "acme")
    github.team("acme/payments", members=["ana"])
    github.repository("acme/secret", files={"a": "a"}, private=True)
    client = installed(github, app)
    assert client.get_repo("acme/secret").private
    assert [one.slug for one in client.get_organization("acme").get_teams()] == ["payments"]


def test_an_installation_is_held_to_its_permissions(github: GitHub) -> None:
    github.repository("acme/service", files={"a": "a"})
    client = installed(github, github.app("callboard", "acme", permissions={"metadata": "read", "contents": "read"}))
    repository = client.get_repo("acme/service")
    assert not isinstance(repository.get_contents("a"), list)
    with refused(403, "Resource not accessible by integration"):
        repository.create_file("b", "Add b", "b")
    with refused(403, "Resource not accessible by integration"):
        list(client.get_organization("acme").get_teams())
    with refused(403, "Resource not accessible by integration"):
        client.get_user().login  # noqa: B018 - asks


def test_an_installation_sees_chosen_repositories_only(github: GitHub) -> None:
    github.repository("acme/ours", private=True)
    github.repository("acme/theirs", private=True)
    client = installed(github, github.app("callboard", "acme", repositories=["acme/ours"]))
    assert client.get_repo("acme/ours").name == "ours"
    with refused(404, "Not Found"):
        client.get_repo("acme/theirs")


def test_an_installation_writes_as_the_apps_bot(github: GitHub) -> None:
    github.repository("acme/service", files={"a": "a"})
    repository = installed(github, github.app("callboard", "acme")).get_repo("acme/service")
    repository.create_git_ref("refs/heads/change", repository.get_branch("main").commit.sha)
    repository.create_file("b", "Add b", "b", branch="change")
    assert repository.create_pull(base="main", head="change", title="Add b").user.login == "callboard[bot]"


def test_a_foreign_key_is_refused(github: GitHub) -> None:
    app, other = github.app("callboard", "acme"), github.app("other", "acme")
    with refused(401, "A JSON web token could not be decoded"):
        installed(github, Registered(app.id, other.private_key, app.installation_id)).get_repo("acme/service")


def test_an_unknown_app_is_refused(github: GitHub) -> None:
    app = github.app("callboard", "acme")
    with refused(404, "Integration not found"):
        installed(github, Registered(1, app.private_key, app.installation_id)).get_repo("acme/service")


def test_a_token_ends_after_an_hour(github: GitHub) -> None:
    github.repository("acme/service")
    app = github.app("callboard", "acme")
    integration = pygithub.GithubIntegration(
        auth=pygithub.Auth.AppAuth(app.id, app.private_key), base_url=github.api_url, retry=None
    )
    token = integration.get_access_token(app.installation_id).token
    client = client_with(github.api_url, pygithub.Auth.Token(token))
    assert client.get_repo("acme/service").name == "service"
    github.advance(3601)
    with pytest.raises(pygithub.BadCredentialsException):
        client.get_repo("acme/service")


def test_an_app_hears_what_happens_where_it_is_installed(github: GitHub) -> None:
    github.app("callboard", "acme", events=["push"], webhook=("http://127.0.0.1:9/nobody", "quiet"))
    github.repository("acme/service", files={"a": "a"})
    github.wait_for_deliveries()
    told = [one.event for one in github.deliveries]
    assert told == ["installation", "push"]
    assert github.deliveries[1].payload["installation"]["id"]
