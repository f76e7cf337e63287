"""Tells channels that chose so when the state of things changes: a job for each look, and each change is said once."""

from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

import structlog

from bot.schedule import Tick
from bot.sender import Delivered
from bot.sender.calls import UndeliveredError
from bot.sender.remedies import SHARED
from bot.workers import Job, Task
from catalog_store.errors import CatalogError
from catalog_store.job_queue import JobQueue
from catalog_store.slack.announcements import Announcement, Announcements
from catalog_store.slack.outgoing import Kept
from commands.ask import Answer
from commands.services import Services
from commands.status.announced import news

_log = structlog.get_logger()

NAME = "announce"
_EVERY = timedelta(seconds=30)
#: A little less, so that no look is left out because the one before it took long.
_DUE_AFTER = timedelta(seconds=25)
#: Slack's words for a channel that we can tell nothing any more.
_LOST = frozenset(("channel_not_found", "is_archived", "not_in_channel", SHARED))


class PostsOnce(Protocol):
    """What is asked of the sender."""

    def post_once(self, channel: str, answer: Answer, *, key: str) -> "Kept | Delivered":
        """A message of which there is one with this key."""


class Announcing:
    """Looks at nothing but what some channel wants to be told of."""

    def __init__(
        self,
        services: Services,
        queue: JobQueue,
        sender: PostsOnce,
        *,
        job_queue: str,
        is_ready: Callable[[], bool] = lambda: True,
        clock: Callable[[], datetime],
    ) -> None:
        """`job_queue` is the one that only processes take from that talk to Slack."""
        self._services = services
        self._queue = queue
        self._sender = sender
        self._job_queue = job_queue
        self._is_ready = is_ready
        self._clock = clock

    def tick(self) -> Tick:
        """What puts looks into the queue."""
        return Tick("announcements", self.put_in, _EVERY, jitter=timedelta(seconds=3))

    def task(self) -> Task:
        """What a process does that finds one there."""

        def look(job: Job) -> None:
            self.look(int(job.arguments["announcement"]))

        return Task(NAME, look, tries=3, queue=self._job_queue)

    def put_in(self) -> None:
        """Have those looked at that are due."""
        if not self._is_ready() or not self._services.operations.is_configured:
            return
        for number in self._store.due(before=self._clock() - _DUE_AFTER):
            self._queue.defer(
                NAME,
                {"announcement": number},
                lock=f"{NAME} {number}",
                is_only_one=True,
                queue=self._job_queue,
            )

    def look(self, number: int) -> None:
        """Say what was left unsaid, look once, and say what is new.

        Raises:
            DatabaseAwayError: Postgres does not answer; the job is tried again.
        """
        announcement = self._store.get(number)
        if announcement is None:
            return
        if announcement.unsaid is not None:
            self._say(announcement)
            return
        found = news(announcement, self._services.seen_by(None))
        unsaid = {"text": found.answer.text, "blocks": list(found.answer.blocks)} if found.answer else None
        is_ours = self._store.note(announcement, now=self._clock(), states=found.states, unsaid=unsaid)
        noted = self._store.get(number) if is_ours and unsaid else None
        if noted is not None and noted.unsaid is not None:
            self._say(noted)

    def _say(self, announcement: Announcement) -> None:
        """What is in the outbox under this key is not put there again, whoever tries."""
        assert announcement.unsaid is not None
        answer = Answer(announcement.unsaid["text"], tuple(announcement.unsaid["blocks"]))
        key = f"announcement {announcement.id} {announcement.version}"
        fate = self._sender.post_once(announcement.place.channel, answer, key=key)
        if isinstance(fate, Future):
            fate.add_done_callback(partial(self._delivered, announcement))
        self._store.said(announcement)

    def _delivered(self, announcement: Announcement, sent: Delivered) -> None:
        """A channel that is gone, or that put us out, is told nothing more."""
        fault = None if sent.cancelled() else sent.exception()
        if not isinstance(fault, UndeliveredError) or fault.code not in _LOST:
            return
        try:
            self._store.turn_off(announcement.place)
        except CatalogError as away:
            _log.info("announcements-not-stopped", reason=str(away))
            return
        _log.warning("announcements-stopped", channel=announcement.place.channel, reason=str(fault))

    @property
    def _store(self) -> Announcements:
        return self._services.announcements
