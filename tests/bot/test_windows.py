"""Windows open at once, whatever else waits, and show the newest that there is to show."""

import threading
import time

import pytest

from bot.sender import Sender, UndeliveredError
from bot.surfaces.options import answer
from bot.surfaces.payloads import Body
from bot.surfaces.refilled import refilled
from bot.surfaces.windows import Pressed, Windows, as_modal
from commands import kit
from commands.ask import Answer, Modal, Option
from tests.support.patience import eventually
from tests.support.slack_api import Says, SlackApi

FORM = Modal("A form", (kit.section("Fill it in."),))
OPENED = {"view": {"id": "V1", "hash": "1.a"}}


@pytest.fixture
def windows(sender: Sender) -> Windows:
    """Windows over that Slack."""
    return Windows(sender)


def _titles(slack: SlackApi, count: int) -> list[str]:
    return [call.payload["view"]["title"]["text"] for call in slack.heard("views.update", count=count)]


def test_a_window_opens_while_messages_wait(slack: SlackApi, sender: Sender) -> None:
    opened = threading.Event()
    slack.will_say("chat.postMessage", *[Says(until=opened)] * 4)
    messages = [sender.post(f"C{number}", Answer("hello")) for number in range(8)]
    slack.heard("chat.postMessage", count=4)
    sender.open_modal("1.2.3", FORM, name="n").result(30)

    assert not any(each.done() for each in messages)
    opened.set()


def test_as_many_open_as_people_click(slack: SlackApi, sender: Sender) -> None:
    asked = time.monotonic()
    for number in range(60):
        sender.open_modal(f"{number}.2.3", FORM, name=f"n{number}")
    slack.heard("views.open", count=60)

    assert time.monotonic() - asked < 30  # as often as chat.postMessage is sent, they would take a minute


def test_nobody_tries_again_when_the_trigger_is_over(slack: SlackApi, sender: Sender) -> None:
    slack.will_say("views.open", Says("ratelimited", 429, {"Retry-After": "5"}))
    with pytest.raises(UndeliveredError, match="ratelimited"):
        sender.open_modal("1.2.3", FORM, name="n").result(60)


def test_what_is_opened_is_drawn_with_its_hash(slack: SlackApi, windows: Windows) -> None:
    slack.will_say("views.open", Says(body=OPENED))
    windows.draw(windows.open("1.2.3"), FORM, unopened=pytest.fail)

    (drawn,) = slack.heard("views.update")
    assert (drawn.payload["view_id"], drawn.payload["hash"]) == ("V1", "1.a")


def test_a_window_that_the_same_click_opened_before_is_found_by_its_name(slack: SlackApi, windows: Windows) -> None:
    slack.will_say("views.open", Says("exchanged_trigger_id"))
    windows.draw(windows.open("1.2.3"), FORM, unopened=pytest.fail)

    (drawn,) = slack.heard("views.update")
    assert drawn.payload["external_id"] == slack.calls("views.open")[0].payload["view"]["external_id"]


def test_a_form_whose_reply_was_lost_is_drawn_again(slack: SlackApi, windows: Windows) -> None:
    slack.will_say("views.open", Says(body=OPENED))
    slack.will_say("views.update", Says("hash_conflict"))
    windows.draw(windows.open("1.2.3"), FORM, unopened=pytest.fail)

    assert _titles(slack, 2) == ["A form", "A form"]


def test_what_slack_does_not_take_is_said_in_the_window(slack: SlackApi, windows: Windows) -> None:
    slack.will_say("views.open", Says(body=OPENED))
    slack.will_say("views.update", Says("invalid_arguments"))
    windows.draw(windows.open("1.2.3"), FORM, unopened=pytest.fail)

    said = slack.heard("views.update", count=2)[-1]
    assert "Slack did not take what belongs here" in str(said.payload["view"])


def test_what_came_of_an_older_press_is_not_drawn_over_a_newer_one(slack: SlackApi, windows: Windows) -> None:
    older, newer = Pressed("V1", "1.a", "10.1"), Pressed("V1", "1.a", "10.2")
    windows.note(older)
    windows.note(newer)
    windows.redraw(newer, Modal("Newer", FORM.blocks))
    windows.redraw(older, Modal("Older", FORM.blocks))

    assert _titles(slack, 1) == ["Newer"]


def test_the_newest_press_goes_over_a_conflict_and_an_older_one_gives_way(slack: SlackApi, windows: Windows) -> None:
    slack.will_say("views.update", Says("hash_conflict", after=0.2), Says("hash_conflict"))
    older, newer = Pressed("V1", "1.a", "10.1"), Pressed("V1", "1.a", "10.2")
    windows.note(older)
    windows.redraw(older, Modal("Older", FORM.blocks))
    slack.heard("views.update")
    windows.note(newer)
    windows.redraw(newer, Modal("Newer", FORM.blocks))

    assert _titles(slack, 3) == ["Older", "Newer", "Newer"]
    assert eventually(lambda: "hash" not in slack.calls("views.update")[-1].payload)


def test_what_follows_an_acknowledgement_does_not_overtake_it(slack: SlackApi, windows: Windows) -> None:
    acknowledged = time.monotonic()
    windows.replace_soon("V1", FORM)

    (shown,) = slack.heard("views.update")
    assert shown.at - acknowledged >= 0.5


def test_a_form_that_breaks_slacks_rules_is_never_sent(slack: SlackApi, sender: Sender) -> None:
    sender.open_modal("1.2.3", Modal("x" * 25, FORM.blocks), name="n").result(60)
    (opened,) = slack.calls("views.open")
    assert "could not be drawn" in str(opened.payload["view"])


def test_an_answer_is_read_in_a_window_as_text_where_its_blocks_do_not_fit() -> None:
    table = {"type": "table", "rows": []}
    assert as_modal(Answer("Three things.", (table,))).blocks == (kit.section("Three things."),)


def test_options_are_cut_to_what_slack_takes() -> None:
    long, again, endless = Option("x" * 100, "a", "y" * 100), Option("again", "a"), Option("endless", "v" * 151)
    (only,) = answer((long, again, endless))["options"]

    assert (len(only["text"]["text"]), len(only["description"]["text"]), only["value"]) == (75, 75, "a")


def _field(name: str, kind: str, **more: object) -> Body:
    element = {"type": kind, "action_id": name, **more}
    return {"type": "input", "block_id": name, "label": kit.plain_text(name), "element": element}


def test_a_form_comes_back_as_it_was_filled_in() -> None:
    option = {"text": kit.plain_text("A"), "value": "a"}
    view = {
        "title": kit.plain_text("A form"),
        "submit": kit.plain_text("Go"),
        "callback_id": "form",
        "private_metadata": "m",
        "blocks": [
            _field("text", "plain_text_input", initial_value="before"),
            _field("emptied", "plain_text_input", initial_value="before"),
            _field("menu", "static_select", options=[option]),
            _field("day", "datepicker"),
        ],
        "state": {
            "values": {
                "text": {"text": {"type": "plain_text_input", "value": "after"}},
                "emptied": {"emptied": {"type": "plain_text_input", "value": None}},
                "menu": {"menu": {"type": "static_select", "selected_option": option}},
                "day": {"day": {"type": "datepicker", "selected_date": "2026-11-21"}},
            }
        },
    }
    modal = refilled(view, ("<!channel> is no name.",))
    said, text, emptied, menu, day = modal.blocks

    assert "&lt;!channel&gt; is no name." in said["text"]["text"]
    assert text["element"]["initial_value"] == "after"
    assert "initial_value" not in emptied["element"]
    assert menu["element"]["initial_option"] == option
    assert day["element"]["initial_date"] == "2026-11-21"
    assert (modal.callback_id, modal.metadata, modal.submit) == ("form", "m", "Go")
    assert kit.modal_faults(modal) == []
