"""How things are doing, in passing: in answers about owners and on the Home tab."""

from catalog_store.operations import OnCall, Reading
from commands.ask import Surface
from tests.commands.asking import Somebody, read
from tests.commands.status.towers import Tower, seeing
from tests.support.running import container, crashed, pod, unready, workload

CRASHING = unready(container(is_ready=False, waiting="CrashLoopBackOff", restarts=6, last_exit=crashed()))


def test_an_owners_answer_tells_briefly_how_it_is_and_who_is_on_call(ana: Somebody) -> None:
    reading = Reading(
        workloads=(workload(CRASHING, ready=3),), on_call=(OnCall(1, "Bilal Rahimi"), OnCall(2, "Ana Lima"))
    )

    answer = read(seeing(ana, reading).asks("owner payments-api"))

    assert "🔴 in trouble in production `2.31.0`: 3 of 4 ready, 1 waiting: crashing, deployed 52 min ago" in answer
    assert "On call: Bilal Rahimi, then Ana Lima" in answer


def test_nobody_waits_for_that(ana: Somebody) -> None:
    person = seeing(ana, Reading(workloads=(workload(pod()),)))
    tower = person.services.operations
    assert isinstance(tower, Tower)

    person.asks("owner payments-api", Surface.MENTION)

    assert tower.looks == []


def test_the_home_tab_tells_it_of_each_thing(ana: Somebody) -> None:
    home = read(seeing(ana, Reading(workloads=(workload(pod()),))).opens_home())

    assert "🟢 well in production `2.31.0`, deployed 52 min ago" in home


def test_what_is_not_known_is_not_made_up(ana: Somebody) -> None:
    assert "in production `" not in read(seeing(ana).asks("owner payments-api"))
