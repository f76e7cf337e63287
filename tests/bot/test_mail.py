"""What must not be lost on its way to Slack: through deaths, long outages, refusals and full queues."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from bot.sender import Call, Sender
from bot.sender.door import web_client
from bot.sender.pace import Together
from catalog_store.database import Database
from catalog_store.slack.buckets import Buckets
from catalog_store.slack.outgoing import Outgoing
from commands.ask import Answer
from tests.support.cable import cable_to
from tests.support.patience import eventually
from tests.support.slack_api import Says, SlackApi

ANSWER = Answer("payments-api is owned by payments.")
Replica = Callable[..., Sender]


@pytest.fixture
def replica(database: Database, slack: SlackApi) -> Iterator[Replica]:
    """Starts senders on one database, as replicas would have them."""
    with ExitStack() as stack:

        def start(name: str, *, url: str = slack.url, lease: float = 6.0, **options: object) -> Sender:
            store = Outgoing(database, replica=name, lease=lease)
            sender = Sender(web_client("xoxb-test", url), pace=Together(Buckets(database)), store=store, **options)  # type: ignore[arg-type]  # the test's own
            sender.start()
            stack.callback(sender.stop, timeout=0.1)
            return sender

        yield start


def kept(sender: Sender, channel: str = "C1", key: str = "event:Ev1") -> Call:
    call = sender.keep_answer(channel, ANSWER, thread_ts="1.0", keys=[key], asker="T1:C1:U1")
    assert call is not None
    return call


def outcomes(database: Database) -> list[str | None]:
    with database.reading() as connection:
        return list(connection.execute(text("SELECT outcome FROM outgoing ORDER BY id")).scalars())


def test_a_kept_answer_is_sent_and_settled(database: Database, slack: SlackApi, replica: Replica) -> None:
    sender = replica("one")
    sender.send_kept(kept(sender))
    (call,) = slack.heard("chat.postMessage")
    assert (call.text, call.payload["thread_ts"]) == (ANSWER.text, "1.0")
    assert eventually(lambda: outcomes(database) == ["sent"])


def test_an_answer_whose_process_died_is_sent_by_another_one(
    database: Database, slack: SlackApi, replica: Replica
) -> None:
    dead = Sender(web_client("xoxb-test", slack.url), store=Outgoing(database, replica="dead", lease=0.5))
    kept(dead)
    replica("alive")
    assert [call.text for call in slack.heard("chat.postMessage")] == [ANSWER.text]
    assert eventually(lambda: outcomes(database) == ["sent"])


def test_who_stops_hands_over_what_it_could_not_send(slack: SlackApi, replica: Replica) -> None:
    cut_off = replica("cut off", url="http://127.0.0.1:9/")
    cut_off.send_kept(kept(cut_off))
    cut_off.stop(timeout=0.1)
    replica("other")
    assert len(slack.heard("chat.postMessage")) == 1


def test_while_slack_is_away_the_log_says_so_in_our_words_alone(
    database: Database, replica: Replica, caplog: pytest.LogCaptureFixture
) -> None:
    sender = replica("one", url="http://127.0.0.1:9/")
    with capture_logs() as logs:
        sender.send_kept(kept(sender))
        assert eventually(lambda: "slack-said-later" in [entry["event"] for entry in logs])
    assert caplog.records == []
    assert outcomes(database) == [None]


def test_what_may_have_arrived_is_not_sent_again(database: Database, slack: SlackApi, replica: Replica) -> None:
    slack.will_say("chat.postMessage", Says(after=2.0))
    sender = replica("one")
    sender._courier._client.timeout = 1
    with capture_logs() as logs:
        sender.send_kept(kept(sender))
        assert eventually(lambda: outcomes(database) == ["unsure"])
    assert "message-in-doubt" in [entry["event"] for entry in logs]
    assert len(slack.calls("chat.postMessage")) == 1


def test_a_revoked_token_does_not_lose_the_answer(database: Database, slack: SlackApi, replica: Replica) -> None:
    slack.will_say("chat.postMessage", Says("token_revoked"))
    revoked = replica("revoked")
    revoked.send_kept(kept(revoked))
    assert eventually(lambda: revoked.fault)
    revoked.stop(timeout=0.1)
    replica("with the new token")
    assert eventually(lambda: outcomes(database) == ["sent"])


def test_more_than_there_is_room_for_waits_in_the_database(
    database: Database, slack: SlackApi, replica: Replica
) -> None:
    sender = replica("one", capacity=1)
    for number in range(5):
        sender.send_kept(kept(sender, f"C{number}", f"event:Ev{number}"))
    assert eventually(lambda: outcomes(database) == ["sent"] * 5, within=60)
    assert sorted(call.payload["channel"] for call in slack.calls("chat.postMessage")) == [f"C{n}" for n in range(5)]


@pytest.mark.more
def test_a_database_that_lost_what_it_was_told_last_is_told_again(
    database: Database, database_url: str, slack: SlackApi
) -> None:
    """As one that only followed another one, and takes its place a moment too early."""
    with cable_to(database_url) as cable:
        cable.mend()
        reached = Database(cable.url)
        sender = Sender(web_client("xoxb-test", slack.url), store=Outgoing(reached, replica="one", lease=0.5))
        sender.start()
        sender.send_kept(kept(sender))
        assert eventually(lambda: outcomes(database) == ["sent"])
        with capture_logs() as logs:
            cable.cut()
            with database.changing() as connection:
                connection.execute(text("UPDATE outgoing SET settled_at = NULL, outcome = NULL, begun_at = NULL"))
            assert eventually(lambda: "mail-waits" in [entry["event"] for entry in logs], within=60)
        cable.mend()
        assert eventually(lambda: outcomes(database) == ["sent"], within=60)
        sender.stop(timeout=1)
        reached.close()
    assert len(slack.calls("chat.postMessage")) == 1


@pytest.mark.more
def test_a_thousand_reports_wait_without_being_in_memory(database: Database, replica: Replica) -> None:
    sender = replica("one", url="http://127.0.0.1:9/")
    for number in range(1000):
        sender.post_in_time(f"C{number % 500}", ANSWER)
    assert eventually(lambda: sender.waiting() > 0)
    assert sender.waiting() <= 20


def test_all_replicas_wait_when_slack_asks_one_of_them_to(slack: SlackApi, replica: Replica) -> None:
    slack.will_say("chat.postMessage", Says("ratelimited", 429, {"Retry-After": "2"}))
    first, second = replica("first"), replica("second")
    first.post("C1", ANSWER)
    slack.heard("chat.postMessage")
    eventually(lambda: first._outbox._allowances["chat.postMessage"].paused_until)
    second.post("C2", ANSWER)
    refused, *taken = slack.heard("chat.postMessage", count=3)
    assert all(call.at - refused.at >= 1.9 for call in taken)


@pytest.mark.more
def test_two_replicas_together_keep_to_a_channel_s_pace(slack: SlackApi, replica: Replica) -> None:
    for sender in (replica("first"), replica("second")):
        for _ in range(2):
            sender.post("C1", ANSWER)
    times = [call.at for call in slack.heard("chat.postMessage", count=4, within=60)]
    assert all(later - earlier > 0.9 for earlier, later in itertools.pairwise(times))


def test_the_platform_team_is_told_once_of_a_channel_that_is_gone(slack: SlackApi, replica: Replica) -> None:
    slack.will_say("chat.postMessage", Says("is_archived"), Says("is_archived"))
    senders = [replica(name, platform_channel="#platform") for name in ("first", "second")]
    for sender in senders:
        sender.post("C1", ANSWER).exception(60)
    told = eventually(
        lambda: [each for each in slack.calls("chat.postMessage") if each.payload["channel"] == "#platform"]
    )
    assert [call.text for call in told] == [
        "I cannot post to <#C1> any more: it is archived. Bring it back, invite me, or choose another channel."
    ]


@pytest.mark.usefixtures("database")
def test_messages_go_out_while_the_database_is_away(slack: SlackApi) -> None:
    away = Database("postgresql://callboard@127.0.0.1:9/callboard")
    sender = Sender(
        web_client("xoxb-test", slack.url), pace=Together(Buckets(away)), store=Outgoing(away, replica="one")
    )
    sender.start()
    sender.post("C1", ANSWER).result(60)
    sender.stop(timeout=0.1)
    away.close()
