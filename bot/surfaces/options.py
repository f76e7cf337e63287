"""Menus that search: what they offer while somebody types, within a second or not at all."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from slack_bolt import Ack, App

from bot.surfaces.desk import Desk
from bot.surfaces.payloads import Body, channel_of_click, person_of_click
from commands.ask import Option, Typing
from commands.kit import bare

_ANY = re.compile("")
#: Slack waits for three seconds, people do not: they type on.
_SECONDS = 0.9
_MOST = 100
_WORDS = 75
_VALUE = 150
#: Above options that stand below no name while others do.
_OTHERS = "Others"


def register(app: App, desk: Desk) -> None:
    """Listen to whoever types in a menu; `commands.dispatch` knows the menus."""

    def suggest(body: Body, ack: Ack) -> None:
        typing = _typing(body)
        nothing: Sequence[Option] = ()
        ack(answer(desk.promptness.found_within(_SECONDS, lambda: desk.options(typing), otherwise=nothing)))

    app.options(_ANY)(suggest)


def answer(options: Sequence[Option]) -> dict[str, Any]:  # Any: JSON
    """Options as Slack takes them: at most a hundred, each value once, in groups where some have one."""
    fitting = {option.value: option for option in reversed(options) if 0 < len(option.value) <= _VALUE}
    kept = [option for option in options if fitting.get(option.value) is option][:_MOST]
    if not any(option.group for option in kept):
        return {"options": [_json(option) for option in kept]}
    names = dict.fromkeys(option.group for option in kept)
    return {"option_groups": [_group(name, (each for each in kept if each.group == name)) for name in names]}


def _group(name: str, options: Iterable[Option]) -> Mapping[str, Any]:  # Any: JSON
    return {"label": _text(name or _OTHERS), "options": [_json(option) for option in options]}


def _json(option: Option) -> Mapping[str, Any]:  # Any: JSON
    described = {"description": _text(option.description)} if option.description else {}
    return {"text": _text(option.text), "value": option.value, **described}


def _text(words: str) -> Mapping[str, Any]:  # Any: JSON
    return {"type": "plain_text", "text": bare(words, _WORDS), "emoji": False}


def _typing(body: Body) -> Typing:
    view = body.get("view") or {}
    return Typing(
        action_id=body["action_id"],
        typed=body.get("value") or "",
        person=person_of_click(body),
        block_id=body.get("block_id", ""),
        callback_id=view.get("callback_id", ""),
        metadata=view.get("private_metadata", ""),
        values=(view.get("state") or {}).get("values") or {},
        channel=channel_of_click(body),
    )
