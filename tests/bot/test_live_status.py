"""A job for each look at a message that keeps itself current: any replica carries on, and nothing goes on for ever."""

from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bot.live_status import BEGIN, NAME, LiveStatus
from bot.sender.calls import UndeliveredError
from catalog_store.database import Database
from catalog_store.job_queue import JobQueue
from catalog_store.operations import Reading
from catalog_store.slack.outgoing import SENT, Letter, Outgoing
from commands.ask import Answer
from tests.commands.asking import NOW, read
from tests.commands.conftest import services_on
from tests.commands.status.towers import PAYMENTS, Tower, told
from tests.support.catalog import entity, put
from tests.support.running import pod, unready, workload

WELL = Reading(workloads=(workload(pod()),))
TROUBLED = Reading(workloads=(workload(unready(), ready=3),))


@dataclass
class Slack:
    """Takes updates of messages."""

    updates: list[Answer] = field(default_factory=list)

    def update(self, channel: str, ts: str, answer: Answer, *, thread_ts: str | None = None) -> None:
        assert (channel, ts, thread_ts) == ("C1", "1.1", "1.0")
        self.updates.append(answer)


class Room:
    """A message that was posted a moment ago, and what looks after it."""

    def __init__(self, database: Database) -> None:
        put(database, entity("Component", "payments-api", title="Payments API"))
        self.database = database
        self.now = NOW
        self.tower = Tower({PAYMENTS: (told(WELL),)})
        self.services = replace(services_on(database), operations=self.tower, clock=lambda: self.now)
        self.outgoing = Outgoing(database, replica="one")
        self.live = LiveStatus(
            self.services,
            JobQueue(database),
            self.outgoing.get,
            job_queue="callboard-answers",
            clock=lambda: self.now,
        )
        self.slack = Slack()

    def posts(self, fault: Exception | None = None) -> None:
        delivered: Future[Any] = Future()
        self.live.follow(delivered, Answer("x", follows=(PAYMENTS,)), "1.0")
        if fault:
            delivered.set_exception(fault)
        else:
            delivered.set_result({"ok": True, "channel": "C1", "ts": "1.1"})

    def keeps(self, *, outcome: str | None, ts: str | None = None) -> None:
        """The answer is kept with its errand; this became of it before its process died."""
        letter = Letter("chat.postMessage", {"channel": "C1"}, ("C1",), 0)
        errand = self.live.errand("C1", Answer("x", follows=(PAYMENTS,)), "1.0")
        claimed = self.outgoing.keep(letter, keys=["event:Ev1"], asker="T1:C1:U1", errand=errand)
        assert claimed
        if outcome:
            self.outgoing.settle(claimed, outcome=outcome, ts=ts)

    def finds(self) -> None:
        """Another process takes such a job."""
        (told,) = self._takes(BEGIN)
        self.live.find(told)

    def looks(self, after: timedelta = timedelta(seconds=15)) -> None:
        self.now += after
        self._takes(NAME)
        self.live.look("C1", "1.1", self.slack)  # type: ignore[arg-type]  # all that is asked of a sender

    def _takes(self, name: str) -> list[Any]:  # Any: JSON
        asked = text("DELETE FROM procrastinate_jobs WHERE task_name = :name RETURNING args")
        with self.database.changing() as connection:
            return list(connection.execute(asked, {"name": name}).scalars())

    def sees(self, reading: Reading) -> None:
        self.tower.told = {PAYMENTS: (told(reading),)}

    def jobs(self) -> list[datetime]:
        """When it is to be looked at again."""
        asked = text("SELECT scheduled_at FROM procrastinate_jobs WHERE task_name = :name ORDER BY id")
        with self.database.reading() as connection:
            return list(connection.execute(asked, {"name": NAME}).scalars())


@pytest.fixture
def room(database: Database) -> Room:
    return Room(database)


def test_what_is_posted_is_looked_at_soon_and_then_again_and_again(room: Room) -> None:
    room.posts()
    assert room.jobs() == [NOW + timedelta(seconds=3)]
    room.looks()

    assert room.jobs() == [NOW + timedelta(seconds=30)]
    assert room.slack.updates == []


def test_a_change_is_drawn_once(room: Room) -> None:
    room.posts()
    room.sees(TROUBLED)
    room.looks()
    room.looks()

    [drawn] = room.slack.updates
    assert "What changed" in read(drawn)


def test_what_could_not_be_posted_is_not_followed(room: Room) -> None:
    room.posts(UndeliveredError("chat.postMessage", "not_in_channel"))

    assert room.jobs() == []
    assert room.services.live_messages.running() == ()


def test_one_whose_process_died_right_after_it_was_posted_is_found_and_followed(room: Room) -> None:
    room.keeps(outcome=SENT, ts="1.1")
    room.finds()
    room.sees(TROUBLED)
    room.looks()

    assert len(room.slack.updates) == 1
    assert [message.ts for message in room.services.live_messages.running()] == ["1.1"]


def test_one_whose_process_died_as_it_began_to_follow_it_is_looked_at_all_the_same(room: Room) -> None:
    room.keeps(outcome=SENT, ts="1.1")
    until = NOW + timedelta(hours=1)
    room.services.live_messages.begin("C1", "1.1", thread_ts="1.0", refs=(PAYMENTS,), now=NOW, until=until)
    room.finds()

    assert len(room.jobs()) == 1


def test_one_that_is_followed_already_is_left_to_that(room: Room) -> None:
    room.keeps(outcome=SENT, ts="1.1")
    room.posts()
    room.services.live_messages.stop("C1", "1.1", now=NOW, by="U1")
    room.finds()

    assert room.services.live_messages.running() == ()
    assert len(room.jobs()) == 1


def test_one_that_waits_for_slack_is_looked_for_again(room: Room) -> None:
    room.keeps(outcome=None)
    room.finds()
    room.finds()

    assert room.services.live_messages.running() == ()


def test_one_that_slack_did_not_take_is_looked_for_no_more(room: Room) -> None:
    room.keeps(outcome="is_archived")
    room.finds()

    with pytest.raises(ValueError, match="not enough values"):
        room.finds()


def test_after_an_hour_it_ends_with_a_last_drawing(room: Room) -> None:
    room.posts()
    room.looks(timedelta(minutes=61))
    room.looks()

    assert len(room.slack.updates) == 1
    assert "kept itself current until 10:00 UTC" in read(room.slack.updates[0])
    assert room.jobs() == []
    assert room.services.live_messages.running() == ()


def test_what_was_stopped_is_left_alone(room: Room) -> None:
    room.posts()
    room.services.live_messages.stop("C1", "1.1", now=NOW, by="U1")
    room.sees(TROUBLED)
    room.looks()

    assert room.slack.updates == []
    assert room.jobs() == []
