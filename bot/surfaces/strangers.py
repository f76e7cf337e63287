"""Who is not answered: other companies' people and channels (Slack Connect), and whoever asks too fast. One sentence each."""

from collections.abc import Callable
from dataclasses import dataclass

from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.middleware import Middleware

from bot.askers import SENTENCE as TOO_FAST
from bot.askers import Askers
from bot.identity import Identity
from bot.middleware import is_first_delivery
from bot.outsiders import SENTENCE, Outsiders
from bot.sender import Sender
from bot.surfaces.modal import answer_when_failed
from bot.surfaces.payloads import (
    Body,
    delivery_keys,
    is_from_a_person,
    our_user,
    person_of_click,
    person_of_command,
    person_of_event,
)
from catalog_store.slack.seen import SeenEvents
from commands.ask import Answer, Outcome, Person
from commands.kit import section

_POLITE = Answer(SENTENCE, (section(SENTENCE),), Outcome.REFUSED)
_TOO_FAST = Answer(TOO_FAST, (section(TOO_FAST),), Outcome.REFUSED)
_COUNTED_CLICKS = ("block_actions", "message_action", "shortcut")
_ANSWERED_EVENTS = ("app_mention", "message")


@dataclass(frozen=True, slots=True)
class Doorkeeper(Middleware):
    """Stands before all of our listeners. Who is not one of us is known in memory, and so is how fast most people ask.

    A function would do for Bolt as well, but for each request it gathers two dozen things that a function may ask for.
    """

    sender: Sender
    seen: SeenEvents
    outsiders: Outsiders
    identity: Callable[[], Identity | None]
    askers: Askers

    def process(
        self,
        *,
        req: BoltRequest,
        resp: BoltResponse,  # noqa: ARG002  # Bolt's signature
        next: Callable[[], BoltResponse],  # noqa: A002  # Bolt's name
    ) -> BoltResponse:
        """Let it pass, or turn it away politely."""
        body: Body = req.body
        if (body.get("event") or {}).get("type") in (SHARED, UNSHARED):  # of the channel, and of nobody in it
            return next()
        if self.outsiders.are_in(body, self.identity()):
            return self._turned_away(body, _POLITE)
        asker = _asker(body)
        if asker is None or self.askers.may_ask(asker):
            return next()
        if "command" in body or self.askers.is_to_be_told(asker):
            return self._turned_away(body, _TOO_FAST)
        return BoltResponse(status=200)

    def _turned_away(self, body: Body, said: Answer) -> BoltResponse:
        if "command" in body:
            return BoltResponse(status=200, body={"response_type": "ephemeral", "text": said.text})
        if body.get("type") == "view_submission":
            return BoltResponse(status=200, body=answer_when_failed(said, body.get("view") or {}))
        if body.get("type") == "block_suggestion":
            return BoltResponse(status=200, body={"options": []})
        if body.get("response_url"):
            self.sender.respond(body["response_url"], said)
        elif (body.get("event") or {}).get("type") in _ANSWERED_EVENTS:
            self._tell_writer(body, said)
        return BoltResponse(status=200)

    def _tell_writer(self, body: Body, said: Answer) -> None:
        """For their eyes only, once."""
        event, us = body["event"], self.identity()
        is_to_us = event["type"] == "app_mention" or event.get("channel_type") == "im"
        is_theirs = is_from_a_person(body, our_user(body, us.user_id if us else None))
        if is_to_us and is_theirs and is_first_delivery(self.seen, *delivery_keys(body)):
            self.sender.post_ephemeral(event["channel"], event["user"], said, thread_ts=event.get("thread_ts"))


def _asker(body: Body) -> Person | None:
    """Who asks something that has an answer. Who types in a menu, or submits what they filled in, is not counted."""
    if "command" in body:
        return person_of_command(body)
    if body.get("type") in _COUNTED_CLICKS:
        return person_of_click(body)
    event = body.get("event") or {}
    is_question = event.get("type") in _ANSWERED_EVENTS and event.get("user") and "bot_id" not in event
    return person_of_event(body) if is_question else None


def register(app: App, doorkeeper: Doorkeeper) -> None:
    """Before any of our listeners hears of it."""
    app.use(doorkeeper)


def learn_sharing(app: App, outsiders: Outsiders) -> None:
    """Slack tells when a channel is shared with another company, and when it is no longer."""

    def is_shared(body: Body) -> None:
        outsiders.learn(str(body["event"]["channel"]), is_shared=True)

    def is_shared_no_more(body: Body) -> None:
        if not body["event"].get("is_ext_shared"):
            outsiders.learn(str(body["event"]["channel"]), is_shared=False)

    app.event(SHARED)(is_shared)
    app.event(UNSHARED)(is_shared_no_more)


SHARED, UNSHARED = "channel_shared", "channel_unshared"
EVENTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (SHARED, ("channels:read", "groups:read")),
    (UNSHARED, ("channels:read", "groups:read")),
)
