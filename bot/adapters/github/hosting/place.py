"""One repository at one GitHub, and who asks there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote

from bot.adapters.github.client import Client, Json, items
from bot.adapters.github.errors import NotThereError, NotUnderstoodError
from bot.adapters.github.hub import Hub
from golden_paths.ports import SourceHostError
from golden_paths.repo_url import RepoUrl

_PAGE = 100
#: A repository with more commits than these is older than any crash of ours.
_MOST_PAGES = 3


@dataclass(frozen=True, slots=True)
class Place:
    """A repository, whether it exists or not."""

    client: Client
    repo: RepoUrl

    def path(self, rest: str = "") -> str:
        """The path of something in it."""
        return f"/repos/{self.repo.slug}{rest}"

    def find(self, rest: str = "", **parameters: str | int) -> Json:
        """What GitHub says of it; None where it has nothing."""
        try:
            return self.client.get(self.path(rest), **parameters)
        except NotThereError:
            return None

    def branch(self, name: str) -> str | None:
        """The branch's last commit; None where there is no such branch, or nothing was ever pushed."""
        try:
            found = self.find(f"/git/ref/heads/{quote(name)}")
        except NotUnderstoodError:  # 409: the repository is empty
            return None
        return str(found["object"]["sha"]) if isinstance(found, dict) else None

    def default_branch(self) -> str:
        """Its name."""
        return str(self.client.get(self.path())["default_branch"])

    def message(self, commit: str) -> str:
        """What a commit says."""
        return str(self.client.get(self.path(f"/git/commits/{commit}"))["message"])

    def parents(self, commit: str) -> list[str]:
        """The commits that came right before it."""
        return [str(each["sha"]) for each in self.client.get(self.path(f"/git/commits/{commit}"))["parents"]]

    def first_message(self) -> str | None:
        """What its first commit says; None where there is none, or too many came after it."""
        for page in range(1, _MOST_PAGES + 1):
            try:
                found = items(self.find("/commits", per_page=_PAGE, page=page))
            except NotUnderstoodError:  # 409: the repository is empty
                return None
            if len(found) < _PAGE:
                return str(found[-1]["commit"]["message"]) if found else None
        return None


class Places:
    """Every repository that golden paths may reach."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    @contextmanager
    def at(self, repo: RepoUrl) -> Iterator[Place]:
        """The repository, with a client of its own.

        Raises:
            SourceHostError: we are nobody there.
            GithubError: GitHub gives our App no entry.
        """
        known = self._hub.known_at(repo.host)
        if known is None:
            raise SourceHostError(
                f"Callboard is nobody at {repo.host}, so it can do nothing in {repo.slug}."
                " Set GITHUB_TOKEN, or GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY, and start it again."
            )
        with self._hub.asking(known, repo.owner) as client:
            yield Place(client, repo)
