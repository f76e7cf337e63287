"""The names of all files of a repository on GitHub, in one request."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import quote

from bot.adapters.github.errors import GithubError
from bot.adapters.github.hub import Hub
from bot.fact_sources import FactsNotReadError
from bot.github_settings import GithubSettings


class RepositoryFiles:
    """Reads them, wherever we are somebody."""

    def __init__(self, settings: GithubSettings, *, clock: Callable[[], datetime]) -> None:
        self._hub = Hub(settings.hosts, clock=clock)

    def paths(self, host: str, slug: str, branch: str) -> tuple[str, ...]:
        """The paths of all files at the branch's head; of more than GitHub lists at once, those that it lists.

        Raises:
            FactsNotReadError: GitHub does not tell them, or not all.
        """
        known = self._hub.known_at(host)
        if known is None:
            raise FactsNotReadError(f"nobody told me who I am on {host}")
        client = self._hub.client(known, slug.partition("/")[0])
        try:
            found = client.get(f"/repos/{slug}/git/trees/{quote(branch, safe='')}", recursive=1)
        except GithubError as error:
            raise FactsNotReadError(str(error)) from error
        finally:
            client.close()
        return tuple(entry["path"] for entry in found.get("tree", ()) if entry.get("type") == "blob")
