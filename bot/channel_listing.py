"""Has Slack's channels listed once an hour, by one replica for all: what it learns is kept in Postgres."""

from functools import partial

from bot import wiring
from bot.hourly import HourlyJob
from bot.outsiders import Asks, Outsiders
from bot.workers import Job, Task
from catalog_store.job_queue import JobQueue
from catalog_store.slack.channel_names import ListedChannels

NAME = "list-channels"


class ChannelListing(HourlyJob):
    """Always keeps one listing waiting in the queue."""

    def __init__(self, queue: JobQueue, *, job_queue: str) -> None:
        """`job_queue` is the one that only processes take from that talk to Slack."""
        super().__init__(NAME, queue, job_queue=job_queue)

    def task(self, outsiders: Outsiders, sender: Asks, listed: ListedChannels) -> Task:
        """What a process does that finds one there. `listed` keeps what they are called, for those who do not ask Slack."""

        def read(job: Job) -> None:
            note_names = partial(listed.save, at=wiring.now())
            outsiders.read(sender, pause=job.hand_over_if_ending, note_names=note_names)

        return self.done_by(read)
