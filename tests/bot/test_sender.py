"""How messages reach Slack, and what happens when Slack says no."""

import time
from collections.abc import Mapping
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.sender import Sender, Urgency
from bot.sender.calls import Call, UndeliveredError
from bot.sender.door import web_client
from bot.sender.outbox import OutboxFullError
from bot.sender.pace import Alone
from bot.sender.remedies import Remedy, remedy_for
from commands.ask import Answer, HomeView
from commands.kit import section
from tests.support.patience import eventually
from tests.support.slack_api import Says, SlackApi

BLOCKS = (section("*payments-api* is owned by payments."),)
ANSWER = Answer("payments-api is owned by payments.", BLOCKS)


def test_posts_text_and_blocks_into_the_thread_and_unfurls_nothing(slack: SlackApi, sender: Sender) -> None:
    reply = sender.post("C1", ANSWER, thread_ts="1.1").result(60)

    (call,) = slack.heard("chat.postMessage")
    assert reply["ts"] == "1700000001.000100"
    assert call.payload == {
        "channel": "C1",
        "thread_ts": "1.1",
        "text": "payments-api is owned by payments.",
        "blocks": list(BLOCKS),
        "unfurl_links": False,
        "unfurl_media": False,
    }


def test_one_channel_gets_one_message_a_second_and_others_need_not_wait(slack: SlackApi, sender: Sender) -> None:
    first, second, other = (sender.post(channel, ANSWER) for channel in ("C1", "C1", "C2"))
    for each in (first, second, other):
        each.result(60)

    one, two = (call.at for call in slack.calls("chat.postMessage") if call.payload["channel"] == "C1")
    (elsewhere,) = (call.at for call in slack.calls("chat.postMessage") if call.payload["channel"] == "C2")
    assert two - one >= 0.95
    assert elsewhere < two


def test_of_many_changes_of_one_message_the_first_and_the_last_are_sent(slack: SlackApi, sender: Sender) -> None:
    slack.will_say("chat.update", Says(after=0.2))
    sender.update("C1", "1.1", Answer("step 0"))
    slack.heard("chat.update")
    changes = [sender.update("C1", "1.1", Answer(f"step {number}")) for number in range(1, 6)]
    changes[0].result(60)

    assert [call.text for call in slack.calls("chat.update")] == ["step 0", "step 5"]
    assert all(change.done() for change in changes)


def test_waits_as_long_as_slack_asks(slack: SlackApi, sender: Sender) -> None:
    slack.will_say("chat.postMessage", Says("ratelimited", 429, {"Retry-After": "1"}))
    sender.post("C1", ANSWER).result(60)

    refused, taken = slack.calls("chat.postMessage")
    assert taken.at - refused.at >= 1.0


def test_tries_again_when_slack_has_trouble(slack: SlackApi, sender: Sender) -> None:
    troubles = [Says("internal_error"), Says("service_unavailable", 503), Says(status=502), Says("request_timeout")]
    for number, trouble in enumerate(troubles):
        slack.will_say(f"response/{number}", trouble)
    answers = [sender.respond(slack.response_url(str(number)), ANSWER) for number in range(len(troubles))]
    for answer in answers:
        answer.result(60)

    assert [len(slack.calls(f"response/{number}")) for number in range(len(troubles))] == [2] * len(troubles)


def test_delivers_once_slack_can_be_reached() -> None:
    away = Sender(web_client("xoxb-test", "http://127.0.0.1:9/"))
    away.start()
    with capture_logs() as logs:
        waiting = away.post("C1", ANSWER)
        time.sleep(0.3)
        away.stop(timeout=0.1)

    assert waiting.cancelled()
    assert {"event": "messages-left-behind", "count": 1, "log_level": "warning"} in logs


@pytest.mark.parametrize("code", ["invalid_blocks", "msg_blocks_too_long"])
def test_sends_the_text_alone_when_slack_refuses_the_blocks_and_logs_where(
    slack: SlackApi, sender: Sender, code: str
) -> None:
    pointer = {"response_metadata": {"messages": ["[ERROR] too long [json-pointer:/blocks/0/text]"]}}
    slack.will_say("chat.postMessage", Says(code, body=pointer))
    with capture_logs() as logs:
        sender.post("C1", ANSWER).result(60)

    assert [call.payload["blocks"] for call in slack.calls("chat.postMessage")] == [list(BLOCKS), []]
    assert logs[0]["pointers"] == ("[ERROR] too long [json-pointer:/blocks/0/text]",)


def test_blocks_that_break_the_rules_never_leave(slack: SlackApi, sender: Sender) -> None:
    too_many = Answer("Fifty-one things.", [section("one")] * 51)
    with capture_logs() as logs:
        sender.post("C1", too_many).result(60)

    (call,) = slack.heard("chat.postMessage")
    assert "blocks" not in call.payload
    assert logs[0]["event"] == "blocks-refused-by-us"


def test_a_view_that_breaks_the_rules_says_so(slack: SlackApi, sender: Sender) -> None:
    sender.publish_home("U1", HomeView([section("one")] * 101)).result(60)

    (call,) = slack.heard("views.publish")
    assert "could not be drawn" in call.payload["view"]["blocks"][0]["text"]["text"]


def test_posts_anew_when_the_message_to_change_is_gone(slack: SlackApi, sender: Sender) -> None:
    slack.will_say("chat.update", Says("message_not_found"))
    reply = sender.update("C1", "1.1", ANSWER, thread_ts="1.0").result(60)

    (call,) = slack.heard("chat.postMessage")
    assert (call.payload["channel"], call.payload["thread_ts"]) == ("C1", "1.0")
    assert reply["ts"] == "1700000001.000100"


def test_goes_on_where_there_is_no_room_for_what_is_to_be_posted_anew(slack: SlackApi) -> None:
    slack.will_say("chat.update", Says("message_not_found", after=0.5))
    sender = Sender(web_client("xoxb-test", slack.url), workers=1, capacity=1)
    sender.start()
    updated = sender.update("C1", "1.1", ANSWER)
    eventually(lambda: sender._outbox._busy)
    waiting = sender.post("C2", ANSWER)
    with pytest.raises(UndeliveredError, match="message_not_found"):
        updated.result(20)
    assert waiting.result(20)["ok"]
    sender.stop(timeout=2)


def test_gives_up_on_an_archived_channel_at_once(slack: SlackApi, sender: Sender) -> None:
    slack.will_say("chat.postMessage", Says("is_archived"))
    with capture_logs() as logs, pytest.raises(UndeliveredError, match="is_archived"):
        sender.post("C1", ANSWER).result(60)

    assert len(slack.calls("chat.postMessage")) == 1
    assert (logs[0]["log_level"], logs[0]["where"]) == ("warning", "C1")


def test_stops_and_says_why_when_the_token_is_revoked(slack: SlackApi, sender: Sender) -> None:
    slack.will_say("chat.postMessage", Says("token_revoked"))
    with capture_logs() as logs, pytest.raises(UndeliveredError):
        sender.post("C1", ANSWER).result(60)
    sender.post("C2", ANSWER)
    time.sleep(0.1)

    assert logs[0]["log_level"] == "critical"
    assert sender.fault is not None
    assert "Install the app again" in sender.fault
    assert len(slack.calls("chat.postMessage")) == 1


def test_an_answering_address_is_used_five_times_at_most_and_never_logged(slack: SlackApi, sender: Sender) -> None:
    slack.will_say("response/secret", Says("invalid_blocks", 400))
    with capture_logs() as logs:
        answers = [sender.respond(slack.response_url("secret"), ANSWER) for _ in range(6)]
        errors = [answer.exception(60) for answer in answers]

    assert [type(error) for error in errors] == [type(None)] * 5 + [UndeliveredError]
    assert "secret" not in str(logs)


def test_answers_through_the_address_of_a_click(slack: SlackApi, sender: Sender) -> None:
    sender.respond(slack.response_url(), ANSWER, replace=True).result(60)
    sender.respond(slack.response_url(), ANSWER, in_channel=True, thread_ts="1.1").result(60)

    replacing, public = (_without_content(call.payload) for call in slack.calls("response/1"))
    assert replacing == {"response_type": "ephemeral", "replace_original": True}
    assert public == {"response_type": "in_channel", "replace_original": False, "thread_ts": "1.1"}


def test_people_who_wait_go_before_what_nobody_waits_for(slack: SlackApi) -> None:
    sender = Sender(web_client("xoxb-test", slack.url), workers=1)
    for number in range(3):
        sender.post(f"C{number}", Answer("report"), urgency=Urgency.BACKGROUND)
    answer = sender.post("C9", Answer("answer"))
    sender.start()
    answer.result(60)
    sender.stop(timeout=2)

    assert slack.calls("chat.postMessage")[0].text == "answer"


class _Broken(Alone):
    """A pace with a fault of its own, for so many calls."""

    def __init__(self, times: int) -> None:
        self.left = times

    def wait_for(self, call: Call) -> float:
        self.left -= 1
        if self.left >= 0:
            raise RuntimeError("nobody has thought of this")
        return super().wait_for(call)


def test_a_fault_of_our_own_costs_one_message_and_not_the_ones_after_it(slack: SlackApi) -> None:
    sender = Sender(web_client("xoxb-test", slack.url), workers=1, pace=_Broken(times=3))
    lost = [sender.post("C1", ANSWER) for _ in range(3)]
    with capture_logs() as logs:
        sender.start()
        for each in lost:
            with pytest.raises(UndeliveredError, match="failed_on_our_side"):
                each.result(60)
    arrived = sender.post("C1", Answer("the one after it"))
    arrived.result(60)
    sender.stop(timeout=2)

    assert [call.text for call in slack.calls("chat.postMessage")] == ["the one after it"]
    assert [entry["event"] for entry in logs] == ["delivery-failed"] * 3


def test_says_when_too_much_is_waiting(slack: SlackApi) -> None:
    sender = Sender(web_client("xoxb-test", slack.url), capacity=1)
    sender.post("C1", ANSWER)

    with pytest.raises(OutboxFullError, match="already wait"):
        sender.post("C1", ANSWER)


def test_a_long_text_is_cut_where_slack_would_refuse_it(slack: SlackApi, sender: Sender) -> None:
    sender.post("C1", Answer("x" * 5000)).result(60)

    (call,) = slack.heard("chat.postMessage")
    assert len(call.text) == 4000


@pytest.mark.parametrize(
    "code, remedy",
    [
        ("rate_limited", Remedy.RETRY_LATER),
        ("restricted_action_thread_only_channel", Remedy.GIVE_UP_DESTINATION),
        ("cannot_dm_bot", Remedy.GIVE_UP_PERSON),
        ("missing_scope", Remedy.STOP),
        ("edit_window_closed", Remedy.POST_ANEW),
        ("no_text", Remedy.TEXT_ALONE),
        ("hash_conflict", Remedy.PERSON_TRIES_AGAIN),
        ("something_new", Remedy.UNKNOWN),
    ],
)
def test_knows_a_way_on_for_every_error(code: str, remedy: Remedy) -> None:
    assert remedy_for(code) is remedy


def _without_content(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    content = ("text", "blocks", "unfurl_links", "unfurl_media")
    return {key: value for key, value in payload.items() if key not in content}


@pytest.mark.parametrize("code", ["not_in_channel", "user_not_in_channel", "channel_not_found"])
def test_who_cannot_be_whispered_to_is_told_directly(slack: SlackApi, sender: Sender, code: str) -> None:
    slack.will_say("chat.postEphemeral", Says(code))
    sender.post_ephemeral("C1", "U1", ANSWER, thread_ts="1.1").result(60)

    (call,) = slack.heard("chat.postMessage")
    assert (call.payload["channel"], "thread_ts" in call.payload) == ("U1", False)
