"""The one who delivers: sends what is due, and knows what to do when Slack says no."""

import threading
import time
from collections.abc import Callable, Mapping
from functools import partial

import structlog
from slack_sdk import WebClient

from bot import metrics
from bot.sender.calls import Reply, UndeliveredError
from bot.sender.door import send
from bot.sender.mail import Mail, log_doubt
from bot.sender.methods import METHODS
from bot.sender.outbox import Job, Outbox, OutboxFullError, follow
from bot.sender.pace import Pace
from bot.sender.remedies import NO_ANSWER, SHARED, Remedy, remedy_for
from catalog_store.slack.outgoing import UNSURE
from catalog_store.spans import span

_log = structlog.get_logger()

_MOST_TRIES = 8
_LONGEST_DELAY = 30.0
#: What is said of a message that a fault of ours kept from going out.
OUR_FAULT = "failed_on_our_side"
#: What all in a channel read, and the field that names it.
_TELLS_ALL = {"chat.postMessage": "channel", "chat.update": "channel", "files.completeUploadExternal": "channel_id"}
#: After Slack refused the token, one call a minute asks whether it is taken again.
_HALT = 60.0
#: While Postgres cannot say whether a kept message is still ours, it waits.
_ASK_AGAIN = 1.0


class Courier:
    """Threads that empty the outbox."""

    def __init__(
        self,
        client: WebClient,
        outbox: Outbox,
        *,
        workers: int,
        pace: Pace,
        mail: Mail | None,
        is_shared: Callable[[str], bool] = lambda _channel: False,
    ) -> None:
        """`mail` looks after the kept messages, where there are any. Channels that are shared with others get nothing."""
        self._is_shared = is_shared
        self._client = client
        self._outbox = outbox
        self._pace = pace
        self._mail = mail
        self._threads = [threading.Thread(target=self._work, name=f"sender-{each}") for each in range(workers)]
        self._ways_on: Mapping[Remedy, Callable[[Job, Reply], None]] = {
            Remedy.RETRY_LATER: self._retry_later,
            Remedy.GIVE_UP_DESTINATION: self._give_up_destination,
            Remedy.GIVE_UP_PERSON: self._give_up_person,
            Remedy.STOP: self._stop_and_alarm,
            Remedy.POST_ANEW: self._post_anew,
            Remedy.TEXT_ALONE: self._send_text_alone,
            Remedy.PERSON_TRIES_AGAIN: partial(self._give_up, level="info"),
            Remedy.UNKNOWN: partial(self._give_up, level="error"),
        }
        #: Why Slack takes nothing from us at present, in words; None when all is well.
        self.fault: str | None = None

    def start(self) -> None:
        """Begin to deliver."""
        for thread in self._threads:
            thread.start()

    def stop(self, *, timeout: float) -> None:
        """Deliver what waits for at most `timeout` seconds, then leave the rest. Harmless when it never started."""
        self._outbox.close()
        running = [thread for thread in self._threads if thread.is_alive()]
        deadline = time.monotonic() + timeout
        for thread in running:
            thread.join(max(0.0, deadline - time.monotonic()))
        self._leave_behind(self._outbox.abandon())
        for thread in running:
            thread.join(self._client.timeout)

    def _work(self) -> None:
        while (job := self._outbox.take()) is not None:
            try:
                if self._is_its_turn(job):
                    self._settle(job, self._sent(job))
            except Exception as bug:  # noqa: BLE001  # the edge of a thread: the next one must go out all the same
                self._drop(job, bug)

    def _drop(self, job: Job, bug: Exception) -> None:
        """Nobody knows how far it came: what is kept is taken over as if this process had died over it."""
        _log.error("delivery-failed", method=job.call.method, exc_info=bug)
        self._outbox.drop(job)
        if self._mail is not None:
            self._mail.let_go(job.call)
        if not job.delivered.done():
            job.delivered.set_exception(UndeliveredError(job.call.method, OUR_FAULT))

    def _is_its_turn(self, job: Job) -> bool:
        """Whether all replicas' limits let it go, and no other replica has taken it over."""
        wait = self._pace.wait_for(job.call)
        if not wait and self._mail is not None:
            is_ours = self._mail.may_begin(job.call)
            if is_ours is False:
                self._outbox.done(job)
                job.delivered.cancel()
                return False
            wait = _ASK_AGAIN if is_ours is None else 0.0
        if wait:
            self._put_back(job, delay=wait)
        return not wait

    def _sent(self, job: Job) -> Reply:
        field = _TELLS_ALL.get(job.call.method)
        if field and self._is_shared(str(job.call.payload.get(field, ""))):
            return Reply(error=SHARED)
        started = time.perf_counter()
        try:
            with span("slack.call", cause=job.call.cause, method=job.call.method):
                reply = send(self._client, job.call)
        except Exception as bug:  # noqa: BLE001  # the edge of a job: the next one must go out all the same
            _log.error("call-failed", method=job.call.method, exc_info=bug)
            return Reply(error=OUR_FAULT)
        metrics.slack_called(job.call.method, reply.error or "ok", time.perf_counter() - started)
        return reply

    def _put_back(self, job: Job, *, delay: float) -> None:
        """Try it again later; when we are stopping, somebody else does."""
        if not self._outbox.put_back(job, delay=delay):
            self._leave_behind([job])
            job.delivered.cancel()

    def _leave_behind(self, jobs: list[Job]) -> None:
        """What is kept goes to the other replicas at once; the rest is lost."""
        for job in jobs:
            if self._mail is not None:
                self._mail.postpone(job.call, release=True)
        if lost := sum(job.call.kept is None for job in jobs):
            _log.warning("messages-left-behind", count=lost)

    def _settle(self, job: Job, reply: Reply) -> None:
        if reply.error == NO_ANSWER and job.call.kept is not None:
            self._doubt(job)
            return
        if reply.error:
            self._ways_on[remedy_for(reply.error)](job, reply)
            return
        self.fault = None
        if self._mail is not None:
            self._mail.settle(job.call, ts=str(reply.data.get("ts", "")) or None)
        self._outbox.done(job)
        if not job.delivered.cancelled():
            job.delivered.set_result(reply.data)

    def _doubt(self, job: Job) -> None:
        """It may have arrived. Once too often is worse than an answer that has to be asked for again."""
        log_doubt(job.call)
        if self._mail is not None:
            self._mail.settle(job.call, UNSURE)
        self._outbox.done(job)
        if not job.delivered.cancelled():
            job.delivered.set_exception(UndeliveredError(job.call.method, NO_ANSWER))

    def _retry_later(self, job: Job, reply: Reply) -> None:
        job.tries += 1
        delay = reply.retry_after if reply.retry_after is not None else min(_LONGEST_DELAY, 0.5 * 2**job.tries)
        if _is_hopeless(job, delay=delay):
            self._give_up(job, reply, level="error")
            return
        if reply.retry_after is not None:
            self._outbox.pause(job.call.method, seconds=reply.retry_after)
            self._pace.pause(job.call.method, seconds=reply.retry_after)
        if self._mail is not None:
            self._mail.postpone(job.call)
        _log.info("slack-said-later", method=job.call.method, code=reply.error, tries=job.tries, delay=delay)
        self._put_back(job, delay=delay)

    def _stop_and_alarm(self, job: Job, reply: Reply) -> None:
        """Slack refuses the token, or the method to it: nothing that we send will arrive until a person acts."""
        is_whole = reply.error != "missing_scope"
        for name in METHODS if is_whole else (job.call.method,):
            self._outbox.pause(name, seconds=_HALT)
        if is_whole:
            self.fault = (
                f"Slack refuses the bot's token ({reply.error}). Install the app again and set SLACK_BOT_TOKEN."
            )
        needed = str(reply.data.get("needed", ""))
        if job.call.kept is None or _is_hopeless(job):
            self._give_up(job, reply, level="critical", needed=needed)
            return
        _log.critical("slack-said-no", method=job.call.method, code=reply.error, needed=needed, kept=True)
        if self._mail is not None:
            self._mail.postpone(job.call)
        self._put_back(job, delay=_HALT)

    def _post_anew(self, job: Job, reply: Reply) -> None:
        try:
            anew = self._outbox.put(job.call.instead) if job.call.instead else None
        except OutboxFullError:
            anew = None
        if anew is None:
            self._give_up(job, reply, level="warning")
            return
        self._outbox.done(job)
        follow(anew, job.delivered)

    def _send_text_alone(self, job: Job, reply: Reply) -> None:
        if not job.call.payload.get("blocks"):
            self._give_up(job, reply, level="error", pointers=reply.pointers)
            return
        _log.error("blocks-refused-by-slack", method=job.call.method, code=reply.error, pointers=reply.pointers)
        job.call = job.call.text_alone()
        self._put_back(job, delay=0.0)

    def _give_up_person(self, job: Job, reply: Reply) -> None:
        if job.call.instead is not None:
            self._post_anew(job, reply)
        else:
            self._give_up(job, reply, level="warning")

    def _give_up_destination(self, job: Job, reply: Reply) -> None:
        if job.call.instead is not None:
            self._post_anew(job, reply)
            return
        self._give_up(job, reply, level="warning")
        if self._mail is not None:
            self._mail.tell_of_lost_channel(job.call, reply.error)

    def _give_up(self, job: Job, reply: Reply, *, level: str, **facts: object) -> None:
        if self._mail is not None:
            self._mail.settle(job.call, reply.error)
        self._outbox.done(job)
        where = job.call.payload.get("channel") or job.call.payload.get("user_id") or job.call.payload.get("user")
        log = getattr(_log, level)
        log("slack-said-no", method=job.call.method, code=reply.error, where=where, tries=job.tries, **facts)
        if not job.delivered.cancelled():
            job.delivered.set_exception(UndeliveredError(job.call.method, reply.error))


def _is_hopeless(job: Job, *, delay: float = 0.0) -> bool:
    """Whether it was tried often enough; what is kept is tried for as long as somebody may wait for it."""
    if job.call.kept is not None:
        return time.monotonic() > job.call.kept.good_until
    if job.call.good_until is not None:
        return time.monotonic() + delay > job.call.good_until
    return job.tries >= _MOST_TRIES
