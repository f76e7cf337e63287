"""What a command asks of whoever can have things mended."""

from typing import Protocol

from catalog_store.judging import Explained
from catalog_store.mendings import AskedMending
from catalog_store.scorecards import Check
from commands.ask import Press


class MendingRequests(Protocol):
    """Has things mended, by pull requests."""

    def is_possible(self, found: Explained) -> bool:
        """Whether its file is in a repository at a host as whom we may try."""

    def request(self, asked: AskedMending, found: Explained, check: Check, press: Press, *, by: str) -> None:
        """Have the pull request opened soon; whoever pressed is told, and so are the messages that show it.

        Raises:
            DatabaseAwayError: Postgres does not answer, so nothing will happen.
        """


class NoMending:
    """Where no code host is configured."""

    def is_possible(self, found: Explained) -> bool:  # noqa: ARG002  # the same everywhere
        """Nowhere."""
        return False

    def request(self, asked: AskedMending, found: Explained, check: Check, press: Press, *, by: str) -> None:
        """Nothing happens."""
