"""A GitHub over real HTTP, and golden paths' door to it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import SecretStr

from bot.adapters.github.hosting.hosts import GithubHosts
from bot.github_settings import GithubHost, GithubSettings
from tests.support.github import GitHub


@dataclass(frozen=True)
class Shop:
    """GitHub with the organisation acme, and Callboard as one of its owners."""

    github: GitHub
    host: GithubHosts

    def has(self, slug: str, files: Mapping[str, str]) -> None:
        """There is this repository."""
        self.github.repository(slug, files=dict(files))

    @property
    def names(self) -> list[str]:
        """The repositories that there are."""
        return sorted(f"{found.owner.login}/{found.name}" for found in self.github.state.repositories.values())

    def files(self, slug: str, branch: str | None = None) -> dict[str, bytes]:
        """What is in one."""
        return self.github.files(slug, branch=branch)


@contextmanager
def running_shop() -> Iterator[Shop]:
    """One that runs for as long as the block."""
    with GitHub() as github:
        token = SecretStr(github.owner_token("acme", scopes=("repo", "admin:org", "workflow", "delete_repo")))
        settings = GithubSettings(hosts=(GithubHost("github.com", github.api_url, token),))
        yield Shop(github, GithubHosts(settings, clock=lambda: datetime.now(UTC)))
