"""Slash commands: the answer rides on the acknowledgement, and only the asker sees it."""

import re
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import Ack, App

from bot.sender.payloads import message
from bot.slack_text import plain
from bot.surfaces.desk import Desk
from bot.surfaces.payloads import Body, interaction_keys, person_of_command
from commands import dispatch
from commands.ask import Answer, Ask, Channel, Outcome, Surface
from commands.kit import escape
from commands.services import Services
from commands.slash import SLASH, SlashCommand

_ANY = re.compile("")
#: Seconds in which an acknowledgement reaches Slack in time, its way there left aside.
_SLACK_WAITS = 2.8


def register(app: App, desk: Desk) -> None:
    """Listen to every slash command; the table says which ones we know."""
    known = by_name(desk.services)

    def answer_command(body: Body, ack: Ack) -> None:
        slash = known.get(body["command"])
        if slash is None:
            ack(_for_the_asker(_unknown(body["command"], desk.services)))
            return
        ask = _ask(body, slash, desk)
        acknowledgement = Acknowledgement(ack, lambda answer: desk.sender.respond(body["response_url"], answer))
        desk.attend_once(
            interaction_keys(body),
            lambda: desk.answer(ask),
            acknowledgement.deliver,
            repeated=acknowledgement.close_silently,
            takes_long=dispatch.takes_long(ask),
        )
        acknowledgement.close()

    app.command(_ANY)(answer_command)


class Acknowledgement:
    """Carries the answer, if that comes before it is sent; else says that the answer follows.

    An answer that Slack no longer waits for follows as well: on the acknowledgement it would be lost.
    """

    def __init__(self, ack: Ack, follow: Callable[[Answer], object], *, waits: float = _SLACK_WAITS) -> None:
        """`waits`: so many seconds from now on Slack takes an answer."""
        self._ack = ack
        self._follow = follow
        self._is_sent = False
        self._last = time.monotonic() + waits
        self._lock = threading.Lock()

    def deliver(self, answer: Answer) -> None:
        """The answer is there."""
        with self._lock:
            is_late = self._is_sent or time.monotonic() > self._last
            if not self._is_sent:
                self._is_sent = True
                self._ack("" if is_late else _for_the_asker(answer))
        if is_late:
            self._follow(answer)

    def close_silently(self) -> None:
        """There is nothing to say."""
        with self._lock:
            if not self._is_sent:
                self._is_sent = True
                self._ack()

    def close(self) -> None:
        """Slack waits no longer."""
        with self._lock:
            if not self._is_sent:
                self._is_sent = True
                self._ack(_for_the_asker(_SLOW))


_SLOW = Answer("The catalog is slow to answer right now. The answer follows here as soon as it is there.")


def _for_the_asker(answer: Answer) -> dict[str, Any]:  # Any: JSON
    return {"response_type": "ephemeral", **message(answer)}


def by_name(services: Services) -> Mapping[str, SlashCommand]:
    """The slash commands under the names that the configuration gives them."""
    return dict(zip(services.command_names, SLASH, strict=False))


def _ask(body: Body, slash: SlashCommand, desk: Desk) -> Ask:
    return Ask(
        words=slash.words(plain(body.get("text", "")).strip()),
        person=person_of_command(body),
        surface=Surface.SLASH,
        asked_at=desk.services.clock(),
        channel=Channel(body["channel_id"], body.get("channel_name")),
    )


def _unknown(name: str, services: Services) -> Answer:
    """Registered with Slack, but not in our configuration."""
    return Answer(
        f"`{escape(name)}` is not set up here. Ask with `{services.command_names[0]} help` instead.",
        outcome=Outcome.USAGE,
    )
