"""What is asked of a code host where something is to be changed: new files and changed ones, proposed as pull requests."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Proposal:
    """A new file for a repository. `branch` is ours alone: an open pull request from it is the one that we made."""

    path: str
    content: str
    branch: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class FileChange:
    """What becomes of a file: `change` gets its text, None where there is none, and gives the new one, None to leave it.

    It may raise `NotProposedError`.
    """

    path: str
    change: Callable[[str | None], str | None]


@dataclass(frozen=True, slots=True)
class Amendment:
    """Changes to files of a repository. `branch` is ours alone, as in a `Proposal`."""

    changes: tuple[FileChange, ...]
    branch: str
    title: str
    body: str


class PullState(StrEnum):
    """What has become of a pull request."""

    OPEN = "open"
    MERGED = "merged"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Proposed:
    """The pull request. `is_new`: it was opened now."""

    number: int
    url: str
    is_new: bool


class NotProposedError(Exception):
    """The code host does not take it. The text is the end of a sentence: it says why, and what helps."""


class HostAwayError(NotProposedError):
    """The code host does not answer now, or has been asked too much: the same may be asked again later."""


class SourceHost(Protocol):
    """The code hosts at which we are somebody."""

    def propose(self, host: str, slug: str, proposal: Proposal) -> Proposed:
        """Open a pull request with the file, or find the one that is open. It is safe to ask twice.

        Raises:
            NotProposedError: there is none.
        """

    def amend(self, host: str, slug: str, amendment: Amendment) -> Proposed:
        """Open a pull request with the changes, or find the one that is open. It is safe to ask twice.

        Raises:
            NotProposedError: there is none.
        """

    def state(self, host: str, slug: str, number: int) -> PullState:
        """What has become of a pull request.

        Raises:
            NotProposedError: the host does not say.
        """
