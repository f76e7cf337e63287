"""What nobody waits for stands aside while somebody's question is being answered."""

import threading
import time

from bot.right_of_way import Courtesy, RightOfWay


def test_nobody_stands_aside_for_nothing() -> None:
    assert RightOfWay().stand_aside()


def test_goes_on_as_soon_as_the_answer_is_there() -> None:
    way, went_on = RightOfWay(), threading.Event()

    def work() -> None:
        while not way.stand_aside():
            pass
        went_on.set()

    with way.taken():
        working = threading.Thread(target=work)
        working.start()
        assert not went_on.is_set()
    assert went_on.wait(20)
    working.join(20)


def test_does_not_wait_for_an_answer_that_takes_long() -> None:
    way, gave_up = RightOfWay(), threading.Event()

    def work() -> None:
        if not way.stand_aside():
            gave_up.set()

    with way.taken():
        working = threading.Thread(target=work)
        working.start()
        assert gave_up.wait(20)
    working.join(20)


def test_waits_for_the_last_of_several() -> None:
    way = RightOfWay()
    with way.taken():
        with way.taken():
            pass
        assert not way.stand_aside()
    assert way.stand_aside()


def test_work_has_its_turn_where_there_is_always_somebody_being_answered() -> None:
    way, began = RightOfWay(), time.monotonic()
    courtesy = Courtesy(way)
    courtesy.give_way()
    assert courtesy.goes_first_until < began
    with way.taken():
        courtesy.give_way()
    assert courtesy.goes_first_until > began
