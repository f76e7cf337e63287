"""A repository is made once, filled once and found again; whatever GitHub says no to is said in words."""

import os
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters.github.hosting.hosts import GithubHosts
from golden_paths.ports import Mark, RepositorySettings, SourceHostError
from golden_paths.repo_url import RepoUrl
from tests.bot.adapters.github.hosting.conftest import ANA, SHOP, Hosts
from tests.support.github import GitHub

SETTINGS = RepositorySettings(description="Sells things", default_branch="main", topics=("Python Service", "shop"))


def push(host: GithubHosts, folder: Path, mark: Mark) -> str:
    return host.push(folder, SHOP, "main", "initial commit", ANA, mark)


def test_is_made_as_said(github: GitHub, host: GithubHosts, mark: Mark) -> None:
    settings = replace(SETTINGS, visibility="internal", has_wiki=False, allow_merge_commit=False)
    made = host.create_repository(SHOP, settings, mark)

    repository = github.find("acme/shop")
    assert (repository.description, repository.visibility, repository.private) == ("Sells things", "internal", True)
    assert (repository.settings["has_wiki"], repository.settings["allow_merge_commit"]) == (False, False)
    assert made.is_empty
    assert made.is_of(mark)
    assert made.clone_url.endswith("/acme/shop.git")


def test_is_set_up_as_often_as_one_likes(github: GitHub, hosts: Hosts, mark: Mark) -> None:
    host = hosts(github.owner_token("acme", scopes=("repo", "admin:org")))
    github.team("acme/payments")
    github.user("ana")
    github.state.properties["acme"] = ("tier",)
    settings = replace(
        SETTINGS,
        access="acme/payments",
        collaborators=(("team:payments", "push"), ("ana", "read")),
        variables={"REGION": "eu"},
        secrets={"API_KEY": "hunter2"},
        custom_properties={"tier": "1"},
    )
    host.create_repository(SHOP, settings, mark)
    for _ in range(2):
        host.configure_repository(SHOP, settings)

    repository = github.find("acme/shop")
    assert repository.topics == ("python-service", "shop")
    assert repository.variables == {"REGION": "eu"}
    assert repository.secrets == {"API_KEY": "hunter2"}
    assert repository.properties == {"tier": "1"}
    team = github.state.team("acme", "payments")
    assert team
    assert team.repositories[repository.id] == "push"


def test_holds_what_the_folder_holds_but_what_git_ignores(
    github: GitHub, host: GithubHosts, mark: Mark, folder: Path
) -> None:
    host.create_repository(SHOP, SETTINGS, mark)
    commit = push(host, folder, mark)

    files = github.files("acme/shop")
    assert sorted(files) == [".gitignore", "README.md", "bin/run", "grün und blau.txt"]
    assert files["grün und blau.txt"] == b"a\r\nb\r\n"
    told = subprocess.run(
        ["git", "ls-remote", github.clone_url("acme/shop", github.owner_token("acme"))],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert told.splitlines()[0] == f"{commit}\tHEAD"


def test_a_name_that_git_would_read_as_quoted_leads_nowhere_else(
    github: GitHub, host: GithubHosts, mark: Mark, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "token").write_text("hunter2")
    name = '"{}"'.format(str(tmp_path / "token").replace("/", r"\057"))
    (folder / name).write_text("a file with an odd name\n")
    host.create_repository(SHOP, SETTINGS, mark)
    push(host, folder, mark)
    assert github.files("acme/shop")[name] == b"a file with an odd name\n"


def test_refuses_names_that_git_would_take_for_others(host: GithubHosts, mark: Mark, folder: Path) -> None:
    (folder / "README.md\r").write_text("not the other one\n")
    host.create_repository(SHOP, SETTINGS, mark)
    with pytest.raises(SourceHostError, match=r"has a line break\. Give it another name"):
        push(host, folder, mark)


def test_keeps_programs_programs(github: GitHub, host: GithubHosts, mark: Mark, folder: Path, tmp_path: Path) -> None:
    host.create_repository(SHOP, SETTINGS, mark)
    push(host, folder, mark)
    url = github.clone_url("acme/shop", github.owner_token("acme"))
    subprocess.run(["git", "clone", "--quiet", url, str(tmp_path / "clone")], check=True)
    assert os.access(tmp_path / "clone/bin/run", os.X_OK)
    assert not os.access(tmp_path / "clone/README.md", os.X_OK)


def test_says_which_run_made_it(github: GitHub, host: GithubHosts, mark: Mark, folder: Path) -> None:
    host.create_repository(SHOP, SETTINGS, mark)
    push(host, folder, mark)
    found = host.find_repository(SHOP)
    assert found
    assert (found.run_id, found.is_empty, found.is_of(mark)) == ("run-1", False, True)
    assert not found.is_of(replace(mark, run_id="run-2"))


def test_an_older_empty_one_is_somebody_else_s(github: GitHub, host: GithubHosts, mark: Mark) -> None:
    github.repository("acme/shop")
    found = host.find_repository(SHOP)
    assert found
    assert found.is_of(mark)
    assert not found.is_of(replace(mark, began=mark.began + timedelta(minutes=1)))


def test_one_that_is_taken_stays(github: GitHub, host: GithubHosts, mark: Mark, folder: Path) -> None:
    github.repository("acme/shop", files={"README.md": "# Another"})
    with pytest.raises(SourceHostError, match=r"acme/shop exists already at github\.com, and this run did not make it"):
        host.create_repository(SHOP, SETTINGS, mark)
    with pytest.raises(SourceHostError, match="holds commits of others already, and they stay"):
        push(host, folder, mark)
    assert github.file("acme/shop", "README.md") == b"# Another"


def test_pushing_again_leaves_one_commit(github: GitHub, host: GithubHosts, mark: Mark, folder: Path) -> None:
    host.create_repository(SHOP, SETTINGS, mark)
    first = push(host, folder, mark)
    assert push(host, folder, mark) == first
    github.commit("acme/shop", {"more.txt": "from a person"})
    push(host, folder, mark)
    assert github.file("acme/shop", "more.txt") == b"from a person"


def test_one_that_was_made_unheard_is_ours(github: GitHub, host: GithubHosts, mark: Mark) -> None:
    github.cut("/orgs/acme/repos")
    made = host.create_repository(SHOP, SETTINGS, mark)
    assert made.is_of(mark)
    assert github.state.made == 1


def test_a_push_that_was_taken_unheard_is_found(github: GitHub, host: GithubHosts, mark: Mark, folder: Path) -> None:
    host.create_repository(SHOP, SETTINGS, mark)
    github.cut("/acme/shop.git/git-receive-pack")
    with pytest.raises(SourceHostError, match="GitHub did not answer git") as told:
        push(host, folder, mark)
    assert told.value.is_retryable
    assert push(host, folder, mark) == github.find("acme/shop").head


def test_is_removed_only_while_it_is_the_run_s_alone(
    github: GitHub, host: GithubHosts, mark: Mark, folder: Path
) -> None:
    host.create_repository(SHOP, SETTINGS, mark)
    push(host, folder, mark)
    with pytest.raises(SourceHostError, match="was not made by this run, so it stays"):
        host.remove_repository(SHOP, replace(mark, run_id="run-2"))
    github.commit("acme/shop", {"more.txt": "from a person"})
    with pytest.raises(SourceHostError, match="holds commits of others by now"):
        host.remove_repository(SHOP, mark)
    host.create_repository(replace(SHOP, name="till"), SETTINGS, mark)
    assert host.remove_repository(replace(SHOP, name="till"), mark)
    assert not host.remove_repository(replace(SHOP, name="till"), mark)


def test_is_not_removed_with_a_branch_of_somebody_else(
    github: GitHub, host: GithubHosts, mark: Mark, folder: Path
) -> None:
    host.create_repository(SHOP, SETTINGS, mark)
    push(host, folder, mark)
    github.pull_request("acme/shop", {"more.txt": "from a person"})
    with pytest.raises(SourceHostError, match="holds commits of others by now"):
        host.remove_repository(SHOP, mark)


@pytest.mark.parametrize(
    "scopes, said",
    [
        ({"public_repo", "repo"}, "may not write workflow files .* It needs the scope `workflow`"),
        ({"read:org"}, "It needs the scope `repo`"),
    ],
)
def test_says_which_right_is_missing(
    github: GitHub, hosts: Hosts, host: GithubHosts, mark: Mark, folder: Path, scopes: set[str], said: str
) -> None:
    host.create_repository(SHOP, SETTINGS, mark)
    (folder / ".github/workflows").mkdir(parents=True)
    (folder / ".github/workflows/ci.yml").write_text("on: push\n")
    with pytest.raises(SourceHostError, match=said) as told:
        push(hosts(github.token("octocat", scopes)), folder, mark)
    assert not told.value.is_retryable
    assert "github.com" not in str(told.value)


def test_says_where_an_owner_is_unknown(host: GithubHosts, mark: Mark) -> None:
    with pytest.raises(SourceHostError, match=r"has no organisation or user nobody. Choose another owner"):
        host.create_repository(RepoUrl("github.com", "nobody", "shop"), SETTINGS, mark)


def test_says_where_callboard_is_nobody(host: GithubHosts) -> None:
    with pytest.raises(SourceHostError, match=r"Callboard is nobody at gitlab.com.* Set GITHUB_TOKEN"):
        host.find_repository(RepoUrl("gitlab.com", "acme", "shop"))


def test_knows_beforehand_where_callboard_is_nobody(host: GithubHosts) -> None:
    assert host.absence(RepoUrl("github.com", "acme", "shop")) is None
    assert "not connected with gitlab.com" in (host.absence(RepoUrl("gitlab.com", "acme", "shop")) or "")


@pytest.mark.parametrize(
    "status, is_retryable", [(403, False), (404, False), (422, False), (500, True), (502, True), (503, True)]
)
def test_trouble_in_the_middle_of_creating_is_said(
    github: GitHub, host: GithubHosts, mark: Mark, status: int, is_retryable: bool
) -> None:
    github.fail("/orgs/acme/repos", status, {"message": "no"}, method="POST", times=9)
    with pytest.raises(SourceHostError, match=r"^Could not create acme/shop: ") as told:
        host.create_repository(SHOP, SETTINGS, mark)
    assert told.value.is_retryable is is_retryable


def test_a_limit_is_kept_and_said(github: GitHub, host: GithubHosts, mark: Mark) -> None:
    github.secondary_limit("/orgs/acme/repos", retry_after=300, status=429)
    with pytest.raises(SourceHostError, match="GitHub may be asked again at") as told:
        host.create_repository(SHOP, SETTINGS, mark)
    assert told.value.is_retryable
    assert told.value.retry_at
    asked = len(github.requests)
    with pytest.raises(SourceHostError):
        host.find_repository(SHOP)
    assert len(github.requests) == asked


@pytest.mark.parametrize("status, said", [(403, "may not push there"), (404, "no such repository"), (503, "trouble")])
def test_trouble_in_the_middle_of_a_push_is_said(
    github: GitHub, host: GithubHosts, mark: Mark, folder: Path, status: int, said: str
) -> None:
    host.create_repository(SHOP, SETTINGS, mark)
    github.fail("/acme/shop.git/*", status)
    with pytest.raises(SourceHostError, match=said) as told:
        push(host, folder, mark)
    assert told.value.is_retryable is (status >= 500)


def test_no_token_is_on_a_command_line(github: GitHub, hosts: Hosts, mark: Mark, folder: Path, tmp_path: Path) -> None:
    token = github.owner_token("acme")
    host = hosts(token)
    host.create_repository(SHOP, SETTINGS, mark)
    seen = tmp_path / "commands"
    wrapper = tmp_path / "bin" / "git"
    wrapper.parent.mkdir()
    real = subprocess.run(["which", "git"], capture_output=True, text=True, check=True).stdout.strip()
    wrapper.write_text(f'#!/bin/sh\necho "$@" >> {seen}\nexec {real} "$@"\n')
    wrapper.chmod(0o755)
    before = os.environ["PATH"]
    os.environ["PATH"] = f"{wrapper.parent}:{before}"
    try:
        push(host, folder, mark)
    finally:
        os.environ["PATH"] = before
    assert "push" in seen.read_text()
    assert token not in seen.read_text()
