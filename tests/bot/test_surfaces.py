"""Every way to ask, and how the answer comes back."""

import pytest

from bot.sender import Sender
from tests.support.patience import eventually
from tests.support.slack_api import Says, SlackApi
from tests.support.slack_side import SlackSide


def test_a_slash_command_is_answered_at_once_and_for_the_asker_only(side: SlackSide) -> None:
    reply = side.slash("payments-api")

    assert reply.status == 200
    assert reply.json["response_type"] == "ephemeral"
    assert "payments-api" in reply.json["text"]
    assert "Payments" in reply.json["text"]
    assert reply.json["blocks"]
    assert side.slack.received == []


def test_the_same_words_get_the_same_answer_everywhere(side: SlackSide) -> None:
    typed = side.slash("payments-api").json["text"]
    branded = side.slash("owner payments-api", command="/callboard").json["text"]
    side.mention("owner payments-api")
    side.direct("owner payments-api")
    answers = [call.text for call in side.slack.heard("chat.postMessage", count=2)]

    assert {typed, branded, *answers} == {typed}


def test_a_mention_is_answered_in_a_thread_below_it(side: SlackSide) -> None:
    assert side.mention("who owns payments-api?", ts="1700000000.7").status == 200

    (call,) = side.slack.heard("chat.postMessage")
    assert (call.payload["channel"], call.payload["thread_ts"]) == ("C1", "1700000000.7")


def test_a_mention_in_a_thread_is_answered_in_that_thread(side: SlackSide) -> None:
    side.mention("owner payments-api", thread_ts="1600000000.1")

    (call,) = side.slack.heard("chat.postMessage")
    assert call.payload["thread_ts"] == "1600000000.1"
    assert "reply_broadcast" not in call.payload


def test_the_mention_may_stand_anywhere(side: SlackSide) -> None:
    side.event({"type": "app_mention", "channel": "C1", "text": "owner payments-api <@UBOT>"})

    (call,) = side.slack.heard("chat.postMessage")
    assert "Payments" in call.text


def test_a_direct_message_needs_no_mention_and_no_thread(side: SlackSide) -> None:
    side.direct("owner payments-api")

    (call,) = side.slack.heard("chat.postMessage")
    assert call.payload["channel"] == "D1"
    assert "thread_ts" not in call.payload


def test_a_direct_message_in_a_thread_is_answered_there(side: SlackSide) -> None:
    side.direct("owner payments-api", thread_ts="1600000000.1")

    (call,) = side.slack.heard("chat.postMessage")
    assert call.payload["thread_ts"] == "1600000000.1"


def test_the_shortcut_finds_what_a_message_mentions(side: SlackSide) -> None:
    assert side.shortcut({"text": "the pod payments-api-7d9f8b6c5-x2x9k is crashing"}).status == 200

    (call,) = side.slack.heard("response/1")
    assert call.payload["response_type"] == "ephemeral"
    assert call.payload["replace_original"] is False
    assert "payments-api" in call.text


def test_the_shortcut_says_so_when_the_message_is_empty(side: SlackSide) -> None:
    side.shortcut({"text": ""})

    (call,) = side.slack.heard("response/1")
    assert call.text


def test_the_home_tab_is_drawn_when_it_is_opened(side: SlackSide) -> None:
    side.open_home()

    (call,) = side.slack.heard("views.publish")
    assert call.payload["user_id"] == "U1"
    assert call.payload["view"]["type"] == "home"
    assert call.payload["view"]["blocks"]


def test_the_home_tab_is_drawn_again_as_soon_as_slack_has_told_who_somebody_is(side: SlackSide) -> None:
    told = {"user": {"id": "U1", "profile": {"email": "ana@example.org", "real_name": "Ana"}}}
    side.slack.will_say("users.info", Says(body=told, after=0.6))

    side.open_home()

    first, second = side.slack.heard("views.publish", count=2)
    assert "I am asking Slack who you are" in str(first.payload["view"])
    assert "asking Slack" not in str(second.payload["view"])
    assert "You are in " in str(second.payload["view"])


def test_the_tab_with_messages_needs_no_drawing(side: SlackSide, sender: Sender) -> None:
    assert side.open_home(tab="messages").status == 200
    assert sender.waiting() == 0


def test_what_was_asked_is_kept_for_the_home_tab(side: SlackSide) -> None:
    side.slash("payments-api")
    known = eventually(lambda: side.services.answers.recent(team="T1", user="U1", limit=5))

    assert [str(each.ref) for each in known] == ["component:default/payments-api"]


def test_a_button_with_a_question_replaces_the_message_that_carries_it(side: SlackSide) -> None:
    assert side.press({"action_id": "ask.instead#0", "value": "owner payments-api"}).status == 200

    (call,) = side.slack.heard("response/1")
    assert call.payload["replace_original"] is True
    assert "Payments" in call.text


def test_a_button_below_an_answer_in_a_channel_answers_the_one_who_pressed(side: SlackSide) -> None:
    side.press({"action_id": "ask#0", "value": "owner payments-api"}, is_ephemeral=False)

    (call,) = side.slack.heard("response/1")
    assert call.payload["response_type"] == "ephemeral"
    assert call.payload["replace_original"] is False


def test_a_button_in_a_direct_message_answers_in_the_open(side: SlackSide) -> None:
    side.press({"action_id": "ask#0", "value": "owner payments-api"}, is_ephemeral=False, channel="D1")

    (call,) = side.slack.heard("chat.postMessage")
    assert call.payload["channel"] == "D1"


def test_a_button_in_the_home_tab_answers_in_a_direct_message(side: SlackSide) -> None:
    side.press({"action_id": "ask#0", "value": "owner payments-api"}, channel=None)

    (call,) = side.slack.heard("chat.postMessage")
    assert call.payload["channel"] == "U1"
    side.slack.heard("views.publish")


def test_an_old_button_explains_itself(side: SlackSide) -> None:
    side.press({"action_id": "gone", "value": "x"})

    (call,) = side.slack.heard("response/1")
    assert "older version" in call.text


def test_a_button_that_opens_a_page_needs_no_answer(side: SlackSide, sender: Sender) -> None:
    assert side.press({"action_id": "open#0", "url": "https://example.org"}).status == 200
    assert sender.waiting() == 0


@pytest.mark.parametrize("text", ["", "  ", "help"])
def test_a_bare_command_shows_what_one_may_ask(side: SlackSide, text: str) -> None:
    reply = side.slash(text, command="/callboard")

    assert "payments-api" in reply.text or "owner" in reply.text
    assert reply.json["blocks"]


def test_unknown_words_are_answered_with_what_may_be_meant(side: SlackSide) -> None:
    assert "Did you mean" in side.slash("frobnicate zzzqq", command="/callboard").json["text"]


def test_a_command_of_eight_thousand_characters_is_answered(side: SlackSide) -> None:
    reply = side.slash("payments-xyz " * 620)

    assert reply.status == 200
    assert len(reply.json["text"]) <= 4000


def test_a_thing_called_payload_is_found_like_any_other(side: SlackSide) -> None:
    """Bolt takes a form with that word in it for something else."""
    assert "payload-validator" in side.slash("payload-validator").json["text"]


def test_a_command_that_is_not_set_up_says_so(side: SlackSide) -> None:
    reply = side.slash("x", command="/svc")

    assert "`/svc` is not set up here" in reply.json["text"]


@pytest.mark.parametrize(
    "event",
    [
        {"type": "app_mention", "channel": "C1", "text": "<@UBOT> owner x", "bot_id": "B2"},
        {"type": "app_mention", "channel": "C1", "text": "<@UBOT> owner x", "user": "UBOT"},
        {"type": "message", "channel": "D1", "channel_type": "im", "text": "owner x", "bot_id": "BBOT"},
        {"type": "message", "channel": "D1", "channel_type": "im", "subtype": "message_changed", "user": None},
        {"type": "message", "channel": "D1", "channel_type": "im", "subtype": "bot_message", "text": "owner x"},
        {"type": "message", "channel": "D1", "channel_type": "im", "text": "owner x", "user": "USLACKBOT"},
        {"type": "message", "channel": "C1", "channel_type": "channel", "text": "owner x"},
        {"type": "reaction_added", "channel": "C1"},
    ],
)
def test_bots_and_bookkeeping_get_no_answer(side: SlackSide, sender: Sender, event: dict[str, object]) -> None:
    assert side.event(event).status == 200
    assert sender.waiting() == 0
    assert side.slack.received == []


def test_a_repeated_event_is_answered_once_under_its_old_and_under_a_new_id(side: SlackSide, slack: SlackApi) -> None:
    event = {"type": "app_mention", "channel": "C1", "text": "<@UBOT> owner payments-api", "ts": "1700000000.9"}
    for event_id in ("Ev100", "Ev100", "Ev101"):
        assert side.event(event, event_id=event_id).status == 200
    side.mention("owner payments-api", channel="C2")

    calls = slack.heard("chat.postMessage", count=2)
    assert sorted(call.payload["channel"] for call in calls) == ["C1", "C2"]


def test_a_first_delivery_that_calls_itself_a_retry_is_answered(side: SlackSide) -> None:
    event = {"type": "app_mention", "channel": "C1", "text": "<@UBOT> owner x", "user": "U1", "ts": "1.1"}
    body = {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": event}
    side.sends.event(body, {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"})

    side.slack.heard("chat.postMessage")
