"""What a command asks of whoever can have files changed by pull requests."""

from typing import Protocol

from catalog_store.entities import Known
from catalog_store.reports.mendings import AskedMending
from catalog_store.standings.judging import Explained
from commands.ask import Press

#: Why no pull request can be opened for anything, and what helps.
NOT_CONNECTED = (
    "No code host is connected, so I can open no pull request (whoever runs me sets `GITHUB_TOKEN`, or"
    " `GITHUB_APP_ID` and `GITHUB_APP_PRIVATE_KEY`)"
)


class MendingRequests(Protocol):
    """Has things mended, by pull requests."""

    def is_possible(self, found: Explained) -> bool:
        """Whether its file is in a repository at a host as whom we may try."""

    @property
    def is_connected(self) -> bool:
        """Whether there is any such host."""

    def request(self, asked: AskedMending, press: Press, *, by: str) -> None:
        """Have the pull request opened soon; whoever pressed is told, and so are the messages that show it.

        Raises:
            DatabaseAwayError: Postgres does not answer, so nothing will happen.
        """


class NoMending:
    """Where no code host is configured."""

    def is_possible(self, found: Explained) -> bool:  # noqa: ARG002  # the same everywhere
        """Nowhere."""
        return False

    @property
    def is_connected(self) -> bool:
        return False

    def request(self, asked: AskedMending, press: Press, *, by: str) -> None:
        """Nothing happens."""


class OwnerChanges(Protocol):
    """Has owners and lifecycles changed where they are written: in a thing's own file."""

    def propose(self, known: Known, what: str, value: str, press: Press, *, by: str) -> str:
        """Have a pull request opened soon. A sentence, ready to be shown, says what happens now.

        Raises:
            DatabaseAwayError: Postgres does not answer, so nothing will happen.
        """


class ByHand:
    """Where no code host is configured."""

    def propose(self, known: Known, what: str, value: str, press: Press, *, by: str) -> str:  # noqa: ARG002  # the port's
        """People change the file themselves."""
        return f"{NOT_CONNECTED}. Please change its file by hand."
