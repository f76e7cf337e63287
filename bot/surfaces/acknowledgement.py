"""What is sent back while Slack waits: what was asked for if that comes in time, else that it follows."""

import threading
import time
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from slack_bolt import Ack

Found = TypeVar("Found")
Body = str | dict[str, Any]  # Any: JSON

#: Seconds in which an acknowledgement reaches Slack in time, its way there left aside.
_SLACK_WAITS = 2.8


class Acknowledgement(Generic[Found]):
    """Carries what was found, if that comes before it is sent; else says that it follows.

    What Slack no longer waits for follows as well: on the acknowledgement it would be lost.
    """

    def __init__(
        self,
        ack: Ack,
        *,
        carries: Callable[[Found], Body],
        follow: Callable[[Found], object],
        meanwhile: Body,
        waits: float = _SLACK_WAITS,
    ) -> None:
        """`meanwhile` says that it follows. `waits`: so many seconds from now on Slack takes what is carried."""
        self._ack = ack
        self._carries = carries
        self._follow = follow
        self._meanwhile = meanwhile
        self._is_sent = False
        self._last = time.monotonic() + waits
        self._lock = threading.Lock()

    def deliver(self, found: Found) -> None:
        """It is there."""
        with self._lock:
            is_late = self._is_sent or time.monotonic() > self._last
            if not self._is_sent:
                self._is_sent = True
                self._ack("" if is_late else self._carries(found))
        if is_late:
            self._follow(found)

    def close_silently(self) -> None:
        """There is nothing to say."""
        self._close("")

    def close(self) -> None:
        """Slack waits no longer."""
        self._close(self._meanwhile)

    def _close(self, body: Body) -> None:
        with self._lock:
            if not self._is_sent:
                self._is_sent = True
                self._ack(body)
