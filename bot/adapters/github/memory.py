"""What remembers answers of GitHub, so that it need not give them twice."""

from typing import Protocol


class PageMemory(Protocol):
    """Remembers answers, so that GitHub need not send (or count) them again."""

    def recall(self, key: str) -> tuple[str, str] | None:
        """The mark and the body of the answer that was given last."""

    def remember(self, key: str, etag: str, body: str) -> None:
        """Keep this one from now on."""


class NoMemory:
    """Remembers nothing."""

    def recall(self, key: str) -> tuple[str, str] | None:  # noqa: ARG002  # it has nothing to look up
        """Nothing."""
        return None

    def remember(self, key: str, etag: str, body: str) -> None:
        """Nothing happens."""
