"""What is asked of a code host where something is to be changed: one new file, proposed as a pull request."""

from dataclasses import dataclass
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
class Proposed:
    """The pull request. `is_new`: it was opened now."""

    number: int
    url: str
    is_new: bool


class NotProposedError(Exception):
    """The code host does not take it. The text is the end of a sentence: it says why, and what helps."""


class SourceHost(Protocol):
    """The code hosts at which we are somebody."""

    def propose(self, host: str, slug: str, proposal: Proposal) -> Proposed:
        """Open a pull request with the file, or find the one that is open. It is safe to ask twice.

        Raises:
            NotProposedError: there is none.
        """
