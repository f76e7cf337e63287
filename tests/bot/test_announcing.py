"""Changes of state reach the channel once, whichever replica looks and whenever one dies."""

from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bot.announcing import NAME, Announcing
from bot.sender import Delivered
from bot.sender.calls import UndeliveredError
from catalog_store.database import Database
from catalog_store.errors import DatabaseAwayError
from catalog_store.job_queue import JobQueue
from catalog_store.operations import Reading
from catalog_store.slack.bindings import Place
from catalog_store.slack.outgoing import Kept
from commands.ask import Answer
from tests.commands.asking import NOW
from tests.commands.conftest import services_on
from tests.commands.status.towers import PAYMENTS, Tower, told
from tests.support.catalog import entity, put
from tests.support.running import container, pod, unready, workload

PLACE = Place("T1", "C1")
WELL = Reading(workloads=(workload(pod()),))
DOWN = Reading(workloads=(workload(unready(container(is_ready=False, waiting="CrashLoopBackOff")), ready=0),))


@dataclass
class Slack:
    """An outbox that takes each key once, as the real one does."""

    said: dict[str, str] = field(default_factory=dict)
    refusal: str = ""
    dies: bool = False

    def post_once(self, channel: str, answer: Answer, *, key: str) -> "Kept | Delivered":
        assert channel == "C1"
        if key in self.said:
            return Kept(None, None)
        self.said[key] = answer.text
        if self.dies:
            raise DatabaseAwayError("it ended")
        sent: Future[Any] = Future()
        if self.refusal:
            sent.set_exception(UndeliveredError("chat.postMessage", self.refusal))
        else:
            sent.set_result({"ok": True})
        return sent


class Room:
    """A channel that wants to be told, and two replicas that look."""

    def __init__(self, database: Database) -> None:
        put(database, entity("Component", "payments-api", title="Payments API"))
        self.database = database
        self.now = NOW
        self.slack = Slack()
        self.tower = Tower({PAYMENTS: (told(WELL),)})
        self.services = replace(services_on(database), operations=self.tower, clock=lambda: self.now)
        self.one, self.other = self.replica(), self.replica()

    def replica(self) -> Announcing:
        queue = JobQueue(self.database)
        return Announcing(self.services, queue, self.slack, job_queue="callboard-answers", clock=lambda: self.now)

    def turns_on(self) -> int:
        self.services.announcements.turn_on(PLACE, PAYMENTS, by="U1", at=NOW)
        (number,) = self.services.announcements.due(before=self.now)
        return number

    def sees(self, reading: Reading) -> None:
        self.tower.told = {PAYMENTS: (told(reading),)}

    def looks(self, number: int, *replicas: Announcing, times: int = 2) -> None:
        for _ in range(times):
            self.now += timedelta(seconds=30)
            for replica in replicas or (self.one,):
                replica.look(number)

    def jobs(self) -> list[datetime]:
        asked = text("SELECT id FROM procrastinate_jobs WHERE task_name = :name")
        with self.database.reading() as connection:
            return list(connection.execute(asked, {"name": NAME}).scalars())

    @property
    def said(self) -> list[str]:
        return list(self.slack.said.values())


@pytest.fixture
def room(database: Database) -> Room:
    return Room(database)


def test_nobody_looks_where_nobody_chose_it(room: Room) -> None:
    room.one.put_in()

    assert room.jobs() == []
    assert room.tower.looks == []


def test_a_look_is_put_in_once_however_many_replicas_tick(room: Room) -> None:
    room.turns_on()

    room.one.put_in()
    room.other.put_in()

    assert len(room.jobs()) == 1


def test_each_change_is_said_once_however_many_replicas_look(room: Room) -> None:
    number = room.turns_on()
    room.looks(number, room.one, room.other)
    room.sees(DOWN)
    room.looks(number, room.one, room.other, times=3)
    room.sees(WELL)
    room.looks(number, room.one, room.other, times=3)

    assert room.said == ["Payments API is down.", "Payments API is well again."]


def test_another_process_knows_what_was_said_by_one_that_ended(room: Room) -> None:
    number = room.turns_on()
    room.looks(number)
    room.sees(DOWN)
    room.looks(number)
    room.looks(number, room.replica(), times=3)

    assert room.said == ["Payments API is down."]


def test_what_a_process_could_not_say_before_it_died_is_said_by_another_and_once(room: Room) -> None:
    number = room.turns_on()
    room.looks(number)
    room.sees(DOWN)
    room.slack.dies = True
    with pytest.raises(DatabaseAwayError):
        room.looks(number)
    room.slack.dies = False
    room.sees(WELL)

    room.looks(number, room.other, times=4)

    assert room.said == ["Payments API is down.", "Payments API is well again."]


@pytest.mark.parametrize("code, is_told", [("is_archived", False), ("channel_not_found", False), ("fatal_error", True)])
def test_a_channel_that_is_gone_is_told_nothing_more(room: Room, code: str, is_told: bool) -> None:
    number = room.turns_on()
    room.looks(number)
    room.slack.refusal = code
    room.sees(DOWN)
    room.looks(number)

    assert (room.services.announcements.find(PLACE) is not None) is is_told


def test_what_was_turned_off_is_looked_at_no_more(room: Room) -> None:
    number = room.turns_on()
    room.services.announcements.turn_off(PLACE)
    room.looks(number)
    room.one.put_in()

    assert room.tower.looks == []
    assert room.jobs() == []
