"""Modals as an app sends them, for the tests of the local workspace."""

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(value: str, label: str = "") -> Json:
    return {"text": plain(label or value.title()), "value": value}


def field(name: str, element: Json, **more: Any) -> Json:
    """An input block whose block and action are called `name`."""
    return {
        "type": "input",
        "block_id": name,
        "label": plain(name.capitalize()),
        "element": {"action_id": name, **element},
        **more,
    }


def text_field(name: str = "name", **more: Any) -> Json:
    return field(name, {"type": "plain_text_input", **more})


def modal(*blocks: Json, title: str = "New service", **more: Any) -> Json:
    submit = {"submit": plain("Create")} if any(block["type"] == "input" for block in blocks) else {}
    return {"type": "modal", "callback_id": "create", "title": plain(title), "blocks": list(blocks), **submit, **more}


def words(text: str, **more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(action_id: str, label: str) -> Json:
    return {
        "type": "actions",
        "block_id": f"row-{action_id}",
        "elements": [{"type": "button", "action_id": action_id, "text": plain(label)}],
    }
