"""GitHub as golden paths see it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from bot.adapters.github.hosting import proposals, pushing, reading, repositories, rules, workflows
from bot.adapters.github.hosting.place import Place, Places
from bot.adapters.github.hosting.words import in_words
from bot.adapters.github.hub import Hub
from bot.github_settings import GithubSettings
from golden_paths.nowhere import not_connected
from golden_paths.ports import (
    Author,
    Dispatch,
    Dispatched,
    Environment,
    Mark,
    Protection,
    PullRequest,
    PullRequestPlan,
    Repository,
    RepositorySettings,
    TakenBack,
    Webhook,
)
from golden_paths.repo_url import RepoUrl

#: A limit that lasts longer is not waited for: the run is put off until then, and somebody else gets the worker.
_PATIENCE = timedelta(seconds=5)


class GithubHosts:
    """Every GitHub at which we are somebody."""

    def __init__(self, settings: GithubSettings, *, clock: Callable[[], datetime]) -> None:
        self._hub = Hub(settings.hosts, clock=clock, patience=_PATIENCE, is_for_people=True)
        self._places = Places(self._hub)

    def token_for(self, url: str) -> str | None:
        """What shows to git who we are at this address; None where we are nobody.

        Raises:
            SourceHostError: GitHub gives our App no token.
        """
        parts = urlsplit(url)
        known = self._hub.known_at(parts.netloc)
        if known is None or not (parts.scheme == "https" or known.api_url.startswith("http://")):
            return None  # never in the clear, but where GitHub itself is spoken to so
        owner = parts.path.strip("/").partition("/")[0]
        with self._at(RepoUrl(parts.netloc, owner, ""), f"read {url}", "reading") as place:
            return place.client.token()

    def absence(self, repo: RepoUrl) -> str | None:
        """Whether we are somebody there is configured; nobody is asked."""
        return None if self._hub.known_at(repo.host) else not_connected(repo.host)

    def find_repository(self, repo: RepoUrl) -> Repository | None:
        """The repository as it is now."""
        with self._at(repo, f"look for {repo.slug}", "reading") as place:
            return repositories.find(place)

    def create_repository(self, repo: RepoUrl, settings: RepositorySettings, mark: Mark) -> Repository:
        """Make it, empty."""
        with self._at(repo, f"create {repo.slug}", "repository") as place:
            return repositories.create(place, settings, mark)

    def configure_repository(self, repo: RepoUrl, settings: RepositorySettings) -> None:
        """Give it its topics, people, variables and secrets."""
        with self._at(repo, f"set up {repo.slug}", "set-up") as place:
            repositories.configure(place, settings)

    def push(self, folder: Path, repo: RepoUrl, branch: str, message: str, author: Author, mark: Mark) -> str:
        """Make the folder the first commit of the branch."""
        with self._at(repo, f"push to {repo.slug}", "contents") as place:
            return pushing.push(place, folder, branch, message, author, mark)

    def protect_branch(self, repo: RepoUrl, protection: Protection) -> None:
        """Protect it as said."""
        with self._at(repo, f"protect a branch of {repo.slug}", "administration") as place:
            rules.protect(place, protection)

    def open_pull_request(self, folder: Path, repo: RepoUrl, plan: PullRequestPlan, mark: Mark) -> PullRequest:
        """Propose the folder's files."""
        with self._at(repo, f"open a pull request in {repo.slug}", "pull-requests") as place:
            return proposals.propose(place, folder, plan, mark)

    def find_pull_request(self, repo: RepoUrl, branch: str, mark: Mark) -> PullRequest | None:
        """The one that this run opened from the branch."""
        with self._at(repo, f"look for a pull request in {repo.slug}", "reading") as place:
            return proposals.find(place, branch, mark)

    def dispatch_workflow(self, repo: RepoUrl, dispatch: Dispatch, mark: Mark) -> Dispatched:  # noqa: ARG002  # GitHub keeps no mark
        """Start it."""
        with self._at(repo, f"start {dispatch.workflow} in {repo.slug}", "actions") as place:
            return workflows.dispatch(place, dispatch)

    def find_dispatched(self, repo: RepoUrl, dispatch: Dispatch, mark: Mark) -> Dispatched | None:
        """The run of the workflow that we started."""
        with self._at(repo, f"look for runs of {dispatch.workflow} in {repo.slug}", "actions") as place:
            return workflows.find_dispatched(place, dispatch, mark)

    def create_webhook(self, repo: RepoUrl, webhook: Webhook) -> None:
        """Make it, or make the one with this address like this."""
        with self._at(repo, f"set up a webhook of {repo.slug}", "hooks") as place:
            rules.make_webhook(place, webhook)

    def create_environment(self, repo: RepoUrl, environment: Environment) -> None:
        """Make it, or make the one of this name like this."""
        with self._at(repo, f"set up the environment {environment.name} of {repo.slug}", "environments") as place:
            rules.make_environment(place, environment)

    def add_labels(self, repo: RepoUrl, number: int, labels: Sequence[str]) -> None:
        """Add them to an issue or a pull request."""
        with self._at(repo, f"label number {number} of {repo.slug}", "pull-requests") as place:
            rules.add_labels(place, number, list(labels))

    def remove_repository(self, repo: RepoUrl, mark: Mark) -> bool:
        """Remove the repository that this run made."""
        with self._at(repo, f"remove {repo.slug}", "delete") as place:
            return repositories.remove(place, mark)

    def close_pull_request(self, repo: RepoUrl, branch: str, mark: Mark) -> TakenBack:
        """Close what this run proposed from the branch, and remove the branch."""
        with self._at(repo, f"take back the pull request in {repo.slug}", "pull-requests") as place:
            return proposals.close(place, branch, mark)

    def files(self, repo: RepoUrl, ref: str | None = None) -> Mapping[str, int]:
        """The size in bytes of every file by its path."""
        with self._at(repo, f"read {repo.slug}", "reading") as place:
            return reading.files(place, ref)

    def read_file(self, repo: RepoUrl, path: str, ref: str | None = None) -> bytes | None:
        """A file's content."""
        with self._at(repo, f"read {path} of {repo.slug}", "reading") as place:
            return reading.read_file(place, path, ref)

    @contextmanager
    def _at(self, repo: RepoUrl, deed: str, right: str) -> Iterator[Place]:
        with in_words(deed, right), self._places.at(repo) as place:
            yield place
