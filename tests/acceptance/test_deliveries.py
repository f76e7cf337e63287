"""Slack delivers twice, late, or not at all, and refuses what it is sent: people get one answer, or a reason."""

import time

import pytest

from bot.sender.methods import METHODS
from bot.workspace.messages import Message
from tests.acceptance.conftest import Watch
from tests.acceptance.office import Colleague, Office, running_office

pytestmark = pytest.mark.more


@pytest.mark.parametrize("new_id", [False, True], ids=["same-id", "new-id"])
def test_an_event_that_comes_twice_is_answered_once(office: Office, *, new_id: bool) -> None:
    hanna = office.person("hanna", "oncall")
    office.slack.deliver_twice(new_id=new_id)
    answer = hanna.mentions("owner gate-scanner")
    office.slack.wait_for(lambda: all(delivery.acked for delivery in office.slack.deliveries))

    assert _answers_in_the_end(hanna, answer) == 1


def test_a_direct_message_that_comes_twice_is_answered_once(office: Office) -> None:
    ravi = office.person("ravi")
    office.slack.deliver_twice(new_id=True)
    for name in ("gate-scanner", "kiosk-ui"):
        ravi.writes(f"owner {name}")

    assert [message.text.partition(" ")[0] for message in ravi.direct()] == ["Gate", "Kiosk"]


def test_a_retry_after_a_lost_acknowledgement_is_answered_once(over_http: Office) -> None:
    joseph = over_http.person("joseph", "oncall")
    answer = joseph.mentions("owner waitlist")
    again = over_http.slack.deliveries[-1].payload
    retry = {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}

    assert over_http.sends.event(again, retry).status == 200
    assert _answers_in_the_end(joseph, answer) == 1


def test_a_retry_whose_first_delivery_never_arrived_is_answered(over_http: Office) -> None:
    """The header alone does not say that it was heard before."""
    kwame = over_http.person("kwame", "oncall")
    asked = kwame.leaves(f"<@{over_http.bot_user}> owner vessel-tracker")
    event = {"type": "app_mention", "user": asked.user, "text": asked.text, "ts": asked.ts, "channel": asked.channel}
    body = {"type": "event_callback", "team_id": over_http.slack.company.team.id, "event_id": "Ev0LATE", "event": event}
    over_http.sends.event(body, {"X-Slack-Retry-Num": "2", "X-Slack-Retry-Reason": "http_timeout"})

    assert "Vessel tracker is owned by Sailings." in kwame.answer_to(asked).text


@pytest.mark.parametrize("event", [{"bot_id": "B0OTHERBOT"}, {"subtype": "message_changed"}, {"user": "the bot"}])
def test_bots_and_bookkeeping_get_no_answer(over_http: Office, event: dict[str, str]) -> None:
    aiko = over_http.person("aiko", "help-platform")
    said = aiko.leaves(f"<@{over_http.bot_user}> owner api-gateway")
    told = {"type": "app_mention", "user": said.user, "text": said.text, "ts": said.ts, "channel": said.channel}
    told |= {key: over_http.bot_user if value == "the bot" else value for key, value in event.items()}
    over_http.sends.event({"type": "event_callback", "team_id": "T1", "event_id": f"Ev{said.ts}", "event": told})
    aiko.mentions("owner feature-flags component")

    assert aiko.thread(said.ts) == []


def test_a_broken_connection_is_opened_again_and_the_next_question_answered(over_socket: Office) -> None:
    over_socket.slack.drop_connections()
    over_socket.slack.wait_until_connected(timeout=60)

    assert "owned by Platform" in over_socket.person("leo", "platform").types("/owner", "api-gateway").text


def test_a_connection_that_slack_refreshes_loses_no_question(over_socket: Office) -> None:
    over_socket.slack.disconnect("warning")
    over_socket.slack.disconnect("refresh_requested")
    over_socket.slack.wait_until_connected(timeout=60)

    assert "owned by Platform" in over_socket.person("sam", "platform").mentions("owner api-gateway").text


def test_too_many_messages_make_the_answer_late_and_nothing_more(over_socket: Office) -> None:
    over_socket.slack.rate_limit("chat.postMessage", retry_after=1)
    began = time.monotonic()
    answer = over_socket.person("miguel", "boarding").mentions("owner kiosk-ui")

    assert "owned by Boarding" in answer.text
    assert time.monotonic() - began >= 1


@pytest.mark.parametrize("error", ["internal_error", "service_unavailable"])
def test_slack_failing_for_a_moment_makes_the_answer_late_and_nothing_more(over_http: Office, error: str) -> None:
    over_http.slack.fail("chat.postMessage", error)

    assert "owned by Freight" in over_http.person("olga", "freight-customers").mentions("owner freight-quotes").text


@pytest.mark.parametrize(
    ("error", "name", "channel"),
    [
        ("is_archived", "hanna", "boarding"),
        ("channel_not_found", "yusuf", "freight-customers"),
        ("not_in_channel", "marta", "data-and-insights"),
        ("restricted_action", "chen", "help-platform"),
    ],
)
def test_a_channel_that_takes_nothing_is_given_up_and_the_next_question_answered(
    over_http: Office, error: str, name: str, channel: str
) -> None:
    somebody = over_http.person(name, channel)
    over_http.slack.fail("chat.postMessage", error)
    lost = somebody.seat.mention(channel, "owner demand-forecast")
    over_http.slack.wait_for(lambda: error in [call.answer.get("error") for call in over_http.slack.requests])

    assert "owned by Data and insights" in somebody.mentions("owner revenue-dashboard").text
    assert somebody.thread(lost.ts) == []


@pytest.mark.parametrize("error", ["invalid_blocks", "msg_blocks_too_long"])
def test_blocks_that_slack_refuses_are_left_out(over_http: Office, error: str) -> None:
    over_http.slack.fail("chat.postMessage", error)
    answer = over_http.person("ingrid", "sailings").mentions("owner timetable-api")

    assert answer.blocks == []
    assert "owned by Sailings" in answer.text


@pytest.mark.more
def test_a_revoked_token_is_told_to_whoever_looks_after_the_bot(
    company_copy: str, watched: Watch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with running_office(company_copy, tmp_path_factory.mktemp("revoked"), over="http") as office, watched(office.slack):
        assert "callboard_ready 1.0" in office.sends.request("GET", "/metrics").text
        for method in METHODS:
            office.slack.fail(method, "token_revoked", times=99)
        ana = office.person("ana", "payments")
        ana.seat.mention("payments", "owner ledger")

        office.slack.wait_for(lambda: "token_revoked" in office.sends.request("GET", "/readyz").text)
        assert "callboard_ready 0.0" in office.sends.request("GET", "/metrics").text
        assert "ledger is owned by Payments." in ana.types("/owner", "ledger").text


def _answers_in_the_end(person: Colleague, answer: Message) -> int:
    """How many answers stand in the thread once all that was asked before is answered."""
    assert "owned by" in person.mentions("owner ledger").text
    return len(person.thread(str(answer.thread_ts)))
