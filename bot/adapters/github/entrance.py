"""The way in: everything that is configured of GitHub, in one."""

from collections.abc import Callable, Sequence
from datetime import datetime

import structlog

from bot.adapters.github.errors import GithubError
from bot.adapters.github.hub import Hub
from bot.adapters.github.pages import file_page
from bot.adapters.github.places import GithubPlaces
from bot.adapters.github.sources import PeopleSource, RepositorySource
from bot.catalog_sources import CatalogSource, Ingest, RepositoryChange
from bot.github_settings import GithubSettings
from catalog_store.database import Database
from catalog_store.pages import RememberedPages
from catalog_store.reading import Opener
from catalog_store.repositories_store import Repositories
from catalog_store.sync import Outcome

_log = structlog.get_logger()

_MOST_NAMED = 10


class Github:
    """Every GitHub that is configured. Lives as long as the process, so that it remembers limits."""

    def __init__(
        self,
        settings: GithubSettings,
        database: Database,
        *,
        ingest: Ingest,
        ingest_people: Ingest,
        others: Opener,
        clock: Callable[[], datetime],
    ) -> None:
        """`ingest` heeds the rules of the catalog, `ingest_people` need not; `others` opens what is not on GitHub."""
        memory = RememberedPages(database, clock=clock)
        self._hub = Hub(settings.hosts, memory=memory, clock=clock)
        store = Repositories(database)
        self._repositories = tuple(
            RepositorySource(each, self._hub, store, ingest, others, clock) for each in settings.repositories
        )
        self._people = tuple(
            PeopleSource(each, self._hub, store, ingest_people, others, clock) for each in settings.people
        )

    @property
    def sources(self) -> tuple[CatalogSource, ...]:
        """What is read from it: people first, as services name them."""
        return (*self._people, *self._repositories)

    def places(self, others: Opener) -> Opener:
        """An opener for one read."""
        return GithubPlaces(self._hub, others)

    def sources_with(self, change: RepositoryChange) -> tuple[str, ...]:
        """The sources that the repository belongs to."""
        return self._covering(change.host, change.slug)

    def sources_left(self, change: RepositoryChange) -> tuple[str, ...]:
        """The sources that the repository belonged to under its former owner, and does not now."""
        now = self.sources_with(change)
        before = self._covering(change.host, change.former) if change.former else ()
        return tuple(source for source in before if source not in now)

    def _covering(self, page_host: str, slug: str) -> tuple[str, ...]:
        host = self._hub.host_of(page_host)
        return tuple(each.id for each in self._repositories if host and each.covers(host.host, slug))

    def sources_of_people(self, organization: str) -> tuple[str, ...]:
        """The sources that its teams and members belong to."""
        return tuple(each.id for each in self._people if each.covers(organization))

    def refresh_at(self, location: str) -> tuple[str, ...]:
        """Read the repository again that the file at the location is in; the sources that have it."""
        page = file_page(location)
        if page is None:
            return ()
        change = RepositoryChange(page.host, 0, page.slug)
        sources = self.sources_with(change)
        return tuple(source for source in sources if self.refresh(source, (change,)) is not None)

    def refresh(self, source: str, changes: Sequence[RepositoryChange]) -> Outcome | None:
        """Read these repositories of the source again. None: there was nothing to be read, or it could not be."""
        found = next((each for each in self._repositories if each.id == source), None)
        if found is None:
            return None
        try:
            return found.refresh(changes)
        except GithubError as error:
            named = ", ".join(change.slug for change in changes[:_MOST_NAMED])
            _log.warning("not-read-again", source=source, count=len(changes), repositories=named, reason=str(error))
            return None
