"""How Slack says no."""

from collections.abc import Sequence
from typing import Any


class SlackError(Exception):
    """Slack refuses, in its own word: what the Web API answers as `error`, with HTTP 200."""

    def __init__(self, error: str, *, messages: Sequence[str] = (), needed: str = "", provided: str = "") -> None:
        super().__init__(error, *messages)
        self.error = error
        self.messages = tuple(messages)
        self.needed = needed
        self.provided = provided

    def body(self) -> dict[str, Any]:  # Any: JSON
        """The answer's body."""
        body: dict[str, Any] = {"ok": False, "error": self.error}
        if self.needed:
            body |= {"needed": self.needed, "provided": self.provided}
        if self.messages:
            body["response_metadata"] = {"messages": list(self.messages)}
        return body


class RateLimitedError(SlackError):
    """Too many calls: HTTP 429 with `Retry-After`."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("ratelimited")
        self.retry_after = retry_after
