"""Real git against our GitHub: clones, pushes, and what is refused."""

import subprocess
from pathlib import Path

import pytest

from tests.contract.github.asking import client
from tests.support.github import GitHub


def git(*words: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    settings = ("-c", "user.name=Ana", "-c", "user.email=ana@example.org", "-c", "credential.helper=")
    environment = {"PATH": "/usr/bin:/bin", "GIT_TERMINAL_PROMPT": "0", "HOME": str(folder), "LC_ALL": "C"}
    return subprocess.run(
        ["git", *settings, *words], cwd=folder, env=environment, capture_output=True, text=True, timeout=30
    )


@pytest.fixture
def clone(github: GitHub, tmp_path: Path) -> Path:
    """A working copy of acme/service, pushing as its owner."""
    github.repository("acme/service", files={"README.md": "# Service\n"})
    address = github.clone_url("acme/service", github.owner_token("acme"))
    assert git("clone", "-q", address, "copy", folder=tmp_path).returncode == 0
    return tmp_path / "copy"


def commit(clone: Path, path: str, content: str) -> None:
    (clone / path).write_text(content)
    git("add", path, folder=clone)
    assert git("commit", "-qm", f"Add {path}", folder=clone).returncode == 0


def test_a_clone_has_the_files(clone: Path) -> None:
    assert (clone / "README.md").read_text() == "# Service\n"


def test_a_push_is_seen_by_the_api(github: GitHub, clone: Path) -> None:
    commit(clone, "catalog-info.yaml", "kind: Component\n")
    assert git("push", "-q", "origin", "main", folder=clone).returncode == 0
    repository = client(github.api_url, None).get_repo("acme/service")
    assert repository.get_branch("main").commit.sha == git("rev-parse", "HEAD", folder=clone).stdout.strip()
    assert github.file("acme/service", "catalog-info.yaml") == b"kind: Component\n"


def test_a_change_through_the_api_is_fetched(github: GitHub, clone: Path) -> None:
    github.commit("acme/service", {"new.md": "new"})
    assert git("pull", "-q", folder=clone).returncode == 0
    assert (clone / "new.md").read_text() == "new"


def test_the_first_push_to_an_empty_repository_makes_its_branch_the_default(github: GitHub, clone: Path) -> None:
    github.repository("acme/empty")
    address = github.clone_url("acme/empty", github.owner_token("acme"))
    assert git("push", "-q", address, "HEAD:trunk", folder=clone).returncode == 0
    assert github.find("acme/empty").default_branch == "trunk"


def test_a_push_is_told_to_webhooks(github: GitHub, clone: Path) -> None:
    hook = github.webhook("acme", "http://127.0.0.1:9/nobody", events=["push"])
    commit(clone, "new.md", "new")
    git("push", "-q", "origin", "main", folder=clone)
    told = github.wait_for_deliveries()[-1]
    assert (told.hook, told.payload["ref"], told.payload["commits"][0]["added"]) == (
        hook,
        "refs/heads/main",
        ["new.md"],
    )
    assert told.payload["head_commit"]["author"]["email"] == "ana@example.org"


def test_a_push_to_an_archived_repository_is_refused(github: GitHub, clone: Path) -> None:
    github.archive("acme/service")
    commit(clone, "new.md", "new")
    refused = git("push", "origin", "main", folder=clone)
    assert refused.returncode != 0
    assert "403" in refused.stderr


def test_a_push_to_a_protected_branch_is_refused(github: GitHub, clone: Path) -> None:
    github.protect("acme/service")
    commit(clone, "new.md", "new")
    refused = git("push", "origin", "main", folder=clone)
    assert "GH013: Repository rule violations found for refs/heads/main." in refused.stderr
    assert github.file("acme/service", "new.md") is None


def test_a_push_without_a_token_is_refused(github: GitHub, clone: Path) -> None:
    commit(clone, "new.md", "new")
    refused = git("push", github.clone_url("acme/service"), "main", folder=clone)
    assert "could not read Username" in refused.stderr


def test_a_private_repository_is_cloned_by_its_people_only(github: GitHub, tmp_path: Path) -> None:
    github.repository("acme/secret", files={"a": "a"}, private=True)
    stranger = github.clone_url("acme/secret", github.token("stranger"))
    refused = git("clone", stranger, "copy", folder=tmp_path)
    assert "not found" in refused.stderr
