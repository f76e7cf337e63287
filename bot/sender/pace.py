"""Keeps all replicas together within Slack's limits, without ever standing in anybody's way when Postgres is away."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any, Protocol, TypeVar

import structlog

from bot.sender.calls import Call, Urgency
from bot.sender.methods import limits
from catalog_store.errors import CatalogError
from catalog_store.slack.buckets import Buckets

_log = structlog.get_logger()
T = TypeVar("T")

#: Seconds that a call waits to hear of the others, and seconds for which we then ask no more.
_PATIENCE = 0.5
_ALONE_FOR = 5.0
_LAST_WORDS = 2.0
#: What nobody waits for asks again after so many seconds at most: its turn may come sooner than it looks.
_LONGEST_PAUSE = 1.0


class Pace(Protocol):
    """Says when a call may go, beyond what the outbox knows by itself."""

    def wait_for(self, call: Call) -> float:
        """0 when it may go now, else the seconds after which to ask again."""

    def pause(self, name: str, *, seconds: float) -> None:
        """Slack wants no calls of this method for so long."""

    def stop(self) -> None:
        """Nobody will ask any more."""


class Alone:
    """The pace of a bot that shares its limits with nobody."""

    def wait_for(self, call: Call) -> float:  # noqa: ARG002  # the port's signature
        """It may go."""
        return 0.0

    def pause(self, name: str, *, seconds: float) -> None:
        """There is nobody to tell."""

    def stop(self) -> None:
        """There is nothing to end."""


class Together:
    """The pace that all replicas share. While Postgres is away, each keeps to the limits by itself."""

    def __init__(
        self,
        buckets: Buckets,
        *,
        is_ready: Callable[[], bool] = lambda: True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Before `is_ready` it keeps to the limits by itself."""
        self._buckets = buckets
        self._is_ready = is_ready
        self._clock = clock
        self._asked: set[Future[Any]] = set()
        # Whoever asks is left waiting while Postgres hangs; the ones who send are not.
        self._pool = ThreadPoolExecutor(4, thread_name_prefix="pace")
        self._alone_until = float("-inf")

    def wait_for(self, call: Call) -> float:
        """0 when it may go now, else the seconds after which to ask again."""
        wanted = limits(call.method, call.lane, is_waited_for=call.urgency is Urgency.WAITING)
        if not wanted or not self._is_ready() or self._clock() < self._alone_until:
            return 0.0
        seconds = self._heard(lambda: self._buckets.take(wanted), without=0.0)
        return seconds if call.urgency is Urgency.WAITING else min(seconds, _LONGEST_PAUSE)

    def pause(self, name: str, *, seconds: float) -> None:
        """All replicas wait for so long."""
        self._heard(lambda: self._buckets.pause(name, seconds=seconds), without=None)

    def stop(self) -> None:
        """Nobody will ask any more; those who still wait for Postgres get a moment to give their connections back."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        wait(tuple(self._asked), _LAST_WORDS)

    def _heard(self, ask: Callable[[], T], *, without: T) -> T:
        try:
            asked: Future[T] = self._pool.submit(ask)
            self._asked.add(asked)
            asked.add_done_callback(self._asked.discard)
            asked.add_done_callback(_take_note)
            return asked.result(_PATIENCE)
        except Exception:  # noqa: BLE001  # too late, away, or a fault that `_take_note` tells: messages go out all the same
            self._alone_until = self._clock() + _ALONE_FOR
            return without


def _take_note(asked: "Future[Any]") -> None:  # Any: whatever was asked
    error = None if asked.cancelled() else asked.exception()
    if isinstance(error, CatalogError):
        _log.info("pace-kept-alone", reason=str(error))
    elif error is not None:
        _log.error("pace-failed", exc_info=error)
