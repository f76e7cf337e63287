"""A GitHub over real HTTP, an organisation on it, and a catalog that reads it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from bot.adapters.github.hub import Hub
from bot.adapters.github.sources import RepositorySource
from bot.adapters.places import Places
from bot.adapters.web_pages import WebPages
from bot.github_settings import GithubApp, GithubHost, ReadingTimes, RepositoryFilter, RepositoryProvider
from catalog_store.database import Database
from catalog_store.descriptors import BUILT_IN
from catalog_store.entities import Known
from catalog_store.pages import RememberedPages
from catalog_store.reading import Opener
from catalog_store.refs import EntityRef
from catalog_store.repositories_store import Repositories
from catalog_store.store import Catalog
from catalog_store.sync import Ingestion, Outcome
from tests.support.github import GitHub, Registered


class Portal:
    """What a company with one organisation on GitHub has: a token and a catalog. Its clock is GitHub's own."""

    def __init__(self, github: GitHub, database: Database, organisation: str = "acme") -> None:
        self.github = github
        self.database = database
        self.token = github.owner_token(organisation)
        self.provider = RepositoryProvider(
            "acme", "github.com", organisation, "/catalog-info.yaml", RepositoryFilter(), ReadingTimes()
        )
        self.repositories = Repositories(database)
        self.app: Registered | None = None
        self.requests = 0
        self.waited: list[float] = []

    def now(self) -> datetime:
        return datetime.now(UTC) + self.github.state.clock.ahead

    def ingest(self, opener: Opener) -> Ingestion:
        return Ingestion(self.database, opener, kinds=BUILT_IN, clock=self.now)

    def hub(self) -> Hub:
        apps = (GithubApp(self.app.id, SecretStr(self.app.private_key)),) if self.app else ()
        host = GithubHost("github.com", self.github.api_url, SecretStr(self.token) if self.token else None, apps)
        memory = RememberedPages(self.database, clock=self.now)
        return Hub([host], clock=self.now, memory=memory, sleep=self.wait)

    def wait(self, seconds: float) -> None:
        """Nobody waits in a test: where the bot would sleep, GitHub's clock moves on."""
        self.waited.append(seconds)
        self.github.advance(seconds)

    def source(self) -> RepositorySource:
        return RepositorySource(self.provider, self.hub(), self.repositories, self.ingest, Places(WebPages()), self.now)

    def read(self, *, accept_removals: bool = False, dry_run: bool = False) -> Outcome:
        self.github.forget_requests()
        outcome = self.source().read(accept_removals=accept_removals, dry_run=dry_run)
        self.requests = len(self.github.requests)
        return outcome

    def only(self, **filters: object) -> None:
        """Read with this filter from now on."""
        self.provider = replace(self.provider, filter=RepositoryFilter(**filters))  # type: ignore[arg-type]  # a test's

    def find(self, name: str, kind: str = "component") -> Known | None:
        return Catalog(self.database).find(EntityRef.of(kind, name))

    def has(self, name: str) -> bool:
        return self.find(name) is not None

    def get(self, name: str, kind: str = "component") -> Known:
        found = self.find(name, kind)
        assert found, f"{name} is not in the catalog"
        return found


def component(name: str, *, owner: str = "team-a") -> str:
    """The text of a good component's descriptor."""
    return (
        f"apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\n"
        f"spec:\n  type: service\n  lifecycle: production\n  owner: {owner}\n"
    )


@pytest.fixture
def github() -> Iterator[GitHub]:
    with GitHub() as running:
        yield running


@pytest.fixture
def portal(github: GitHub, database: Database) -> Portal:
    return Portal(github, database)


@pytest.fixture
def describe(github: GitHub) -> Callable[..., None]:
    """Makes a repository with a descriptor: its own name, or the given one."""

    def make(name: str, body: str | None = None, **details: object) -> None:
        files = {"catalog-info.yaml": body or component(name)}
        github.repository(f"acme/{name}", files=files, **details)  # type: ignore[arg-type]  # passed through

    return make
