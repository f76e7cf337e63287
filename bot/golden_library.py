"""The golden paths that this process knows: the built-in ones, and those that the configuration names."""

from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from bot.settings import Settings
from catalog_store.reading import Fetch
from golden_paths.library import Library, Reading
from golden_paths.places import Place


def library(settings: Settings, *, fetch: Fetch | None = None, more: Sequence[Place] = ()) -> Library:
    """Read all of them anew. `more` are further places; `fetch` reads addresses that templates include."""
    reading = Reading.below(
        settings.home / "golden-paths", tokens=tokens_of(settings), fetch=fetch, fields=settings.form_fields
    )
    return Library.load((*settings.golden_paths, *more), reading)


def tokens_of(settings: Settings) -> Callable[[str], str | None]:
    """Our token for the host of an address, where we have one and it is not sent in the clear."""
    tokens = {
        page: host.token.get_secret_value()
        for host in settings.github.hosts
        if host.token is not None
        for page in host.page_hosts
    }

    def token(url: str) -> str | None:
        parts = urlsplit(url)
        return tokens.get(parts.netloc) if parts.scheme == "https" else None

    return token
