"""Answers that keep themselves current: a job for each look, so that any replica carries on with any message."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from bot.sender import Delivered, Sender
from bot.workers import Job, Task
from catalog_store.errors import CatalogError
from catalog_store.job_queue import JobQueue
from commands.ask import Answer
from commands.services import Services
from commands.status.live import redrawn, remembered_states

_log = structlog.get_logger()

NAME = "follow-status"
#: While something is awaited, and otherwise.
_SOON, _EVERY = timedelta(seconds=3), timedelta(seconds=15)
_LIVES = timedelta(hours=1)
#: Sources that do not come are not looked for so often for long.
_AWAITED_FOR = timedelta(minutes=1)


class LiveStatus:
    """Begins with what was posted, and looks again and again until it is stopped or its hour is over."""

    def __init__(self, services: Services, queue: JobQueue, *, job_queue: str, clock: Callable[[], datetime]) -> None:
        """`job_queue` is the one that only processes take from that talk to Slack."""
        self._services = services
        self._messages = services.live_messages
        self._queue = queue
        self._job_queue = job_queue
        self._clock = clock

    def follow(self, delivered: Delivered, answer: Answer, thread_ts: str | None) -> None:
        """Keep this message current, once it is posted. Returns at once, and never raises."""

        def begin(done: Delivered) -> None:
            if done.cancelled() or done.exception() is not None:
                return  # the sender has said why
            told = done.result()
            try:
                self._begin(str(told["channel"]), str(told["ts"]), answer, thread_ts)
            except CatalogError as away:
                _log.warning("status-not-followed", reason=str(away))

        delivered.add_done_callback(begin)

    def task(self, sender: Sender) -> Task:
        """What a process does that finds such a job."""

        def look(job: Job) -> None:
            self.look(job.arguments["channel"], job.arguments["ts"], sender)

        return Task(NAME, look, tries=3, queue=self._job_queue)

    def look(self, channel: str, ts: str, sender: Sender) -> None:
        """Look once, draw what changed, and have it looked at again.

        Raises:
            DatabaseAwayError: Postgres does not answer; the job is tried again.
        """
        message = self._messages.find(channel, ts)
        if message is None or message.stopped_at is not None:
            return
        found = redrawn(message, self._services.seen_by(None))
        now = self._clock()
        is_ours = found.answer is None or self._messages.note_drawn(
            message, now=now, shown=found.shown, changes=found.changes
        )
        if found.answer is not None and is_ours:
            sender.update(channel, ts, found.answer, thread_ts=message.thread_ts)
        if found.is_over:
            self._messages.stop(channel, ts, now=now, by=None)
            return
        is_soon = found.is_awaiting and now - message.began_at < _AWAITED_FOR
        self._defer(channel, ts, now + (_SOON if is_soon else _EVERY))

    def _begin(self, channel: str, ts: str, answer: Answer, thread_ts: str | None) -> None:
        now = self._clock()
        shown = remembered_states(answer.follows, self._services)
        self._messages.begin(
            channel, ts, thread_ts=thread_ts, refs=answer.follows, now=now, until=now + _LIVES, shown=shown
        )
        self._defer(channel, ts, now + _SOON)

    def _defer(self, channel: str, ts: str, due_at: datetime) -> None:
        place = f"status {channel} {ts}"
        self._queue.defer(NAME, {"channel": channel, "ts": ts}, lock=place, queue=self._job_queue, due_at=due_at)
