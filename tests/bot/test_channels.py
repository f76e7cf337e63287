"""What Slack tells of a channel."""

from collections.abc import Mapping
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.channels import SlackChannels
from bot.sender import OutboxFullError
from bot.sender.calls import UndeliveredError
from commands.ask import Channel, Person
from commands.operations import ChannelFacts

ANA = Person("U1", "T1")
INCIDENT = {
    "id": "C1",
    "name": "inc-2041-payments",
    "created": 1772439600,
    "topic": {"value": "Card payments fail"},
    "purpose": {"value": "Service: payments-api"},
}


class Slack:
    """Answers what is asked, in its own time."""

    def __init__(self, told: Mapping[str, Any] | None = None, fault: Exception | None = None) -> None:
        self.told, self.fault = told, fault
        self.asked: list[tuple[str, Mapping[str, Any]]] = []

    def ask(self, method: str, payload: Mapping[str, Any]) -> "Future[Mapping[str, Any]]":
        self.asked.append((method, payload))
        if isinstance(self.fault, OutboxFullError):
            raise self.fault
        reply: Future[Mapping[str, Any]] = Future()
        if self.fault:
            reply.set_exception(self.fault)
        elif self.told is not None:
            reply.set_result(self.told)
        return reply


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def channels(slack: Slack, clock: Clock | None = None) -> SlackChannels:
    return SlackChannels(slack, clock=clock or Clock(), patience=0.05)  # type: ignore[arg-type]  # all that is asked of a sender


def test_tells_name_topic_and_purpose() -> None:
    facts = channels(Slack({"ok": True, "channel": INCIDENT})).find(Channel("C1"), ANA)

    assert facts == ChannelFacts(
        "inc-2041-payments", "Card payments fail", "Service: payments-api", datetime(2026, 3, 2, 8, 20, tzinfo=UTC)
    )


def test_asks_again_only_after_a_while() -> None:
    slack, clock = Slack({"channel": INCIDENT}), Clock()
    found = channels(slack, clock)
    for minutes in (0, 1, 3):
        clock.now += timedelta(minutes=minutes)
        found.find(Channel("C1"), ANA)

    assert [method for method, _ in slack.asked] == ["conversations.info"] * 2


@pytest.mark.parametrize(
    "slack",
    [
        Slack(),
        Slack(fault=UndeliveredError("conversations.info", "channel_not_found")),
        Slack(fault=OutboxFullError(1)),
        Slack({"channel": None}),
        Slack({"channel": {"name": 3, "topic": "x", "created": "yesterday"}}),
    ],
    ids=["late", "refused", "full", "empty", "odd"],
)
def test_without_an_answer_what_the_question_carried_counts(slack: Slack) -> None:
    facts = channels(slack).find(Channel("C1", "inc-7-ledger"), ANA)

    assert facts is not None
    assert facts.name in ("inc-7-ledger", "3")
    assert (facts.topic, facts.purpose) == ("", "")


def test_a_conversation_of_two_has_neither() -> None:
    slack = Slack({"channel": INCIDENT})

    assert channels(slack).find(Channel("D1"), ANA) is None
    assert slack.asked == []
