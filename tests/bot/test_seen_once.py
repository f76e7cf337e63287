"""Whatever Slack sends twice happens once, and answers that answer themselves come to an end."""

import pytest
from structlog.testing import capture_logs

from catalog_store.slack.outgoing import MOST_ANSWERS
from tests.support.patience import eventually
from tests.support.slack_side import SlackSide

SHARE = {"action_id": "ask", "value": "owner payments-api"}


def test_a_command_that_comes_twice_is_answered_once(side: SlackSide) -> None:
    first, second = (side.slash("payments-api", trigger="7.7") for _ in range(2))
    assert "owned by Payments" in first.json["text"]
    assert (second.status, second.text) == (200, "")


def test_a_press_that_comes_twice_leads_to_one_thing(side: SlackSide) -> None:
    replies = [side.press(SHARE, trigger="7.8") for _ in range(2)]
    assert [reply.status for reply in replies] == [200, 200]
    side.slack.heard("response/1")
    assert len(side.slack.calls("response/1")) == 1


def test_a_press_that_comes_again_under_another_trigger_is_known_by_its_time(side: SlackSide) -> None:
    for _ in range(2):
        side.press({**SHARE, "action_ts": "1700000009.1"})
    side.slack.heard("response/1")
    assert len(side.slack.calls("response/1")) == 1


def test_two_presses_are_two(side: SlackSide) -> None:
    for at in ("1", "2"):
        side.press({**SHARE, "action_ts": at})
    assert len(side.slack.heard("response/1", count=2)) == 2


def test_a_shortcut_that_comes_twice_is_answered_once(side: SlackSide) -> None:
    for _ in range(2):
        side.shortcut({"text": "payments-api is down"}, trigger="7.9")
    side.slack.heard("response/1")
    assert len(side.slack.calls("response/1")) == 1


def test_a_mention_is_not_seen_before_its_answer_is_safe(side: SlackSide, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("bot.surfaces.desk.Desk._kept", lambda *_: None)  # as if the process had died here
        side.event({"type": "app_mention", "channel": "C1", "text": "<@UBOT> owner payments-api"}, event_id="EvX")
    side.event({"type": "app_mention", "channel": "C1", "text": "<@UBOT> owner payments-api"}, event_id="EvX")
    assert "owned by Payments" in side.slack.heard("chat.postMessage")[0].text


def test_a_program_that_answers_our_answers_is_left_alone_after_a_while(side: SlackSide) -> None:
    with capture_logs() as logs:
        for _ in range(MOST_ANSWERS + 3):
            assert side.mention("owner payments-api").status == 200
    assert eventually(lambda: sum(entry["event"] == "answers-stopped" for entry in logs) == 3)
