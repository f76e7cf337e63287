"""Slash commands: the answer rides on the acknowledgement, and only the asker sees it; or a form opens."""

import re
from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack, App

from bot.sender.payloads import message
from bot.slack_text import plain
from bot.surfaces.acknowledgement import Acknowledgement
from bot.surfaces.desk import Desk
from bot.surfaces.payloads import Body, interaction_keys, person_of_command
from bot.surfaces.windows import TOO_LATE, as_modal
from commands.ask import Answer, Ask, Channel, Modal, Outcome, Surface
from commands.kit import FORM_ACTION, escape, form_offer
from commands.services import Services
from commands.slash import SLASH, SlashCommand

_ANY = re.compile("")


def register(app: App, desk: Desk) -> None:
    """Listen to every slash command; the table says which ones we know."""
    known = by_name(desk.services)

    def answer_command(body: Body, ack: Ack) -> None:
        slash = known.get(body["command"])
        if slash is None:
            ack(_for_the_asker(_unknown(body["command"], desk.services)))
            return
        ask = _ask(body, slash, desk)
        if desk.switchboard.opens_form(ask):
            _open_form(desk, body, ask)
            ack()
        else:
            _answer(desk, body, ask, ack)

    app.command(_ANY)(answer_command)


def _answer(desk: Desk, body: Body, ask: Ask, ack: Ack) -> None:
    takes_long = desk.switchboard.takes_long(ask)
    acknowledgement: Acknowledgement[Answer] = Acknowledgement(
        ack,
        carries=_for_the_asker,
        follow=lambda answer: desk.sender.respond(body["response_url"], answer),
        meanwhile=_for_the_asker(_LONG if takes_long else _SLOW),
    )
    desk.attend_once(
        interaction_keys(body),
        lambda: desk.answer(ask),
        acknowledgement.deliver,
        repeated=acknowledgement.close_silently,
        takes_long=takes_long,
    )
    acknowledgement.close()


def _open_form(desk: Desk, body: Body, ask: Ask) -> None:
    """The window opens before anything else is done: its trigger lives for three seconds."""
    window = desk.windows.open(body["trigger_id"])

    def offer() -> None:
        desk.sender.respond(body["response_url"], form_offer(TOO_LATE, FORM_ACTION, ask.words))

    def draw(form: Modal | Answer) -> None:
        desk.windows.draw(window, form if isinstance(form, Modal) else as_modal(form), unopened=offer)

    desk.attend_once(interaction_keys(body), lambda: desk.form(ask), draw, takes_long=desk.switchboard.takes_long(ask))


_LONG = Answer("This takes a moment longer. The answer follows here as soon as it is there.")
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
