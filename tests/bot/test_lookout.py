"""All systems are asked at once, with one deadline; what is not there in time is named."""

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from bot.lookout import Lookout
from bot.operation_source import Examined, OperationSource, SourceFailedError
from catalog_store.entities import Entity
from catalog_store.operations import OnCall, Reading, SourceKind
from catalog_store.refs import EntityRef
from tests.support.catalog import entity
from tests.support.patience import eventually

THINGS = [entity("Component", name) for name in ("payments-api", "ledger", "wallet")]
PAYMENTS = THINGS[0]
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


class System:
    """A system that answers, fails or hangs as a test wants."""

    kind = SourceKind.CLUSTER

    def __init__(self, name: str = "cluster north") -> None:
        self.name = name
        self.fault: Exception | None = None
        self.hangs = False
        self.released = threading.Event()
        self.asked: list[tuple[str, ...]] = []

    def concerns(self, entity: Entity) -> bool:
        return entity.name != "wallet"

    def read(self, entities: Sequence[Entity]) -> Mapping[EntityRef, Reading]:
        self.asked.append(tuple(each.name for each in entities))
        if self.hangs:
            self.released.wait(60)
        if self.fault:
            raise self.fault
        return {each.ref: Reading(on_call=(OnCall(1, each.name),)) for each in entities}

    def examine(self) -> Examined:
        return Examined("answers")


class Room:
    """Systems, a clock and who looks."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.quick, self.slow = System("cluster north"), System("cluster south")
        systems: tuple[OperationSource, ...] = (self.quick, self.slow)
        self.lookout = Lookout(lambda: systems, is_configured=True, clock=self.clock)


@pytest.fixture
def room() -> Iterator[Room]:
    found = Room()
    yield found
    found.slow.released.set()
    found.lookout.close()


def test_what_every_system_tells_comes_together(room: Room) -> None:
    told = room.lookout.look([PAYMENTS], patience=1)[PAYMENTS.ref]

    assert [(each.source, each.missing) for each in told] == [("cluster north", None), ("cluster south", None)]
    assert told[0].reading == Reading(on_call=(OnCall(1, "payments-api"),))


def test_one_that_hangs_keeps_nobody_from_answering_and_is_named(room: Room) -> None:
    room.slow.hangs = True
    begun = time.monotonic()

    north, south = room.lookout.look([PAYMENTS], patience=0.2)[PAYMENTS.ref]

    assert time.monotonic() - begun < 30  # it hangs for a minute
    assert north.reading
    assert (south.reading, south.is_awaited) == (None, True)
    assert south.missing
    assert south.missing.startswith("it has not answered within 0.")


def test_what_comes_late_is_there_the_next_time(room: Room) -> None:
    room.slow.hangs = True
    room.lookout.look([PAYMENTS], patience=0.05)
    room.slow.hangs = False
    room.slow.released.set()

    eventually(lambda: room.lookout.remembered([PAYMENTS])[PAYMENTS.ref][1].reading)

    assert len(room.slow.asked) == 1


def test_one_that_hangs_for_good_takes_few_threads(room: Room) -> None:
    room.slow.hangs = True

    for number in range(9):
        room.lookout.look([entity("Component", f"service-{number}")], patience=0.02)
    told = room.lookout.look([PAYMENTS], patience=0.02)[PAYMENTS.ref]

    assert len(room.slow.asked) == 3
    assert told[0].reading
    assert told[1].missing == "it has not answered earlier questions yet"


def test_what_was_read_a_moment_ago_is_not_read_again(room: Room) -> None:
    for _ in range(3):
        room.lookout.look([PAYMENTS], patience=1)
    room.clock.now += timedelta(seconds=11)
    room.lookout.look([PAYMENTS], patience=1)
    room.lookout.look([PAYMENTS], patience=1, is_fresh=True)

    assert len(room.quick.asked) == 3


def test_many_who_ask_at_once_ask_once(room: Room) -> None:
    room.slow.hangs = True
    threads = [
        threading.Thread(target=room.lookout.look, args=([PAYMENTS],), kwargs={"patience": 0.2}) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(room.slow.asked) == 1


def test_a_failure_is_told_in_its_words_and_takes_nothing_of_what_is_known_away(room: Room) -> None:
    room.lookout.look([PAYMENTS], patience=1)
    room.quick.fault = SourceFailedError("it cannot be reached (connection refused)")
    room.clock.now += timedelta(minutes=3)

    north = room.lookout.look([PAYMENTS], patience=1)[PAYMENTS.ref][0]

    assert north.missing == "it cannot be reached (connection refused)"
    assert north.read_at == START
    assert north.reading


def test_what_is_too_old_is_not_told_any_more(room: Room) -> None:
    room.lookout.look([PAYMENTS], patience=1)
    room.quick.fault = SourceFailedError("away")
    room.clock.now += timedelta(hours=1)

    assert room.lookout.look([PAYMENTS], patience=1)[PAYMENTS.ref][0].reading is None


def test_a_bug_in_one_adapter_leaves_the_others_alone(room: Room) -> None:
    room.quick.fault = KeyError("x")

    north, south = room.lookout.look([PAYMENTS], patience=1)[PAYMENTS.ref]

    assert north.missing == "reading it failed; the reason is in the log"
    assert south.reading


def test_many_things_are_one_question_and_what_no_system_knows_is_no_question(room: Room) -> None:
    told = room.lookout.look(THINGS, patience=1)

    assert room.quick.asked == [("payments-api", "ledger")]
    assert told[THINGS[2].ref] == ()


def test_without_systems_nothing_is_configured() -> None:
    lookout = Lookout(tuple, is_configured=False, clock=Clock())

    assert not lookout.is_configured
    assert lookout.look([PAYMENTS], patience=0) == {PAYMENTS.ref: ()}


def test_loading_the_systems_is_left_to_the_first_who_looks(room: Room) -> None:
    assert room.lookout.remembered([PAYMENTS]) == {}
    room.lookout.warm()

    assert list(room.lookout.remembered([PAYMENTS])) == [PAYMENTS.ref]


def test_memory_is_bounded(room: Room) -> None:
    things = [entity("Component", f"service-{number}") for number in range(5_000)]

    room.lookout.look(things, patience=5)

    assert len(room.lookout._memory) == 4_000
