"""A company that asks all day: questions in channels, commands and clicks, each written down to be counted in the end."""

import itertools
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from bot.workspace.deliveries import Delivery
from bot.workspace.messages import Message
from tests.acceptance.replicas import Replicas
from tests.support.processes import becomes_true

#: Who asks where, and what. Slack takes a message a second from us in each channel, so there are several.
PLACES = (
    ("hanna", "oncall"), ("ingrid", "sailings"), ("ana", "payments"), ("mei", "booking"), ("sam", "platform"),
    ("noor", "storefront"), ("ravi", "boarding"), ("rosa", "data-and-insights"), ("bilal", "payments"),
    ("kwame", "sailings"), ("carla", "booking"), ("leo", "platform"), ("miguel", "boarding"), ("thandi", "oncall"),
)  # fmt: skip
THINGS = ("ledger", "payments-api", "seat-inventory", "kiosk-ui", "gate-scanner", "demand-forecast")


@dataclass
class Load:
    """What was asked. Questions come as events, which Slack brings again; commands and clicks it brings once."""

    replicas: Replicas
    asked: list[Message] = field(default_factory=list)
    clicked: list[Delivery] = field(default_factory=list)
    _stopped: threading.Event = field(default_factory=threading.Event)

    def unanswered(self) -> list[Message]:
        """Questions below which the bot has said nothing."""
        answers = self.replicas.answers()
        return [question for question in self.asked if not answers[question.channel, question.ts]]

    def repeated(self) -> list[Message]:
        """Questions that were answered more than once."""
        answers = self.replicas.answers()
        return [question for question in self.asked if answers[question.channel, question.ts] > 1]

    def lost_clicks(self) -> list[Delivery]:
        """Commands and clicks of which Slack told the person that they failed."""
        return [delivery for delivery in self.clicked if not delivery.acked]

    def settles(self, *, within: float = 60.0) -> bool:
        """Whether in the end everything was answered that can be."""
        doubted = self.replicas.store.backlog
        done = becomes_true(lambda: len(self.unanswered()) <= doubted().unsure, within=within)
        return done and self.replicas.settled(within=within)

    def told(self) -> str:
        """The counts, in one line."""
        errors = Counter(delivery.error for delivery in self.lost_clicks())
        return (
            f"{len(self.asked)} questions: {len(self.unanswered())} without an answer, {len(self.repeated())} answered"
            f" twice, {self.replicas.store.backlog().unsure} in doubt; {len(self.clicked)} commands and clicks:"
            f" {len(self.lost_clicks())} lost {dict(errors) or ''}"
        )

    def ask(self, pause: float) -> None:
        """Mention the bot again and again."""
        for (person, channel), thing in zip(itertools.cycle(PLACES), itertools.cycle(THINGS), strict=False):
            if self._stopped.wait(pause):
                return
            self.asked.append(self.replicas.asks(person, channel, f"owner {thing}"))

    def click(self, pause: float) -> None:
        """Type a command, press a button below its answer, and again."""
        slack = self.replicas.slack
        for (person, channel), thing in zip(itertools.cycle(PLACES), itertools.cycle(THINGS), strict=False):
            if self._stopped.wait(pause):
                return
            seat = slack.as_person(person)
            self._note(seat.slash("/owner", thing, channel=channel))
            seen = [each for each in slack.ephemerals(person, channel) if _has_more(each)]
            if seen:
                self._note(seat.press(seen[-1], "More"))

    def _note(self, delivery: Delivery | None) -> None:
        assert delivery
        self.clicked.append(delivery)

    @contextmanager
    def going_on(self, *, asking: float = 0.4, clicking: float = 0.7) -> Iterator[None]:
        """All of it, with these pauses in seconds, until the block ends."""
        work: Sequence[threading.Thread] = (
            threading.Thread(target=self.ask, args=(asking,)),
            threading.Thread(target=self.click, args=(clicking,)),
        )
        for thread in work:
            thread.start()
        try:
            yield
        finally:
            self._stopped.set()
            for thread in work:
                thread.join()


def _has_more(message: Message) -> bool:
    return any(
        element.get("text", {}).get("text") == "More"
        for block in message.blocks
        if block["type"] == "actions"
        for element in block["elements"]
        if isinstance(element.get("text"), dict)
    )
