"""Slash commands: the answer rides on the acknowledgement, and only the asker sees it."""

import re
from collections.abc import Mapping

from slack_bolt import Ack, App

from bot.sender.payloads import message
from bot.slack_text import plain
from bot.surfaces.desk import Desk
from bot.surfaces.payloads import Body, person_of_command
from commands.ask import Answer, Ask, Channel, Outcome, Surface
from commands.kit import escape
from commands.services import Services
from commands.slash import SLASH, SlashCommand

_ANY = re.compile("")


def register(app: App, desk: Desk) -> None:
    """Listen to every slash command; the table says which ones we know."""
    known = by_name(desk.services)

    def answer_command(body: Body, ack: Ack) -> None:
        slash = known.get(body["command"])
        answer = desk.answer(_ask(body, slash, desk)) if slash else _unknown(body["command"], desk.services)
        ack({"response_type": "ephemeral", **message(answer)})

    app.command(_ANY)(answer_command)


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
