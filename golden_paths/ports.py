"""What golden paths ask of the outside: code hosts, the catalog, people to be told, pages to be read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from golden_paths.code_hosts import (
    Author,
    Dispatch,
    Dispatched,
    Environment,
    Protection,
    PullRequest,
    PullRequestPlan,
    Repository,
    RepositorySettings,
    TakenBack,
    Webhook,
)
from golden_paths.errors import ActionError
from golden_paths.marks import JsonObject, Mark
from golden_paths.repo_url import RepoUrl

__all__ = [
    "Author",
    "CatalogView",
    "DeployedApplication",
    "Deployer",
    "Dispatch",
    "Dispatched",
    "Environment",
    "Fetcher",
    "Gateway",
    "HttpAnswer",
    "HttpRequest",
    "JsonObject",
    "Mark",
    "MaybeDoneError",
    "NotConnectedError",
    "Notification",
    "Notifier",
    "OutsideError",
    "Protection",
    "PullRequest",
    "PullRequestPlan",
    "Registered",
    "Repository",
    "RepositorySettings",
    "SourceHost",
    "SourceHostError",
    "TakenBack",
    "Webhook",
]


class OutsideError(ActionError):
    """Another system refuses, or does not answer. `retry_at`: when it said that it would take the same again."""

    def __init__(self, text: str, *, is_retryable: bool = False, retry_at: datetime | None = None) -> None:
        super().__init__(text, is_retryable=is_retryable)
        self.retry_at = retry_at


class SourceHostError(OutsideError):
    """The code host refuses, or does not answer."""


class MaybeDoneError(SourceHostError):
    """The code host did not say whether it did what must not be done twice."""


class NotConnectedError(SourceHostError):
    """No code host is connected at all, as on the command line."""


class SourceHost(Protocol):
    """The code hosts at which we are somebody. Every method may raise `SourceHostError`."""

    def absence(self, repo: RepoUrl) -> str | None:
        """Why nothing can be done at its host, and what an administrator sets; None where we are somebody."""

    def find_repository(self, repo: RepoUrl) -> Repository | None:
        """The repository as it is now, with the run that its first commit names; None when there is none."""

    def create_repository(self, repo: RepoUrl, settings: RepositorySettings, mark: Mark) -> Repository:
        """Make it, empty. Fails when there is one already."""

    def configure_repository(self, repo: RepoUrl, settings: RepositorySettings) -> None:
        """Give it its topics, collaborators, variables and secrets. Can be repeated."""

    def push(self, folder: Path, repo: RepoUrl, branch: str, message: str, author: Author, mark: Mark) -> str:
        """Make the folder the first commit of the branch, with the mark's trailer; the commit's hash.

        What its `.gitignore` names stays out. When the branch holds that first commit of the same run already, it is left as it is.
        """

    def protect_branch(self, repo: RepoUrl, protection: Protection) -> None:
        """Protect it as said. Can be repeated."""

    def open_pull_request(self, folder: Path, repo: RepoUrl, plan: PullRequestPlan, mark: Mark) -> PullRequest:
        """Propose the folder's files (modes kept) from a branch of ours, the commit with the mark's trailer.

        `golden_paths.sending.sent_files` says which. With `updates`, an open one from the branch gets a further commit.
        """

    def find_pull_request(self, repo: RepoUrl, branch: str, mark: Mark) -> PullRequest | None:
        """The one that this run opened from the branch."""

    def dispatch_workflow(self, repo: RepoUrl, dispatch: Dispatch, mark: Mark) -> Dispatched:
        """Start it, and never a second time by itself.

        Raises:
            MaybeDoneError: no answer came, so nobody knows whether it was started.
        """

    def find_dispatched(self, repo: RepoUrl, dispatch: Dispatch, mark: Mark) -> Dispatched | None:
        """The run of the workflow that we started since the mark's beginning."""

    def create_webhook(self, repo: RepoUrl, webhook: Webhook) -> None:
        """Make it, or make the one with this address like this. Can be repeated."""

    def create_environment(self, repo: RepoUrl, environment: Environment) -> None:
        """Make it, or make the one of this name like this. Can be repeated."""

    def add_labels(self, repo: RepoUrl, number: int, labels: Sequence[str]) -> None:
        """Add them to an issue or a pull request. Can be repeated."""

    def remove_repository(self, repo: RepoUrl, mark: Mark) -> bool:
        """Remove the repository that this run made; whether there was one. Fails when it holds more than our commits."""

    def close_pull_request(self, repo: RepoUrl, branch: str, mark: Mark) -> TakenBack:
        """Close what this run proposed from the branch, and remove the branch.

        A branch that was there before is put back to where it was, and a pull request of somebody else's stays open.
        """

    def files(self, repo: RepoUrl, ref: str | None = None) -> Mapping[str, int]:
        """The size in bytes of every file by its path, at a branch, tag or commit, or the default branch."""

    def read_file(self, repo: RepoUrl, path: str, ref: str | None = None) -> bytes | None:
        """A file's content; None when there is none."""


@dataclass(frozen=True, slots=True)
class Registered:
    """A file that the catalog reads from now on, and the entity in it."""

    location: str
    entity_ref: str | None


class CatalogView(Protocol):
    """The catalog, as far as golden paths look at it and add to it."""

    def find(self, ref: str) -> JsonObject | None:
        """The entity as its descriptor has it; None when there is none. A reference without kind is not found."""

    def register(self, location: str, mark: Mark) -> Registered:
        """Have the catalog read this file, now and from now on. Can be repeated.

        Raises:
            OutsideError: it cannot be read, or is no descriptor.
        """


@dataclass(frozen=True, slots=True)
class Notification:
    """Something that people shall hear of. `recipients` are entity references; `is_broadcast`: to everybody."""

    title: str
    text: str = ""
    link: str | None = None
    severity: str = "normal"
    topic: str | None = None
    scope: str | None = None
    recipients: tuple[str, ...] = ()
    is_broadcast: bool = False


class Notifier(Protocol):
    """Tells people something."""

    def notify(self, notification: Notification, mark: Mark) -> None:
        """Once for each mark, however often it is called.

        Raises:
            OutsideError: nobody can be told.
        """


class Fetcher(Protocol):
    """Reads files and folders by their web address, such as `https://github.com/acme/skeletons/tree/main/python`.

    Raises `OutsideError` where it must not, or cannot.
    """

    def commit(self, url: str) -> str | None:
        """The commit that the address of a folder stands for now; None where the place has no versions."""

    def file_version(self, url: str) -> str | None:
        """The same for the address of a file: its commit, or where there are none, what tells its content from others."""

    def fetch_tree(self, url: str, target: Path, commit: str | None = None) -> None:
        """Put the folder's files below `target`, which exists, as of the commit. No link, and nothing outside of it."""

    def fetch_file(self, url: str, version: str | None = None) -> bytes:
        """The file's content, of that version if one is given; refused where that is not to be had any more."""


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request to a service behind the gateway that the configuration names; `path` is relative to it."""

    method: str
    path: str
    headers: Mapping[str, str]
    params: Mapping[str, str]
    body: bytes | None
    timeout: float


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Gateway(Protocol):
    """Web services of our own that golden paths may call: those that the configuration names, and no others."""

    def request(self, request: HttpRequest) -> HttpAnswer:
        """The answer, whatever its status.

        Raises:
            OutsideError: it leads elsewhere, or there is no answer.
        """


@dataclass(frozen=True, slots=True)
class DeployedApplication:
    """What Argo CD shall keep in step with a repository."""

    name: str
    instance: str
    namespace: str
    repository: str
    path: str
    label_value: str | None = None
    project: str | None = None


class Deployer(Protocol):
    """Argo CD."""

    def create_application(self, application: DeployedApplication, mark: Mark) -> None:
        """Make the project and the application, or find those that we made. Can be repeated.

        Raises:
            OutsideError: one of that name is somebody else's, or Argo CD refuses or does not answer.
        """
