"""Somebody is told something in time, even while the database hangs: Slack waits for three seconds, then shows an error."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TypeVar

Found = TypeVar("Found")

#: Seconds that Slack may be kept waiting, its way here and back left aside.
_DEADLINE = 2.3
#: Work that took longer than this, or that is taking longer, is a bad sign.
_SLOW = 0.3
#: A good sign is good for so many seconds.
_CONFIDENCE = 1.0
#: So many callers may wait for slow work at once. The others go on after `_HURRY` seconds: they are needed by those
#: whose work is quick.
_MOST_WAITING = 2
_HURRY = 0.1


class Promptness:
    """Does work in the caller's thread while all goes well, else in a pool that can be left waiting.

    The pool costs a tenth of a millisecond for each question, which a busy bot can do without: as long as questions
    are being answered quickly, the next one will be. What is known to take long has a pool of its own.
    """

    def __init__(self, *, workers: int = 16, long_workers: int = 64, deadline: float = _DEADLINE) -> None:
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="patient")
        self._long_pool = ThreadPoolExecutor(long_workers, thread_name_prefix="long")
        self._deadline = deadline
        self._waiting = threading.Semaphore(_MOST_WAITING)
        self._well_at = float("-inf")
        self._begun: dict[int, float] = {}

    def attend(self, work: Callable[[], Found], deliver: Callable[[Found], None], *, takes_long: bool = False) -> bool:
        """Do it, and deliver what came of it: now, or as soon as it is there. Whether that was in time."""
        if not takes_long and self._is_well():
            deliver(self._timed(work))
            return True
        future = self._long_pool.submit(work) if takes_long else self._pool.submit(self._timed, work)
        if not self._is_there_in_time(future):
            future.add_done_callback(lambda done: _deliver(done, deliver))
            return False
        deliver(future.result())
        return True

    def found_within(self, seconds: float, work: Callable[[], Found], *, otherwise: Found) -> Found:
        """What came of it, or `otherwise` where that takes longer."""
        future = self._pool.submit(self._timed, work)
        return future.result() if wait((future,), seconds).done else otherwise

    def attend_briefly(self, work: Callable[[], object]) -> None:
        """Do it, and wait for a moment only; whatever fails is nobody's to mend."""
        wait((self._long_pool.submit(work),), _HURRY)

    def _is_there_in_time(self, future: "Future[Found]") -> bool:
        if wait((future,), min(_HURRY, self._deadline)).done:
            return True
        if not self._waiting.acquire(blocking=False):
            return False
        try:
            return bool(wait((future,), self._deadline - _HURRY).done)
        finally:
            self._waiting.release()

    def later(self, work: Callable[[], object]) -> None:
        """Do it soon; nobody waits for it."""
        self._pool.submit(work)

    def _is_well(self) -> bool:
        now = time.monotonic()
        return now - self._well_at < _CONFIDENCE and all(now - begun < _SLOW for begun in list(self._begun.values()))

    def _timed(self, work: Callable[[], Found]) -> Found:
        me, begun = threading.get_ident(), time.monotonic()
        self._begun[me] = begun
        try:
            return work()
        finally:
            del self._begun[me]
            if time.monotonic() - begun < _SLOW:
                self._well_at = time.monotonic()


def _deliver(done: "Future[Found]", deliver: Callable[[Found], None]) -> None:
    if not done.cancelled() and done.exception() is None:
        deliver(done.result())
