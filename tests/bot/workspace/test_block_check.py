"""Blocks are refused as Slack refuses them: which, where and in which words."""

from typing import Any

import pytest

from bot.workspace.block_check import checked_blocks, checked_view
from bot.workspace.errors import SlackError

Json = dict[str, Any]


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def _section(**more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": "hello"}, **more}


def _button(**more: Any) -> Json:
    return {"type": "button", "action_id": "go", "text": _plain("Go"), **more}


def _actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def _option(value: str) -> Json:
    return {"text": _plain(value), "value": value}


@pytest.mark.parametrize(
    "block, fault",
    [
        ({}, "missing required field: type [json-pointer:/blocks/0]"),
        ("text", "must provide an object [json-pointer:/blocks/0]"),
        ({"type": "carousel"}, "unsupported type: carousel [json-pointer:/blocks/0/type]"),
        ({"type": "section"}, "must define either `text` or `fields` [json-pointer:/blocks/0]"),
        (_section(colour="red"), "invalid additional property: colour [json-pointer:/blocks/0]"),
        (_section(text=_plain("x" * 3001)), "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
        (_section(text=_plain("")), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
        (_section(text={"type": "mrkdwn", "text": "x", "emoji": True}), "invalid additional property: emoji"),
        (_section(fields=[_plain("x")] * 11), "no more than 10 items allowed [json-pointer:/blocks/0/fields]"),
        (
            _section(fields=[_plain("x" * 2001)]),
            "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]",
        ),
        (_section(block_id="x" * 256), "must be less than 256 characters [json-pointer:/blocks/0/block_id]"),
        (_section(accessory={"type": "slider"}), "unsupported type: slider [json-pointer:/blocks/0/accessory/type]"),
        ({"type": "header", "text": {"type": "mrkdwn", "text": "x"}}, "unsupported type: mrkdwn"),
        ({"type": "header", "text": _plain("x" * 151)}, "must be less than 151 characters"),
        ({"type": "context", "elements": [_plain("x")] * 11}, "no more than 10 items allowed"),
        ({"type": "context", "elements": [_button()]}, "unsupported type: button"),
        (_actions(), "no fewer than 1 items allowed [json-pointer:/blocks/0/elements]"),
        (_actions(*[_button(action_id=str(n)) for n in range(26)]), "no more than 25 items allowed"),
        (_actions(_button(), _button()), "action_id: go already exists"),
        (_actions(_button(text=_plain("x" * 76))), "must be less than 76 characters"),
        (_actions(_button(value="x" * 2001)), "must be less than 2001 characters"),
        (_actions(_button(style="default")), "must be a valid enum value"),
        (_actions(_button(url="ftp://x.example")), "must match a valid format"),
        (
            _actions({"type": "overflow", "action_id": "o", "options": [_option(str(n)) for n in range(6)]}),
            "no more than 5",
        ),
        (_actions({"type": "static_select", "action_id": "s"}), "must define either `options` or `option_groups`"),
        (
            _actions({"type": "static_select", "action_id": "s", "options": [_option("a"), _option("a")]}),
            "unique values",
        ),
        (
            _actions({"type": "image", "image_url": "https://x.example/a.png", "alt_text": "a"}),
            "unsupported type: image",
        ),
        ({"type": "image", "image_url": "https://x.example/a.png"}, "missing required field: alt_text"),
        ({"type": "markdown", "text": "x" * 12_001}, "must be less than 12001 characters"),
        ({"type": "rich_text", "elements": [{"type": "text", "text": "x"}]}, "unsupported type: text"),
    ],
)
def test_points_at_what_is_wrong(block: object, fault: str) -> None:
    with pytest.raises(SlackError) as refused:
        checked_blocks([block])
    assert refused.value.error == "invalid_blocks"
    assert any(fault in message for message in refused.value.messages), refused.value.messages
    assert all(message.startswith("[ERROR] ") for message in refused.value.messages)


def test_fifty_blocks_and_no_more() -> None:
    assert len(checked_blocks([{"type": "divider"}] * 50)) == 50
    with pytest.raises(SlackError) as refused:
        checked_blocks([{"type": "divider"}] * 51)
    assert refused.value.messages == ("[ERROR] no more than 50 items allowed [json-pointer:/blocks]",)


def test_block_ids_are_unique_and_made_when_missing() -> None:
    with pytest.raises(SlackError, match="block_id: same already exists"):
        checked_blocks([_section(block_id="same"), _section(block_id="same")])
    ids = {block["block_id"] for block in checked_blocks([_section(), _section()])}
    assert len(ids) == 2


def test_elements_get_an_action_id_when_they_have_none() -> None:
    button = {"type": "button", "text": _plain("Go")}
    (block,) = checked_blocks([_actions(button)])
    assert block["elements"][0]["action_id"]


def test_a_home_takes_a_hundred_blocks_and_no_tables() -> None:
    assert checked_view({"type": "home", "blocks": [{"type": "divider"}] * 100}, ("home",))
    with pytest.raises(SlackError) as refused:
        checked_view({"type": "home", "blocks": [{"type": "table", "rows": []}], "title": _plain("x")}, ("home",))
    assert refused.value.error == "invalid_arguments"
    assert "[ERROR] invalid additional property: title [json-pointer:/view]" in refused.value.messages
    assert "[ERROR] unsupported type: table [json-pointer:/view/blocks/0/type]" in refused.value.messages


def test_a_view_has_its_size() -> None:
    big = {"type": "home", "blocks": [_section(text=_plain("é" * 2900)) for _ in range(99)]}
    with pytest.raises(SlackError, match="view_too_large"):
        checked_view(big, ("home",))
