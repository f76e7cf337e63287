"""Direct messages: no mention is needed, and a question in a thread is answered there."""

from slack_bolt import App

from bot.slack_text import plain, without_mention
from bot.surfaces.desk import Desk
from bot.surfaces.payloads import Body, delivery_keys, is_from_a_person, our_user, person_of_event
from commands.ask import Ask, Channel, Surface

#: As subscribed to. What arrives is of the type `message`, with the type of the channel inside.
EVENT: tuple[str, tuple[str, ...]] = ("message.im", ("im:history",))


def register(app: App, desk: Desk) -> None:
    """Listen to messages of people in their conversation with us."""

    def answer_direct_message(body: Body) -> None:
        identity = desk.identity()
        us = our_user(body, identity.user_id if identity else None)
        if body["event"].get("channel_type") == "im" and is_from_a_person(body, us):
            desk.answer_event(_ask(body, us, desk), delivery_keys(body))

    app.event("message")(answer_direct_message)


def _ask(body: Body, us: str | None, desk: Desk) -> Ask:
    event = body["event"]
    return Ask(
        words=plain(without_mention(event.get("text", ""), us)),
        person=person_of_event(body),
        surface=Surface.DIRECT,
        asked_at=desk.services.clock(),
        channel=Channel(event["channel"]),
        thread_ts=event.get("thread_ts"),
    )
