"""Answers that keep themselves current: a job for each look, so that any replica carries on with any message."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from bot.sender import Delivered, Sender
from bot.workers import Arguments, Job, Task
from catalog_store.errors import CatalogError
from catalog_store.job_queue import Errand, JobQueue
from catalog_store.refs import EntityRef
from catalog_store.slack.outgoing import Kept
from commands.ask import Answer
from commands.services import Services
from commands.status.live import redrawn, remembered_states

_log = structlog.get_logger()

NAME, BEGIN = "follow-status", "begin-status"
#: While something is awaited, and otherwise.
_SOON, _EVERY = timedelta(seconds=3), timedelta(seconds=15)
_LIVES = timedelta(hours=1)
#: By then it is posted and followed, unless its process died over that or Slack kept it waiting.
_FOUND_AFTER = timedelta(seconds=10)
#: Sources that do not come are not looked for so often for long.
_AWAITED_FOR = timedelta(minutes=1)


class LiveStatus:
    """Begins with what was posted, and looks again and again until it is stopped or its hour is over."""

    def __init__(
        self,
        services: Services,
        queue: JobQueue,
        fate: Callable[[int], Kept | None],
        *,
        job_queue: str,
        clock: Callable[[], datetime],
    ) -> None:
        """`fate` tells what became of a kept message, `job_queue` is the one that only processes take from that talk to Slack."""
        self._services = services
        self._messages = services.live_messages
        self._queue = queue
        self._fate = fate
        self._job_queue = job_queue
        self._clock = clock

    def follow(self, delivered: Delivered, answer: Answer, thread_ts: str | None) -> None:
        """Keep this message current, once it is posted. Returns at once, and never raises."""

        def begin(done: Delivered) -> None:
            if done.cancelled() or done.exception() is not None:
                return  # the sender has said why
            told = done.result()
            try:
                shown = remembered_states(answer.follows, self._services)
                self._begin(str(told["channel"]), str(told["ts"]), thread_ts, answer.follows, shown)
            except CatalogError as away:
                _log.warning("status-not-followed", reason=str(away))

        delivered.add_done_callback(begin)

    def errand(self, channel: str, answer: Answer, thread_ts: str | None) -> Errand:
        """A job that finds the message by its number among the kept ones, and begins with it if nobody has.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
        shown = remembered_states(answer.follows, self._services)
        told = {
            "channel": channel,
            "thread_ts": thread_ts,
            "refs": [str(ref) for ref in answer.follows],
            "shown": shown,
        }
        return Errand(BEGIN, told, self._job_queue, self._clock() + _FOUND_AFTER)

    def tasks(self, sender: Sender) -> Iterator[Task]:
        """What a process does that finds such jobs."""

        def look(job: Job) -> None:
            self.look(job.arguments["channel"], job.arguments["ts"], sender)

        yield Task(NAME, look, tries=3, queue=self._job_queue)
        yield Task(BEGIN, lambda job: self.find(job.arguments), tries=3, queue=self._job_queue)

    def find(self, told: Arguments) -> None:
        """Begin with a kept message that was posted meanwhile; look again where it still waits for Slack.

        Raises:
            DatabaseAwayError: Postgres does not answer; the job is tried again.
        """
        fate = self._fate(told["letter"])
        if fate is None:
            return
        if fate.outcome is None:
            self._queue.defer(BEGIN, told, queue=self._job_queue, due_at=self._clock() + _FOUND_AFTER)
        elif fate.ts is not None:
            refs = tuple(EntityRef.parse(ref) for ref in told["refs"])
            self._begin(told["channel"], fate.ts, told["thread_ts"], refs, told["shown"])

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

    def _begin(
        self, channel: str, ts: str, thread_ts: str | None, refs: Sequence[EntityRef], shown: Mapping[str, str]
    ) -> None:
        now = self._clock()
        self._messages.begin(channel, ts, thread_ts=thread_ts, refs=refs, now=now, until=now + _LIVES, shown=shown)
        self._defer(channel, ts, now + _SOON)  # whoever began with it before may have died at this very place

    def _defer(self, channel: str, ts: str, due_at: datetime) -> None:
        place = f"status {channel} {ts}"
        told = {"channel": channel, "ts": ts}
        self._queue.defer(NAME, told, lock=place, is_only_one=True, queue=self._job_queue, due_at=due_at)
