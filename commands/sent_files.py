"""Files that people bring to forms, and who can read them."""

from dataclasses import dataclass
from typing import Protocol


class FileNotReadError(Exception):
    """A file could not be read. The text says why and what to do, for the person who brought it."""


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file with its content."""

    name: str
    media_type: str
    content: bytes


class SentFiles(Protocol):
    """Reads what people bring to a form."""

    def read(self, file_id: str) -> SentFile:
        """The file, within seconds.

        Raises:
            FileNotReadError: it is too large, gone, or nobody lets us.
        """


class NoSentFiles:
    """Where nobody brings files."""

    def read(self, file_id: str) -> SentFile:  # noqa: ARG002  # the port's signature
        """It is not here.

        Raises:
            FileNotReadError: always.
        """
        raise FileNotReadError("Files can only be brought in Slack.")
