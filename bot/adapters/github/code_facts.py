"""What GitHub tells of a repository for the facts about it: its files, its builds, its rules, its alerts."""

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime
from urllib.parse import quote

from bot.adapters.github.client import Client
from bot.adapters.github.errors import (
    GithubError,
    LimitedError,
    NotAllowedError,
    NotThereError,
    TooLateError,
    UnwellError,
)
from bot.adapters.github.hub import Hub
from bot.adapters.github.memory import PageMemory
from bot.adapters.github.topics import READERS, RIGHTS, is_about_rights
from bot.adapters.json_values import items, text
from bot.fact_sources import FactReading, FactsNotReadError, SourceAwayError, Topic
from bot.github_settings import GithubSettings
from catalog_store.facts import Value


class CodeFacts:
    """Asks, wherever we are somebody."""

    def __init__(
        self, settings: GithubSettings, *, clock: Callable[[], datetime], memory: PageMemory | None = None
    ) -> None:
        """What `memory` holds is not asked for again, as long as it is the same."""
        self._hub = Hub(settings.hosts, clock=clock, memory=memory)

    @contextmanager
    def reading(self) -> Iterator[FactReading]:
        """One reading of many repositories, with one client for each organisation."""
        with ExitStack() as until_the_end:
            yield _Reading(self._hub, until_the_end)


class _Reading:
    """Everything that is asked in one go, in one thread."""

    def __init__(self, hub: Hub, until_the_end: ExitStack) -> None:
        self._hub = hub
        self._until_the_end = until_the_end
        self._clients: dict[tuple[str, str], Client] = {}

    def paths(self, host: str, slug: str, commit: str) -> tuple[str, ...]:
        """The paths of all files of a commit; of more than GitHub lists at once, those that it lists.

        Raises:
            FactsNotReadError: GitHub does not tell them, or not all.
        """
        with self._asking(host, slug) as client:
            found = client.get_once(f"/repos/{slug}/git/trees/{quote(commit, safe='')}", recursive=1)
        return tuple(text(entry, "path") for entry in items(found, "tree") if text(entry, "type") == "blob")

    def text(self, host: str, slug: str, path: str) -> str | None:
        """A file of the default branch; None where there is none, or a large one.

        Raises:
            FactsNotReadError: GitHub does not show it.
        """
        with self._asking(host, slug) as client:
            try:
                found = client.get_once(f"/repos/{slug}/contents/{quote(path)}")
            except NotThereError:
                return None
        try:
            return base64.b64decode(text(found, "content")).decode("utf-8", errors="replace") or None
        except binascii.Error as error:
            raise FactsNotReadError("GitHub's answer makes no sense") from error

    def facts(self, topic: Topic, host: str, slug: str, branch: str) -> Mapping[str, Value]:
        """What GitHub tells of a repository.

        Raises:
            FactsNotReadError: it does not, and which right that takes.
        """
        with self._asking(host, slug, RIGHTS[topic]) as client:
            return READERS[topic](client, slug, branch)

    @contextmanager
    def _asking(self, host: str, slug: str, right: str = "") -> Iterator[Client]:
        """The client of its organisation, whose refusals are told as such of facts."""
        try:
            yield self._client(host, slug.partition("/")[0])
        except (LimitedError, UnwellError, TooLateError) as error:
            raise SourceAwayError(str(error)) from error
        except (NotAllowedError, NotThereError) as error:
            raise FactsNotReadError(_refused(error, right)) from error
        except GithubError as error:
            raise FactsNotReadError(str(error)) from error

    def _client(self, host: str, owner: str) -> Client:
        known = self._hub.known_at(host)
        if known is None:
            raise FactsNotReadError(f"nobody told me who I am on {host}")
        if (key := (host, owner.casefold())) not in self._clients:
            self._clients[key] = self._until_the_end.enter_context(self._hub.asking(known, owner))
        return self._clients[key]


def _refused(error: GithubError, right: str) -> str:
    """What our token lacks, else GitHub's own words."""
    if not error.told:
        return str(error)
    if right and is_about_rights(error):
        return f"GitHub does not let us ({error.told}): our token lacks {right}"
    return str(error) if isinstance(error, NotThereError) else f"GitHub says: {error.told}"
