"""Golden paths on a GitHub over real HTTP, with real git behind its pushes."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.adapters.github import client
from bot.adapters.github.hosting.hosts import GithubHosts
from bot.github_settings import GithubHost, GithubSettings
from golden_paths.ports import Author, Mark
from golden_paths.repo_url import RepoUrl
from tests.support.github import GitHub

SHOP = RepoUrl("github.com", "acme", "shop")
ANA = Author("Ana", "ana@example.org")

Hosts = Callable[..., GithubHosts]


@pytest.fixture
def hosts(github: GitHub, monkeypatch: pytest.MonkeyPatch) -> Hosts:
    """Makes the door to GitHub: as an owner of the organisation, or with another token."""
    monkeypatch.setattr(client, "_PAUSES", (0.0, 0.0))

    def make(token: str | None = None) -> GithubHosts:
        own = SecretStr(token or github.owner_token("acme"))
        settings = GithubSettings(hosts=(GithubHost("github.com", github.api_url, own),))
        return GithubHosts(settings, clock=lambda: datetime.now(UTC))

    return make


@pytest.fixture
def host(hosts: Hosts) -> GithubHosts:
    return hosts()


@pytest.fixture
def mark() -> Mark:
    return Mark("run-1", "publish", datetime.now(UTC))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What a skeleton made: a program, a text, a file that git shall not take, one with an odd name."""
    made = tmp_path / "workspace"
    (made / "bin").mkdir(parents=True)
    (made / "README.md").write_text("# Shop\n")
    (made / "bin" / "run").write_text("#!/bin/sh\n")
    (made / "bin" / "run").chmod(0o755)
    (made / ".gitignore").write_text("*.secret\n")
    (made / "keys.secret").write_text("hunter2\n")
    (made / "grün und blau.txt").write_bytes(b"a\r\nb\r\n")
    return made
