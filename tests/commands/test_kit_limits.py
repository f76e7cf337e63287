"""What Slack would refuse is found before it is sent."""

import pytest

from commands import kit
from commands.ask import Block, Modal

FIELD: Block = {
    "type": "input",
    "block_id": "name",
    "label": kit.plain_text("Name"),
    "element": {"type": "plain_text_input", "action_id": "name"},
}
BUTTON = kit.button("Share", "owner.share", "component:default/payments-api")


def section(**more: object) -> Block:
    return {"type": "section", "text": kit.mrkdwn("words"), **more}


def test_finds_nothing_wrong_with_an_ordinary_answer() -> None:
    blocks = (
        kit.header("Callboard"),
        kit.section("words", fields=["*a*\nb"], accessory=BUTTON),
        *kit.row([BUTTON, kit.link_button("Open", "https://x.example")]),
        kit.divider(),
        kit.context("small print"),
    )

    assert kit.fits(blocks)


@pytest.mark.parametrize(
    "block, fault",
    [
        (section(text=kit.mrkdwn("x" * 3001)), "/blocks/0/text: 3001 characters, Slack takes at most 3000"),
        (section(text=kit.mrkdwn(" ")), "/blocks/0/text: empty text"),
        ({"type": "section"}, "/blocks/0: needs text or fields"),
        (section(fields=[kit.mrkdwn("x" * 2001)]), "/blocks/0/fields/0: 2001 characters, Slack takes at most 2000"),
        (section(fields=[kit.mrkdwn("x")] * 11), "/blocks/0/fields: 11 entries, Slack takes 1 to 10"),
        ({"type": "actions", "elements": []}, "/blocks/0: needs elements"),
        (
            {"type": "context", "elements": [kit.mrkdwn("x")] * 11},
            "/blocks/0/elements: 11 entries, Slack takes 1 to 10",
        ),
        ({"type": "context", "elements": [kit.mrkdwn("")]}, "/blocks/0/elements/0: empty text"),
        (section(block_id="x" * 256), "/blocks/0/block_id: 256 characters, Slack takes 1 to 255"),
        ({"type": "carrousel"}, "/blocks/0/type: 'carrousel' is no block that we know"),
        (section(accessory={"type": "knob"}), "/blocks/0/accessory/type: 'knob' is no element that we know"),
        (
            section(accessory={**BUTTON, "value": "x" * 2001}),
            "/blocks/0/accessory/value: 2001 characters, Slack takes at most 2000",
        ),
        (
            section(accessory={"type": "overflow", "action_id": "a", "options": [{"text": kit.plain_text("x")}] * 6}),
            "/blocks/0/accessory/options: 6 entries, Slack takes 1 to 5",
        ),
    ],
)
def test_names_the_place_and_the_fault(block: Block, fault: str) -> None:
    assert fault in kit.faults([block])


def test_finds_the_same_action_twice_in_a_row() -> None:
    assert kit.faults(kit.row([BUTTON, BUTTON])) == ["/blocks/0: action_id 'owner.share' is used 2 times"]


def test_finds_the_same_block_id_twice() -> None:
    assert kit.faults([section(block_id="a"), section(block_id="a")]) == ["/blocks: block_id 'a' is used 2 times"]


def test_a_home_tab_holds_more_than_a_message() -> None:
    blocks = [kit.divider()] * 51

    assert kit.faults(blocks) == ["/blocks: 51 blocks, a message takes at most 50"]
    assert kit.faults(blocks, surface="home") == []


def test_all_the_text_of_a_message_has_a_budget() -> None:
    blocks = [kit.section("x" * 2600)] * 4

    assert kit.faults(blocks) == ["/blocks: 10400 characters of text, the budget is 10000"]


def test_a_form_that_slack_takes_has_no_faults() -> None:
    assert kit.modal_faults(Modal("Bind this channel", (FIELD,), "here.form", "C1", submit="Bind")) == []


@pytest.mark.parametrize(
    "modal, fault",
    [
        (Modal("x" * 25, (FIELD,), submit="Go"), "/title: 25 characters, Slack takes at most 24"),
        (Modal("", (FIELD,), submit="Go"), "/title: empty text"),
        (Modal("Form", (FIELD,), submit="x" * 25), "/submit: 25 characters, Slack takes at most 24"),
        (Modal("Form", (FIELD,), submit="Go", close="x" * 25), "/close: 25 characters, Slack takes at most 24"),
        (Modal("Form", (FIELD,)), "/submit: a form with fields needs a button to submit it"),
        (Modal("Form", (FIELD,), submit="Go", metadata="x" * 3001), "/private_metadata: 3001 characters"),
        (Modal("Form", (FIELD, FIELD), submit="Go"), "/blocks: block_id 'name' is used 2 times"),
        (Modal("Form", (kit.section("x"),) * 101), "/blocks: 101 blocks, a modal takes at most 100"),
        (Modal("Form", (kit.section("é" * 2900),) * 99), "/blocks: larger than the 250000 bytes that Slack takes"),
    ],
)
def test_says_what_slack_would_refuse_in_a_form(modal: Modal, fault: str) -> None:
    assert any(found.startswith(fault) for found in kit.modal_faults(modal)), kit.modal_faults(modal)
