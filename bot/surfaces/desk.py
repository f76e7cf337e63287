"""What every surface works with: questions go in, and whatever happens, something for the person comes out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar

import structlog

from bot.identity import Identity
from bot.middleware import apology, is_first_delivery, traced, was_answered
from bot.sender import Call, Delivered, Sender
from bot.surfaces.promptness import Promptness
from bot.surfaces.windows import Windows
from catalog_store.errors import DatabaseAwayError, DatabaseRefusesError
from catalog_store.job_queue import Errand
from catalog_store.refs import EntityRef
from catalog_store.slack.outgoing import TooManyAnswersError
from catalog_store.slack.seen import SeenEvents
from catalog_store.spans import here, span
from commands.ask import (
    Answer,
    Ask,
    Closing,
    HomeView,
    Modal,
    Option,
    Person,
    Press,
    Reaction,
    Submission,
    Submitted,
    Surface,
    Typing,
)
from commands.dispatch import EVERYTHING, Switchboard
from commands.kit import section
from commands.services import Services

_log = structlog.get_logger()
Found = TypeVar("Found")

#: Has a question answered later, should nobody have answered it by then.
Leave = Callable[[Ask, Sequence[str]], None]
#: Keeps in mind what somebody was answered about. Returns at once.
Remember = Callable[[Person, EntityRef, datetime], None]


class Live(Protocol):
    """Keeps messages current once they are posted."""

    def follow(self, delivered: Delivered, answer: Answer, thread_ts: str | None) -> None:
        """Begin as soon as it is posted. Returns at once."""

    def errand(self, channel: str, answer: Answer, thread_ts: str | None) -> Errand:
        """What begins with it should this process die meanwhile."""


@dataclass(frozen=True, slots=True)
class _Reply:
    """An answer on its way to a thread."""

    call: Call
    answer: Answer
    thread_ts: str | None


@dataclass(frozen=True, slots=True)
class Desk:
    """The way from a question to its answer. Nothing here raises: errors become words."""

    services: Services
    seen: SeenEvents
    sender: Sender
    remember: Remember
    identity: Callable[[], Identity | None]
    windows: Windows
    leave: Leave = lambda _ask, _keys: None
    live: Live | None = None
    promptness: Promptness = field(default_factory=Promptness)
    switchboard: Switchboard = EVERYTHING

    def answer(self, ask: Ask) -> Answer:
        """The answer, or what went wrong in the person's words."""
        with traced(ask.surface, ask.person) as trace:
            trace.command = self.switchboard.name_of(ask)
            try:
                answer = self.switchboard.answer(ask, self.services)
            except Exception as error:  # noqa: BLE001  # the edge of a listener: silence is the one thing not allowed
                return self._apology(error, trace.id)
            trace.outcome = answer.outcome
        self._keep(answer, ask.person)
        return answer

    def react(self, press: Press) -> Reaction:
        """What a press leads to, or what went wrong as a further message."""
        with traced(press.surface, press.person) as trace:
            try:
                reaction = self.switchboard.react(press, self.services)
            except Exception as error:  # noqa: BLE001  # the edge of a listener
                return Reaction(reply=self._apology(error, trace.id))
            trace.outcome = "reacted"
        for answer in filter(None, (reaction.replace, reaction.reply)):
            self._keep(answer, press.person)
        return reaction

    def form(self, ask: Ask) -> Modal | Answer:
        """The form that was asked for, or why there is none."""
        with traced(ask.surface, ask.person) as trace:
            try:
                form = self.switchboard.form(ask, self.services)
            except Exception as error:  # noqa: BLE001  # the edge of a listener
                return self._apology(error, trace.id)
            trace.outcome = "opened"
        return form

    def submit(self, submission: Submission, failed: Callable[[Answer], Submitted]) -> Submitted:
        """What a submitted form leads to; `failed` says it where it went wrong."""
        with traced(Surface.FORM, submission.person) as trace:
            try:
                submitted = self.switchboard.submit(submission, self.services)
            except Exception as error:  # noqa: BLE001  # the edge of a listener
                return failed(self._apology(error, trace.id))
            trace.outcome = "submitted"
        if submitted.answer is not None:
            self._keep(submitted.answer, submission.person)
        return submitted

    def close(self, closing: Closing) -> None:
        """Somebody left a form; they are not told what goes wrong then."""
        with traced(Surface.FORM, closing.person) as trace:
            try:
                self.switchboard.close(closing, self.services)
            except Exception as error:  # noqa: BLE001  # the edge of a listener
                self._apology(error, trace.id)
            else:
                trace.outcome = "closed"

    def options(self, typing: Typing) -> Sequence[Option]:
        """What a menu that searches offers: nothing where that went wrong."""
        with traced(Surface.FORM, typing.person) as trace:
            try:
                found = self.switchboard.options(typing, self.services)
            except Exception as error:  # noqa: BLE001  # the edge of a listener
                self._apology(error, trace.id)
                return ()
            trace.outcome = "suggested"
        return found

    def home(self, person: Person) -> HomeView:
        """Somebody's Home tab, or a view that says what went wrong."""
        with traced(Surface.HOME, person) as trace:
            try:
                view = self.switchboard.home(person, self.services)
            except Exception as error:  # noqa: BLE001  # the edge of a listener
                return HomeView((section(self._apology(error, trace.id).text),))
            trace.outcome = "drawn"
        return view

    def answer_event(self, ask: Ask, keys: Sequence[str]) -> None:
        """Answer a message where it stands, unless the event with these keys was answered before.

        The event counts as seen from the moment on at which its answer is safe in the database, and not before: where
        the process dies on the way, Slack was told nothing and sends the event again.
        """

        if not self.promptness.attend(
            lambda: self._answer_once(ask, keys), self._send, takes_long=self.switchboard.takes_long(ask)
        ):
            self.promptness.attend_briefly(lambda: self.leave(ask, keys))

    def answer_now(self, ask: Ask, keys: Sequence[str]) -> None:
        """The same, however long it takes."""
        self._send(self._answer_once(ask, keys))

    def post(self, channel: str, answer: Answer, *, thread_ts: str | None = None) -> Delivered:
        """A new message, kept current where it wants that."""
        if not answer.follows or self.live is None:
            return self.sender.post(channel, answer, thread_ts=thread_ts)
        try:
            errand = self.live.errand(channel, answer, thread_ts)
            delivered = self.sender.post_with(channel, answer, errand, thread_ts=thread_ts)
        except (DatabaseAwayError, DatabaseRefusesError):  # it can still be posted
            delivered = self.sender.post(channel, answer, thread_ts=thread_ts)
        self.live.follow(delivered, answer, thread_ts)
        return delivered

    def _answer_once(self, ask: Ask, keys: Sequence[str]) -> _Reply | None:
        with span("event"):
            if was_answered(self.seen, *keys):
                return None
            answer = self.answer(ask)
            call = self._kept(ask, answer, keys)
            return _Reply(call, answer, ask.thread_ts) if call is not None else None

    def _send(self, reply: _Reply | None) -> None:
        delivered = self.sender.send_kept(reply.call) if reply is not None else None
        if reply is not None and delivered is not None and reply.answer.follows and self.live is not None:
            self.live.follow(delivered, reply.answer, reply.thread_ts)

    def attend_once(
        self,
        keys: Sequence[str],
        work: Callable[[], Found],
        deliver: Callable[[Found], None],
        *,
        repeated: Callable[[], None] = lambda: None,
        takes_long: bool = False,
    ) -> None:
        """Do what a command or a click asks for, and deliver what came of it, in time; `repeated` if it came before.

        Without keys nobody can tell, so it counts as new. It counts as seen before it is done: whoever gets no answer
        presses again, and nothing happens twice by itself.
        """

        def work_once() -> tuple[Found, object] | None:
            with span("request"):
                return (work(), here()) if not keys or is_first_delivery(self.seen, *keys) else None

        def deliver_once(found: tuple[Found, object] | None) -> None:
            if found is None:
                repeated()
                return
            with span("reply", cause=found[1]):
                deliver(found[0])

        self.promptness.attend(work_once, deliver_once, takes_long=takes_long)

    def _kept(self, ask: Ask, answer: Answer, keys: Sequence[str]) -> Call | None:
        if ask.channel is None:
            return None
        where = ask.channel.id
        asker = f"{ask.person.team_id}:{where}:{ask.person.user_id}"
        try:
            errand = self.live.errand(where, answer, ask.thread_ts) if self.live and answer.follows else None
            return self.sender.keep_answer(
                where, answer, thread_ts=ask.thread_ts, keys=keys, asker=asker, errand=errand
            )
        except TooManyAnswersError:
            _log.warning("answers-stopped", asker=asker, advice="this looks like a program that answers our answers")
            return None
        except (DatabaseAwayError, DatabaseRefusesError):  # it can still be sent, though it is lost if we die now
            return self.sender.answer_unkept(where, answer, thread_ts=ask.thread_ts)

    def _apology(self, error: Exception, trace_id: str) -> Answer:
        return apology(error, trace_id, platform_channel=self.services.platform_channel)

    def _keep(self, answer: Answer, person: Person) -> None:
        if answer.subject is not None:
            self.remember(person, answer.subject, self.services.clock())
