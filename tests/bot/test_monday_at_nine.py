"""Monday at nine: five hundred digests go out at Slack's pace, and whoever asks meanwhile is answered as quickly as ever."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.sender import Sender
from bot.sender.door import web_client
from bot.sender.methods import BURST, METHODS
from bot.sender.pace import Together
from catalog_store.database import Database
from catalog_store.slack.buckets import Buckets
from catalog_store.slack.outgoing import Outgoing
from commands.ask import Answer
from tests.support.slack_api import Received, SlackApi
from tests.support.slack_side import SlackSide, running_slack_side

pytestmark = pytest.mark.more

DIGESTS = 500
#: Seconds in which we watch, and how often somebody asks meanwhile.
WATCHED = 6.0
ASKED = 40


@pytest.fixture
def busy(database: Database, slack: SlackApi, tmp_path: Path) -> Iterator[tuple[SlackSide, Sender]]:
    """A bot that keeps what it sends and paces it together with others, as in production."""
    sender = Sender(
        web_client("xoxb-test", slack.url),
        pace=Together(Buckets(database)),
        store=Outgoing(database, replica="ours"),
    )
    sender.start()
    with running_slack_side(database, slack, sender, tmp_path) as side:
        yield side, sender
    sender.stop(timeout=0.2)


def median(side: SlackSide) -> float:
    """Seconds until `/owner` is answered."""
    taken = []
    for _ in range(ASKED):
        started = time.monotonic()
        assert "owned by Payments" in side.slash("payments-api").json["text"]
        taken.append(time.monotonic() - started)
    return sorted(taken)[ASKED // 2]


def digests(slack: SlackApi) -> list[Received]:
    return [each for each in slack.calls("chat.postMessage") if each.text.startswith("Digest")]


def test_digests_keep_nobody_waiting(busy: tuple[SlackSide, Sender], slack: SlackApi) -> None:
    side, sender = busy
    before = median(side)
    for number in range(DIGESTS):
        sender.post_in_time(f"C0TEAM{number:04}", Answer(f"Digest {number}"))
    slack.heard("chat.postMessage", within=30)
    began = time.monotonic()
    during = median(side)
    asked = time.monotonic()
    side.mention("owner payments-api")
    answer = next(each for each in _until_answered(slack) if not each.text.startswith("Digest"))
    time.sleep(max(0.0, WATCHED - (time.monotonic() - began)))

    # Not one after the other behind them: they are five hundred, and Slack takes five a second.
    assert answer.at - asked < 30.0
    assert during < max(0.5, 3 * before), (before, during)
    sent = digests(slack)
    lasted = sent[-1].at - sent[0].at
    a_second = METHODS["chat.postMessage"].per_minute / 60
    assert len(sent) <= METHODS["chat.postMessage"].per_minute * BURST + a_second * (lasted + 1)
    assert len(sent) > a_second * WATCHED / 3, "they do go out"


def _until_answered(slack: SlackApi) -> list[Received]:
    deadline = time.monotonic() + 20
    while all(each.text.startswith("Digest") for each in slack.calls("chat.postMessage")):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return slack.calls("chat.postMessage")
