"""What locations hold when GitHub is read with our own rights: whole organisations, files of private repositories."""

from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from bot.adapters.github.client import Client
from bot.adapters.github.contents import blobs, file_at, tree
from bot.adapters.github.discovery import MOST_FILES, Discovery
from bot.adapters.github.errors import GithubError
from bot.adapters.github.hub import Hub
from bot.adapters.github.listing import Listed
from bot.adapters.github.pages import FilePage, canonical, file_page, location_of, path_below
from bot.adapters.github.patterns import expression, is_pattern
from bot.github_settings import GithubHost
from catalog_store.reading import Found, Opener, SourceFile, UnreadableError

#: Files that placeholders name are read once per read; these are kept meanwhile.
_MOST_KEPT = 200


class GithubPlaces:
    """Opens what is on a configured GitHub through its API, and leaves everything else to another opener.

    Made for one read: with a discovery it opens the source of that, too.
    """

    def __init__(
        self, hub: Hub, others: Opener, discovery: Discovery | None = None, only: Sequence[Listed] | None = None
    ) -> None:
        """With `only`, the source are those repositories."""
        self._hub = hub
        self._others = others
        self._discovery = discovery
        self._only = only
        self._clients: dict[tuple[str, str], Client] = {}
        self._kept: dict[str, bytes] = {}

    def open(self, location: str) -> Iterator[Found]:
        """Every descriptor file there, and an error for each that could not be read."""
        if self._discovery and location == self._discovery.provider.source:
            yield from self._discovery.all() if self._only is None else self._discovery.some(self._only)
            return
        page = file_page(location)
        host = self._hub.known_at(page.host) if page else None
        if page is None or host is None:
            yield from self._others.open(location)
            return
        place = canonical(location)
        try:
            yield from self._open_page(place, page, host)
        except GithubError as error:
            yield UnreadableError(place, str(error), hides=place)

    def fetch(self, location: str) -> bytes:
        """The bytes of one file.

        Raises:
            UnreadableError: it cannot be read.
        """
        page = file_page(location)
        host = self._hub.known_at(page.host) if page else None
        if page is None or host is None:
            return self._others.fetch(location)
        place = canonical(location)
        if place not in self._kept:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[place] = self._fetched(place, page, host)
        return self._kept[place]

    def _fetched(self, place: str, page: FilePage, host: GithubHost) -> bytes:
        found = self._discovery.at(place) if self._discovery else None
        try:
            if found and self._discovery:
                return self._discovery.fetch_below(found, path_below(found.root, place))
            return file_at(self._client(host, page.owner), page.slug, page.path, page.ref)
        except GithubError as error:
            raise UnreadableError(place, str(error), hides=place) from error

    def _open_page(self, place: str, page: FilePage, host: GithubHost) -> Iterator[Found]:
        found = self._discovery.at(place) if self._discovery else None
        if found and self._discovery:
            yield from self._discovery.open_below(found, path_below(found.root, place))
        elif is_pattern(unquote(page.path)):
            yield from self._matching(place, page, self._client(host, page.owner))
        else:
            yield SourceFile(place, file_at(self._client(host, page.owner), page.slug, page.path, page.ref))

    def _matching(self, place: str, page: FilePage, client: Client) -> Iterator[Found]:
        matches = expression(page.path).fullmatch
        root = place[: place.index("/blob/")] + f"/blob/{page.ref}/"
        entries = [each for each in tree(client, page.slug, page.ref) if each.is_file and matches(each.path)]
        if len(entries) > MOST_FILES:
            raise GithubError(f"{len(entries):,} files match, and only {MOST_FILES:,} are read: write a closer pattern")
        for entry, body in blobs(client, page.slug, entries):
            location = location_of(root, entry.path)
            if isinstance(body, GithubError):
                yield UnreadableError(location, str(body), hides=location)
            else:
                yield SourceFile(location, body, revision=entry.sha)

    def _client(self, host: GithubHost, owner: str) -> Client:
        if self._discovery and self._discovery.provider.organization.casefold() == owner.casefold():
            return self._discovery.client
        key = (host.host, owner.casefold())
        if key not in self._clients:
            self._clients[key] = self._hub.client(host, owner)
        return self._clients[key]
