"""The outside where nothing is connected: it knows nothing, and says what is missing when something is to be done."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from golden_paths.ports import (
    Author,
    DeployedApplication,
    Dispatch,
    Dispatched,
    Environment,
    HttpAnswer,
    HttpRequest,
    JsonObject,
    Mark,
    NotConnectedError,
    Notification,
    OutsideError,
    Protection,
    PullRequest,
    PullRequestPlan,
    Registered,
    Repository,
    RepositorySettings,
    TakenBack,
    Webhook,
)
from golden_paths.repo_url import RepoUrl

# ruff: noqa: ARG002  # it refuses whatever the arguments are


class NoSourceHost:
    """Where no code host is connected."""

    def absence(self, repo: RepoUrl) -> str | None:
        """Nowhere are we anybody."""
        return not_connected(repo.host)

    def find_repository(self, repo: RepoUrl) -> Repository | None:
        """Nobody knows."""
        _no_host(repo)

    def create_repository(self, repo: RepoUrl, settings: RepositorySettings, mark: Mark) -> Repository:
        """Impossible."""
        _no_host(repo)

    def configure_repository(self, repo: RepoUrl, settings: RepositorySettings) -> None:
        """Impossible."""
        _no_host(repo)

    def push(self, folder: Path, repo: RepoUrl, branch: str, message: str, author: Author, mark: Mark) -> str:
        """Impossible."""
        _no_host(repo)

    def protect_branch(self, repo: RepoUrl, protection: Protection) -> None:
        """Impossible."""
        _no_host(repo)

    def open_pull_request(self, folder: Path, repo: RepoUrl, plan: PullRequestPlan, mark: Mark) -> PullRequest:
        """Impossible."""
        _no_host(repo)

    def find_pull_request(self, repo: RepoUrl, branch: str, mark: Mark) -> PullRequest | None:
        """Nobody knows."""
        _no_host(repo)

    def dispatch_workflow(self, repo: RepoUrl, dispatch: Dispatch, mark: Mark) -> Dispatched:
        """Impossible."""
        _no_host(repo)

    def find_dispatched(self, repo: RepoUrl, dispatch: Dispatch, mark: Mark) -> Dispatched | None:
        """Nobody knows."""
        _no_host(repo)

    def create_webhook(self, repo: RepoUrl, webhook: Webhook) -> None:
        """Impossible."""
        _no_host(repo)

    def create_environment(self, repo: RepoUrl, environment: Environment) -> None:
        """Impossible."""
        _no_host(repo)

    def add_labels(self, repo: RepoUrl, number: int, labels: Sequence[str]) -> None:
        """Impossible."""
        _no_host(repo)

    def remove_repository(self, repo: RepoUrl, mark: Mark) -> bool:
        """Impossible."""
        _no_host(repo)

    def close_pull_request(self, repo: RepoUrl, branch: str, mark: Mark) -> TakenBack:
        """Impossible."""
        _no_host(repo)

    def files(self, repo: RepoUrl, ref: str | None = None) -> Mapping[str, int]:
        """Nobody knows."""
        _no_host(repo)

    def read_file(self, repo: RepoUrl, path: str, ref: str | None = None) -> bytes | None:
        """Nobody knows."""
        _no_host(repo)


class NoCatalog:
    """A catalog without entities, to which nothing can be added."""

    def find(self, ref: str) -> JsonObject | None:
        """Nothing."""
        return None

    def register(self, location: str, mark: Mark) -> Registered:
        """Impossible."""
        raise OutsideError("No catalog is connected here, so nothing can be registered in it.")


class FewEntities(NoCatalog):
    """A catalog with a handful of entities, to which nothing can be added."""

    def __init__(self, documents: Sequence[JsonObject]) -> None:
        """`documents` are as in descriptors.

        Raises:
            ValueError: one has no kind or no name.
        """
        self._documents = {_ref(document): document for document in documents}

    def find(self, ref: str) -> JsonObject | None:
        """One of them."""
        return self._documents.get(ref)


def _ref(document: JsonObject) -> str:
    metadata = document.get("metadata")
    kind = document.get("kind")
    name = metadata.get("name") if isinstance(metadata, Mapping) else None
    if not isinstance(kind, str) or not isinstance(metadata, Mapping) or not isinstance(name, str):
        raise ValueError("An entity needs `kind` and `metadata.name`.")
    return f"{kind}:{metadata.get('namespace', 'default')}/{name}".lower()


class NoNotifier:
    """Where nobody can be told anything."""

    def notify(self, notification: Notification, mark: Mark) -> None:
        """Impossible."""
        raise OutsideError("Slack is not connected here, so nobody can be told anything.")


class NoFetcher:
    """Where only the template's own folder can be read."""

    def commit(self, url: str) -> str | None:
        """Nobody knows."""
        _not_read(url)

    def file_version(self, url: str) -> str | None:
        """Nobody knows."""
        _not_read(url)

    def fetch_tree(self, url: str, target: Path, commit: str | None = None) -> None:
        """Impossible."""
        _not_read(url)

    def fetch_file(self, url: str, version: str | None = None) -> bytes:
        """Impossible."""
        _not_read(url)


class NoGateway:
    """Where no service may be called."""

    def request(self, request: HttpRequest) -> HttpAnswer:
        """Impossible."""
        raise OutsideError(
            f"{request.path} cannot be called: no service is configured for golden paths."
            " Name its address under `proxy.endpoints` in app-config.yaml."
        )


class NoDeployer:
    """Where no Argo CD is connected."""

    def create_application(self, application: DeployedApplication, mark: Mark) -> None:
        """Impossible."""
        raise OutsideError(
            "No Argo CD is connected. Set its address and token under `callboard.integrations.argocd` in app-config.yaml."
        )


def not_connected(host: str) -> str:
    """What is said of a code host that needs to be connected first."""
    return (
        f"Callboard is not connected with {host}, so nothing can begin that works there. Whoever runs Callboard sets"
        " `GITHUB_TOKEN`, or `GITHUB_APP_ID` and `GITHUB_APP_PRIVATE_KEY`, and starts it again."
    )


def _no_host(repo: RepoUrl) -> NoReturn:
    raise NotConnectedError(
        f"Callboard is nobody at {repo.host}, so it can do nothing in {repo.slug}."
        " Whoever runs it sets `GITHUB_TOKEN`, or the number and key of a GitHub App."
    )


def _not_read(url: str) -> NoReturn:
    raise OutsideError(f"{url} cannot be read here: only folders beside the template can.")
