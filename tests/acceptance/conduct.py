"""What must be true of everything that the bot ever sends to Slack, whatever it says."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from bot.workspace.local import LocalSlack
from bot.workspace.messages import Message
from bot.workspace.web_call import ApiCall
from commands import kit
from commands.kit.limits import Surface

Payload = Mapping[str, Any]  # Any: JSON on its way to Slack
Kind = Literal["message", "home", "modal", "options", "ack"]

#: Between angle brackets only addresses, times and channels may stand: none of these pings anybody.
_PINGING = re.compile(r"<(?!https?://|mailto:|!date\^|#[CG])[^>]*>")
#: How the one message begins that may ping somebody: the last one below a run, which addresses whoever asked for it.
_ADDRESS = re.compile(r"^(?::\w+: )?<@(\w+)> (?=.*: (?:done|failed|cancelled|not approved))")
_BROADCAST = re.compile(r"(?<![\w@.])@(?:here|channel|everyone)\b")
_TEXT_LIMIT = 4_000
_METHODS: Mapping[str, Kind] = {
    "chat.postMessage": "message",
    "chat.postEphemeral": "message",
    "chat.update": "message",
    "response_url": "message",
    "ack": "message",
    "views.publish": "home",
    "views.open": "modal",
    "views.update": "modal",
    "views.push": "modal",
    "view_submission": "ack",
    "options": "options",
}


_SURFACES: Mapping[Kind, Surface] = {"message": "message", "home": "home", "modal": "modal", "ack": "modal"}


@dataclass(frozen=True)
class Sent:
    """A message, a Home, a form, or what was answered to a submitted form or a menu that searches."""

    kind: Kind
    method: str
    payload: Payload

    def as_json(self) -> str:
        """As validators of Block Kit take it."""
        return json.dumps({"type": self.kind, "payload": self.payload}, ensure_ascii=False, indent=1, sort_keys=True)


def sent(slack: LocalSlack) -> Iterator[Sent]:
    """Everything that people could read, calls that Slack refused included."""
    for call in slack.requests:
        if kind := _METHODS.get(call.method):
            yield Sent(kind, call.method, _read_by_people(kind, call))


def misconduct(message: Sent) -> Iterator[str]:
    """What is wrong with it, each a sentence."""
    shown = message.payload.get("view") or {} if message.kind == "ack" else message.payload
    if surface := _SURFACES.get(message.kind):
        for fault in kit.faults(shown.get("blocks") or [], surface=surface):
            yield f"{message.method}{fault}"
    for text, verbatim in _texts(message.payload):
        for found in _PINGING.findall(_ADDRESS.sub("", text) if "thread_ts" in message.payload else text):
            yield f"{message.method}: {found!r} stands unescaped in {text[:80]!r}"
        if not verbatim and _BROADCAST.search(text):
            yield f"{message.method}: Slack may read a broadcast in {text[:80]!r}"
    if message.kind == "message":
        yield from _misconduct_of_message(message)


def pinged(slack: LocalSlack) -> Iterator[str]:
    """Whom the bot's messages notified, with the message."""
    for conversation in slack.parts.workspace.conversations.values():
        for message in conversation.messages:
            if message.user == slack.app.bot_user_id and message.pings and not _is_ending(message):
                yield f"{sorted(message.pings)} by {message.text[:80]!r} in {conversation.name or 'a direct message'}"


def _is_ending(message: Message) -> bool:
    addressed = _ADDRESS.match(message.text) if message.is_reply else None
    return addressed is not None and set(message.pings) == {addressed[1]}


def dump(message: Sent, folder: Path) -> None:
    """Write it down for a validator, once."""
    text = message.as_json()
    name = f"{message.method}-{hashlib.sha256(text.encode()).hexdigest()[:12]}.json"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def _misconduct_of_message(message: Sent) -> Iterator[str]:
    text = message.payload.get("text", "")
    if not text.strip():
        yield f"{message.method}: no text for phones and screen readers"
    if len(text) > _TEXT_LIMIT:
        yield f"{message.method}: {len(text)} characters of text"
    for name in ("link_names", "parse", "reply_broadcast"):
        if message.payload.get(name):
            yield f"{message.method}: {name} is set"


def _read_by_people(kind: Kind, call: ApiCall) -> Payload:
    payload = call.arguments["view"] if kind in ("home", "modal") else dict(call.arguments)
    read: Payload = json.loads(payload) if isinstance(payload, str) else payload
    if isinstance(read.get("blocks"), str):
        return {**read, "blocks": json.loads(read["blocks"])}
    return read


def _texts(node: object) -> Iterator[tuple[str, bool]]:
    """Every text that Slack would format, and whether it is told to look for nothing in it."""
    if isinstance(node, Mapping):
        text = node.get("text")
        if isinstance(text, str) and node.get("type") != "plain_text":
            # At the top of a message nothing is looked for either: neither `parse` nor `link_names` is set.
            yield text, node.get("type") != "mrkdwn" or node.get("verbatim") is True
        for inner in node.values():
            yield from _texts(inner)
    elif isinstance(node, list | tuple):
        for inner in node:
            yield from _texts(inner)
