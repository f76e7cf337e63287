"""GitHub as sources of the catalog: an organisation's repositories, read as a whole or only those that changed."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Generic, TypeVar

from bot.adapters.github.client import Client
from bot.adapters.github.discovery import Discovery
from bot.adapters.github.errors import GithubError, NotAllowedError, NotThereError
from bot.adapters.github.hub import Hub
from bot.adapters.github.listing import Listed
from bot.adapters.github.people import PeopleReading
from bot.adapters.github.places import GithubPlaces
from bot.adapters.github.renames import SEVERAL, shown_to, with_advice
from bot.catalog_sources import Ingest, Progress, RepositoryChange, RequestsLeft, no_progress
from bot.github_settings import PeopleProvider, ReadingTimes, RepositoryProvider
from catalog_store.reading import Found, Opener, UnreadableError
from catalog_store.repositories_store import Repositories
from catalog_store.sync import Outcome

P = TypeVar("P", bound=RepositoryProvider | PeopleProvider)


class _Source(Generic[P]):
    """What is read of an organisation, and how it was when it was read last."""

    def __init__(
        self,
        provider: P,
        hub: Hub,
        repositories: Repositories,
        ingest: Ingest,
        others: Opener,
        clock: Callable[[], datetime],
    ) -> None:
        self.provider: P = provider
        self.requests_left: RequestsLeft | None = None
        self.requests = 0
        self._hub = hub
        self._repositories = repositories
        self._ingest = ingest
        self._others = others
        self._clock = clock

    @property
    def id(self) -> str:
        """The catalog's name for it."""
        return self.provider.source

    @property
    def times(self) -> ReadingTimes:
        """When it is read."""
        return self.provider.times

    def _explained(self, error: GithubError, organization: str, client: Client | None = None) -> str:
        """Why the organisation cannot be read, with the login that it has now where its repositories tell it."""
        if not isinstance(error, NotThereError if client else NotAllowedError):
            return str(error)
        host = self._hub.host(self.provider.host)
        owner_of = shown_to(client) if client else partial(self._hub.owner_of, host)
        slugs = self._repositories.slugs_of(organization, host=host.host, limit=SEVERAL)
        return with_advice(str(error), organization, slugs, owner_of)


class RepositorySource(_Source[RepositoryProvider]):
    """One organisation's repositories."""

    def read(
        self, *, dry_run: bool = False, accept_removals: bool = False, progress: Progress = no_progress
    ) -> Outcome:
        """Read all of it.

        Raises:
            DatabaseAwayError: Postgres does not answer; nothing has changed.
        """
        try:
            client = self._client()
        except GithubError as error:
            reason = self._explained(error, self.provider.organization)
            return self._ingest(Refused(self._others, reason)).run(self.id, dry_run=dry_run, progress=progress)
        discovery = Discovery(self.provider, client, self._repositories, self._clock, is_trial=dry_run)
        ingestion = self._ingest(GithubPlaces(self._hub, self._others, discovery))
        outcome = ingestion.run(self.id, dry_run=dry_run, accept_removals=accept_removals, progress=progress)
        if not dry_run:
            discovery.finish()
        self._close(client)
        return outcome

    def covers(self, host: str, slug: str) -> bool:
        """Whether the repository is one of this organisation's."""
        return host == self.provider.host and slug.partition("/")[0].casefold() == self.provider.organization.casefold()

    def refresh(self, changes: Sequence[RepositoryChange]) -> Outcome | None:
        """Read these repositories again; None when there was nothing to be read.

        Raises:
            GithubError: GitHub does not answer, so that the next read of everything has to find out.
        """
        client = self._client()
        discovery = Discovery(self.provider, client, self._repositories, self._clock)
        named = discovery.look_up([change.slug for change in changes])
        opened: dict[int, Listed] = {}
        scope: set[str] = set()
        for change in (each for each in changes if each.slug in named):
            found = self._ours(named[change.slug])
            scope |= _concerned(change, found, discovery)
            opened |= {found.number: found} if found else {}
        outcome = None
        if scope:
            opener = GithubPlaces(self._hub, self._others, discovery, only=tuple(opened.values()))
            outcome = self._ingest(opener).run(self.id, scope=tuple(scope))
            discovery.finish()
        self._close(client)
        return outcome

    def _ours(self, found: Listed | None) -> Listed | None:
        return found if found and self.covers(self.provider.host, found.slug) else None

    def _client(self) -> Client:
        host = self._hub.host(self.provider.host)
        client = self._hub.client(host, self.provider.organization, app=self.provider.app)
        client.deadline = self._clock() + self.times.timeout
        return client

    def _close(self, client: Client) -> None:
        self.requests_left = scarcest([client])
        self.requests = client.requests
        client.close()


class PeopleSource(_Source[PeopleProvider]):
    """Organisations' teams and people."""

    def covers(self, organization: str) -> bool:
        """Whether the organisation is one of those."""
        named = [each.casefold() for each in self.provider.organizations]
        return not named or organization.casefold() in named

    def read(
        self, *, dry_run: bool = False, accept_removals: bool = False, progress: Progress = no_progress
    ) -> Outcome:
        """Read all of it.

        Raises:
            DatabaseAwayError: Postgres does not answer; nothing has changed.
        """
        deadline = self._clock() + self.times.timeout
        host = self._hub.host(self.provider.host)

        def client_for(organization: str) -> Client:
            client = self._hub.client(host, organization)
            client.deadline = deadline
            return client

        try:
            organizations = self.provider.organizations or self._hub.organizations(host)
        except GithubError as error:
            return self._ingest(Refused(self._others, str(error))).run(self.id, dry_run=dry_run, progress=progress)
        known = self._repositories.revisions(self.id)
        reading = PeopleReading(self.provider, organizations, client_for, known, self._others, self._explained)
        outcome = self._ingest(reading).run(
            self.id, dry_run=dry_run, accept_removals=accept_removals, progress=progress
        )
        self.requests = sum(client.requests for client in reading.clients)
        self.requests_left = scarcest(reading.clients)
        for client in reading.clients:
            client.close()
        return outcome


def _concerned(change: RepositoryChange, found: Listed | None, discovery: Discovery) -> set[str]:
    """Where the files of a changed repository are and were. One that is not there counts when its host says where it went."""
    before = discovery.before.get(change.number)
    if found is None:
        if not before or not (change.is_deleted or change.former):
            return set()
        discovery.gone.add(change.number)
        return {before.root}
    return {found.root, before.root} if before and found.number == change.number else {found.root}


def scarcest(clients: Iterable[Client]) -> RequestsLeft | None:
    """The allowance of which the smallest share is left."""
    found = (each for client in clients for each in client.standing.allowances.values())
    least = min(found, key=lambda each: each.left / max(each.limit, 1), default=None)
    return RequestsLeft(least.left, least.limit, least.resets_at) if least else None


class Refused:
    """A source that says why it cannot be read."""

    def __init__(self, others: Opener, reason: str) -> None:
        self._others = others
        self._reason = reason

    def open(self, location: str) -> Iterator[Found]:
        """The reason; what is elsewhere, as elsewhere."""
        if location.startswith("github"):
            yield UnreadableError(location, self._reason)
        else:
            yield from self._others.open(location)

    def fetch(self, location: str) -> bytes:
        """As elsewhere. Raises `UnreadableError`."""
        return self._others.fetch(location)
