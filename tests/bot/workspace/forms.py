"""Modals as an app sends them and as Ana has them before her, for the tests of the local workspace."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.workspace.local import LocalSlack
from bot.workspace.modal_seat import ModalSeat

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


SERVICE = modal(text_field(min_length=3, max_length=10), notify_on_close=True, private_metadata="m1")


def opened(slack: LocalSlack, client: WebClient, view: Json) -> ModalSeat:
    """Ana has this before her."""
    client.views_open(trigger_id=new_trigger(slack), view=view)
    return slack.as_person("ana").modal


def new_trigger(slack: LocalSlack, view: str | None = None) -> str:
    """Ana did something just now, perhaps in that view."""
    ana = slack.parts.workspace.person_named("ana").id
    return slack.parts.triggers.issue(slack.company.team.id, ana, channel=None, view=view)


def refused(call: Callable[[], Any]) -> dict[str, Any]:
    """What Slack answers to a call that it refuses."""
    with pytest.raises(SlackApiError) as error:
        call()
    body: dict[str, Any] = error.value.response.data
    return body
