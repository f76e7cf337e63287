"""Has Slack's channels listed once an hour, by one replica for all: what it learns is kept in Postgres."""

from datetime import datetime, timedelta
from functools import partial

from bot import wiring
from bot.outsiders import Asks, Outsiders
from bot.workers import Job, Task
from catalog_store.job_queue import JobQueue
from catalog_store.slack.channel_names import ListedChannels

NAME = "list-channels"
_EVERY = timedelta(hours=1)


class ChannelListing:
    """Always keeps one listing waiting in the queue."""

    def __init__(self, queue: JobQueue, *, job_queue: str) -> None:
        """`job_queue` is the one that only processes take from that talk to Slack."""
        self._queue = queue
        self._job_queue = job_queue

    def put_in(self, *, due_at: datetime | None = None) -> None:
        """Have them listed, unless that waits already, for whatever time.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
        self._queue.defer(NAME, lock=NAME, is_only_one=True, queue=self._job_queue, due_at=due_at)

    def task(self, outsiders: Outsiders, sender: Asks, listed: ListedChannels) -> Task:
        """What a process does that finds one there. `listed` keeps what they are called, for those who do not ask Slack."""

        def read(job: Job) -> None:
            # First of all: while this one is read nobody puts another one in, and should it fail, the next one comes.
            self.put_in(due_at=wiring.now() + _EVERY)
            note_names = partial(listed.save, at=wiring.now())
            outsiders.read(sender, pause=job.hand_over_if_ending, note_names=note_names)

        return Task(NAME, read, queue=self._job_queue)
