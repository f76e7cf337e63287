"""A form that somebody submitted, once more with all that they filled in: Slack forgets it when the form is changed."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.surfaces.payloads import Body
from commands.ask import Block, Modal
from commands.kit import escape, section

#: Where each kind of element keeps its value, and how it is told what it is to begin with.
_KEPT = {
    "value": "initial_value",
    "selected_option": "initial_option",
    "selected_options": "initial_options",
    "selected_user": "initial_user",
    "selected_users": "initial_users",
    "selected_channel": "initial_channel",
    "selected_channels": "initial_channels",
    "selected_conversation": "initial_conversation",
    "selected_conversations": "initial_conversations",
    "selected_date": "initial_date",
    "selected_time": "initial_time",
    "selected_date_time": "initial_date_time",
}
_MOST_BLOCKS = 100
_SENTENCES = 3_000


def refilled(view: Body, sentences: Sequence[str]) -> Modal:
    """The view that was submitted, with what its fields held, and with these sentences above them."""
    values = (view.get("state") or {}).get("values") or {}
    blocks = [_refilled(block, values.get(block["block_id"], {})) for block in view["blocks"]]
    said = section(":warning: " + "\n".join(escape(each) for each in sentences)[:_SENTENCES])
    submit = view.get("submit")
    return Modal(
        title=view["title"]["text"],
        blocks=(said, *blocks)[:_MOST_BLOCKS],
        callback_id=view.get("callback_id", ""),
        metadata=view.get("private_metadata", ""),
        submit=submit["text"] if submit else None,
        close=(view.get("close") or {}).get("text") or "Cancel",
        notifies_when_closed=bool(view.get("notify_on_close")),
    )


def _refilled(block: Block, kept: Mapping[str, Any]) -> Block:  # Any: Slack's JSON
    changed: dict[str, Any] = {
        key: _begun(block[key], kept) for key in ("element", "accessory") if isinstance(block.get(key), Mapping)
    }
    if block["type"] == "actions":
        changed["elements"] = [_begun(element, kept) for element in block["elements"]]
    return {**block, **changed}


def _begun(element: Block, kept: Mapping[str, Any]) -> Block:  # Any: as above
    value: Mapping[str, Any] = kept.get(element.get("action_id", ""), {})
    held = {_KEPT[key]: value[key] for key in _KEPT if key in value}
    empty = {key: each for key, each in element.items() if key not in held}
    return {**empty, **{key: each for key, each in held.items() if each not in (None, "", [])}}
