"""What happens when a listener itself fails, before or after the question was asked."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import structlog
from slack_bolt import App, BoltResponse
from slack_bolt.error import BoltUnhandledRequestError

from bot.middleware import apology, new_id
from bot.sender import OutboxFullError, Sender
from bot.surfaces.acknowledgement import Body as AckBody
from bot.surfaces.modal import answer_when_failed
from bot.surfaces.payloads import Body
from commands.ask import Answer

_log = structlog.get_logger()


#: What Slack waits for an answer to, and the answer.
_ANSWERED: Mapping[str, Callable[[Answer, Body], AckBody]] = {
    "view_submission": lambda apology, body: answer_when_failed(apology, body.get("view") or {}),
    "block_suggestion": lambda _apology, _body: {"options": []},
}


def register(app: App, sender: Sender, *, platform_channel: str | None) -> None:
    """Answer what went wrong in words, wherever the person can be reached."""

    def answer_failure(error: Exception, body: Body) -> BoltResponse:
        if isinstance(error, BoltUnhandledRequestError):
            return _unheard(body)
        answer = apology(error, new_id(), platform_channel=platform_channel)
        if "command" in body:
            return BoltResponse(status=200, body={"response_type": "ephemeral", "text": answer.text})
        if body.get("type") in _ANSWERED:
            return BoltResponse(status=200, body=_ANSWERED[body["type"]](answer, body))
        with suppress(OutboxFullError):  # it is in the log, and there is no way left to the person
            _send(answer, body, sender)
        return BoltResponse(status=200)

    app.error(answer_failure)


def _unheard(body: Body) -> BoltResponse:
    """Slack sent what we never asked for: the app's settings there and the manifest differ."""
    _log.warning("slack-sent-something-else", type=str(body.get("type"))[:50], callback_id=_callback(body))
    return BoltResponse(status=404, body="Callboard does not listen to this.")


def _callback(body: Body) -> str:
    view: Mapping[str, Any] = body.get("view") or {}  # Any: JSON
    return str(body.get("callback_id") or view.get("callback_id", ""))[:50]


def _send(answer: Answer, body: Body, sender: Sender) -> None:
    """To where the answer would have gone."""
    event: Mapping[str, Any] = body.get("event") or {}
    if body.get("response_url"):
        sender.respond(body["response_url"], answer)
    elif "channel" in event and "ts" in event:
        sender.post(event["channel"], answer, thread_ts=event.get("thread_ts") or event["ts"])
