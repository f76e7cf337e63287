"""What the catalog is read from, whatever kind of place that is: each source can be read, and says when it wants to be."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

from bot.github_settings import ReadingTimes
from catalog_store.reading import Opener
from catalog_store.sync import Ingestion, Outcome

#: Is told the number of files met so far; may raise to end the read.
Progress: TypeAlias = Callable[[int], None]
#: Makes what brings the catalog in line with what an opener finds.
Ingest: TypeAlias = Callable[[Opener], Ingestion]


def no_progress(_count: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class RequestsLeft:
    """How many requests a source's host still allows, of how many, and until when that is so."""

    left: int
    limit: int
    resets_at: datetime


class CatalogSource(Protocol):
    """One source of the catalog."""

    @property
    def id(self) -> str:
        """Its name in the catalog."""

    @property
    def times(self) -> ReadingTimes:
        """When it wants to be read."""

    @property
    def requests_left(self) -> RequestsLeft | None:
        """As its last read in this process left it; None where nobody counts."""

    def read(
        self, *, dry_run: bool = False, accept_removals: bool = False, progress: Progress = no_progress
    ) -> Outcome:
        """Read all of it. Raises `DatabaseAwayError`."""


@dataclass(frozen=True, slots=True)
class RepositoryChange:
    """Something happened to a repository at a code host. `host` is that of its pages; `is_deleted`: the host says it is gone.

    `former` is what it was called under its former owner, where it has just got another one.
    """

    host: str
    number: int
    slug: str
    is_deleted: bool = False
    former: str | None = None


class CodeHosts(Protocol):
    """The code hosts that are configured."""

    @property
    def sources(self) -> tuple[CatalogSource, ...]:
        """What is read from them."""

    def places(self, others: Opener) -> Opener:
        """An opener for one read that knows their files, those of private repositories too, and leaves the rest to `others`."""

    def sources_with(self, change: RepositoryChange) -> tuple[str, ...]:
        """The sources that the repository belongs to."""

    def sources_left(self, change: RepositoryChange) -> tuple[str, ...]:
        """The sources that the repository belonged to under its former owner, and does not now."""

    def sources_of_people(self, organization: str) -> tuple[str, ...]:
        """The sources that its teams and members belong to."""

    def refresh(self, source: str, changes: Sequence[RepositoryChange]) -> Outcome | None:
        """Read these repositories of the source again. None: there was nothing to be read, or it could not be."""

    def refresh_at(self, location: str) -> tuple[str, ...]:
        """Read the repository again that the file at the location is in; the sources that have it, none if none does."""


class CatalogSources:
    """Every source: those that the configuration names, and whatever place somebody asks for."""

    def __init__(self, locations: Iterable[str], hosts: CodeHosts | None, *, ingest: Ingest, others: Opener) -> None:
        """`locations` are `file:…` and `url:…`; `others` opens what is on no code host."""
        self.hosts = hosts
        self._ingest = ingest
        self._others = others
        named: list[CatalogSource] = [self._at(location) for location in dict.fromkeys(locations)]
        self.configured: tuple[CatalogSource, ...] = (*named, *(hosts.sources if hosts else ()))

    def find(self, source: str) -> CatalogSource:
        """The configured source of this id, or the place that it names."""
        return next((each for each in self.configured if each.id == source), None) or self._at(source)

    def _at(self, location: str) -> "LocationSource":
        return LocationSource(location, self._ingest, self._opener)

    def _opener(self) -> Opener:
        return self.hosts.places(self._others) if self.hosts else self._others


class LocationSource:
    """A file, a folder, a pattern or an address that the configuration or a person names."""

    def __init__(self, location: str, ingest: Ingest, opener: Callable[[], Opener]) -> None:
        self._location = location
        self._ingest = ingest
        self._opener = opener

    @property
    def id(self) -> str:
        """The location."""
        return self._location

    @property
    def times(self) -> ReadingTimes:
        """As any other."""
        return ReadingTimes()

    @property
    def requests_left(self) -> RequestsLeft | None:
        """Nobody counts."""
        return None

    def read(
        self, *, dry_run: bool = False, accept_removals: bool = False, progress: Progress = no_progress
    ) -> Outcome:
        """Read all of it. Raises `DatabaseAwayError`."""
        ingestion = self._ingest(self._opener())
        return ingestion.run(self._location, dry_run=dry_run, accept_removals=accept_removals, progress=progress)
