"""What GitHub tells of a repository for the facts about it: its files, its builds, its rules, its alerts."""

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
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
from bot.adapters.github.topics import READERS, RIGHTS, is_about_rights
from bot.adapters.json_values import text
from bot.fact_sources import FactsNotReadError, SourceAwayError, Topic
from bot.github_settings import GithubSettings
from catalog_store.facts import Value


class CodeFacts:
    """Asks, wherever we are somebody."""

    def __init__(self, settings: GithubSettings, *, clock: Callable[[], datetime]) -> None:
        self._hub = Hub(settings.hosts, clock=clock)

    def paths(self, host: str, slug: str, branch: str) -> tuple[str, ...]:
        """The paths of all files at the branch's head; of more than GitHub lists at once, those that it lists.

        Raises:
            FactsNotReadError: GitHub does not tell them, or not all.
        """
        with self._asking(host, slug) as client:
            found = client.get(f"/repos/{slug}/git/trees/{quote(branch, safe='')}", recursive=1)
        return tuple(entry["path"] for entry in found.get("tree", ()) if entry.get("type") == "blob")

    def text(self, host: str, slug: str, path: str) -> str | None:
        """A file of the default branch; None where there is none, or a large one.

        Raises:
            FactsNotReadError: GitHub does not show it.
        """
        with self._asking(host, slug) as client:
            try:
                found = client.get(f"/repos/{slug}/contents/{quote(path)}")
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
        """A client, whose refusals are told as such of facts."""
        known = self._hub.known_at(host)
        if known is None:
            raise FactsNotReadError(f"nobody told me who I am on {host}")
        try:
            client = self._hub.client(known, slug.partition("/")[0])
            try:
                yield client
            finally:
                client.close()
        except (LimitedError, UnwellError, TooLateError) as error:
            raise SourceAwayError(str(error)) from error
        except (NotAllowedError, NotThereError) as error:
            raise FactsNotReadError(_refused(error, right)) from error
        except GithubError as error:
            raise FactsNotReadError(str(error)) from error


def _refused(error: GithubError, right: str) -> str:
    """What our token lacks, else GitHub's own words."""
    if not error.told:
        return str(error)
    if right and is_about_rights(error):
        return f"GitHub does not let us ({error.told}): our token lacks {right}"
    return str(error) if isinstance(error, NotThereError) else f"GitHub says: {error.told}"
