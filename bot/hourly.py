"""Jobs that are done once an hour, by one replica for all: one of each always waits in the queue."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot import wiring
from bot.workers import Job, Task
from catalog_store.job_queue import JobQueue

_EVERY = timedelta(hours=1)


class HourlyJob:
    """Always keeps one of its name waiting in the queue."""

    def __init__(self, name: str, queue: JobQueue, *, job_queue: str) -> None:
        """`job_queue` is the one that only processes take from that can do it."""
        self._name = name
        self._queue = queue
        self._job_queue = job_queue

    def put_in(self, *, due_at: datetime | None = None) -> None:
        """Have it done, unless that waits already, for whatever time.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
        self._queue.defer(self._name, lock=self._name, is_only_one=True, queue=self._job_queue, due_at=due_at)

    def done_by(self, work: Callable[[Job], None], *, is_needed: bool = True) -> Task:
        """What a process does that finds one there; where it is not needed, nothing, and none comes after it."""

        def do(job: Job) -> None:
            if not is_needed:
                return
            # First of all: while this one is at work nobody puts another one in, and should it fail, the next one comes.
            self.put_in(due_at=wiring.now() + _EVERY)
            work(job)

        return Task(self._name, do, queue=self._job_queue)
