"""Mentions: `@callboard owner payments-api` in a channel or a thread, answered in the thread."""

from slack_bolt import App

from bot.slack_text import plain, without_mention
from bot.surfaces.desk import Desk
from bot.surfaces.payloads import Body, delivery_keys, is_from_a_person, our_user, person_of_event
from commands.ask import Ask, Channel, Surface

EVENT: tuple[str, tuple[str, ...]] = ("app_mention", ("app_mentions:read",))


def register(app: App, desk: Desk) -> None:
    """Listen to mentions of us."""

    def answer_mention(body: Body) -> None:
        identity = desk.identity()
        us = our_user(body, identity.user_id if identity else None)
        if is_from_a_person(body, us):
            desk.answer_event(_ask(body, us, desk), delivery_keys(body))

    app.event(EVENT[0])(answer_mention)


def _ask(body: Body, us: str | None, desk: Desk) -> Ask:
    event = body["event"]
    return Ask(
        words=plain(without_mention(event.get("text", ""), us)),
        person=person_of_event(body),
        surface=Surface.MENTION,
        asked_at=desk.services.clock(),
        channel=Channel(event["channel"]),
        thread_ts=event.get("thread_ts") or event["ts"],
    )
