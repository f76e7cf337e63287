"""What every surface works with: questions go in, and whatever happens, something for the person comes out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.identity import Identity
from bot.middleware import apology, is_first_delivery, traced
from bot.sender import Sender
from bot.surfaces.promptness import Promptness
from catalog_store.refs import EntityRef
from catalog_store.seen import SeenEvents
from commands import dispatch
from commands.ask import Answer, Ask, HomeView, Person, Press, Reaction, Surface
from commands.kit import section
from commands.services import Services

#: Keeps in mind what somebody was answered about. Returns at once.
Remember = Callable[[Person, EntityRef, datetime], None]


@dataclass(frozen=True, slots=True)
class Desk:
    """The way from a question to its answer. Nothing here raises: errors become words."""

    services: Services
    seen: SeenEvents
    sender: Sender
    remember: Remember
    identity: Callable[[], Identity | None]
    promptness: Promptness = field(default_factory=Promptness)

    def answer(self, ask: Ask) -> Answer:
        """The answer, or what went wrong in the person's words."""
        with traced(ask.surface, ask.person) as trace:
            try:
                answer = dispatch.answer(ask, self.services)
            except Exception as error:  # noqa: BLE001  # the edge of a listener: silence is the one thing not allowed
                return self._apology(error, trace.id)
            trace.outcome = answer.outcome
        self._keep(answer, ask.person)
        return answer

    def react(self, press: Press) -> Reaction:
        """What a press leads to, or what went wrong as a further message."""
        with traced(press.surface, press.person) as trace:
            try:
                reaction = dispatch.react(press, self.services)
            except Exception as error:  # noqa: BLE001  # the edge of a listener
                return Reaction(reply=self._apology(error, trace.id))
            trace.outcome = "reacted"
        for answer in filter(None, (reaction.replace, reaction.reply)):
            self._keep(answer, press.person)
        return reaction

    def home(self, person: Person) -> HomeView:
        """Somebody's Home tab, or a view that says what went wrong."""
        with traced(Surface.HOME, person) as trace:
            try:
                view = dispatch.home(person, self.services)
            except Exception as error:  # noqa: BLE001  # the edge of a listener
                return HomeView((section(self._apology(error, trace.id).text),))
            trace.outcome = "drawn"
        return view

    def answer_event(self, ask: Ask, keys: Sequence[str]) -> None:
        """Answer a message where it stands, unless the event with these keys was taken before."""

        def work() -> Answer | None:
            return self.answer(ask) if is_first_delivery(self.seen, *keys) else None

        def deliver(answer: Answer | None) -> None:
            if answer is not None and ask.channel is not None:
                self.sender.post(ask.channel.id, answer, thread_ts=ask.thread_ts)

        self.promptness.attend(work, deliver)

    def _apology(self, error: Exception, trace_id: str) -> Answer:
        return apology(error, trace_id, platform_channel=self.services.platform_channel)

    def _keep(self, answer: Answer, person: Person) -> None:
        if answer.subject is not None:
            self.remember(person, answer.subject, self.services.clock())
