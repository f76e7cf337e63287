"""The message shortcut "Find the owner": asks about everything that a message mentions; only the asker sees the answer."""

import re

from slack_bolt import Ack, App

from bot.slack_text import text_of_message
from bot.surfaces.desk import Desk
from bot.surfaces.payloads import Body, channel_of_click, interaction_keys, person_of_click
from commands.ask import Answer, Ask, Surface
from commands.slash import SHORTCUTS

#: Long stack traces name what broke in their first lines.
_TEXT_LIMIT = 10_000


def register(app: App, desk: Desk) -> None:
    """Listen to our entries in the menu of a message."""

    def answer_shortcut(body: Body, ack: Ack) -> None:
        ask = _ask(body, desk)

        def deliver(answer: Answer) -> None:
            desk.sender.respond(body["response_url"], answer, thread_ts=ask.thread_ts)

        desk.attend_once(interaction_keys(body), lambda: desk.answer(ask), deliver)
        ack()

    callbacks = "|".join(re.escape(shortcut.callback_id) for shortcut in SHORTCUTS)
    app.message_shortcut(re.compile(f"^(?:{callbacks})$"))(answer_shortcut)


def _ask(body: Body, desk: Desk) -> Ask:
    message = body["message"]
    return Ask(
        words=text_of_message(message, limit=_TEXT_LIMIT),
        person=person_of_click(body),
        surface=Surface.SHORTCUT,
        asked_at=desk.services.clock(),
        channel=channel_of_click(body),
        thread_ts=_thread_of(message),
    )


def _thread_of(message: Body) -> str | None:
    """The thread of a reply. A message with replies stands in the channel itself, and that is where one looks."""
    thread_ts: str | None = message.get("thread_ts")
    return None if thread_ts == message.get("ts") else thread_ts
