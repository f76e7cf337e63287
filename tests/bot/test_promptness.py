"""Slack waits for three seconds; a database may take longer."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest

from bot.surfaces.promptness import Promptness
from tests.support.patience import eventually
from tests.support.slack_api import SlackApi
from tests.support.slack_side import SlackSide


@contextmanager
def hanging_database(url: str) -> Iterator[psycopg.Connection]:
    """No question about entities is answered until the block ends."""
    with psycopg.connect(url) as connection:
        connection.execute("LOCK TABLE entities IN ACCESS EXCLUSIVE MODE")
        yield connection


@pytest.mark.more
def test_everybody_is_told_something_in_time_and_answered_when_the_database_moves_again(
    side: SlackSide, slack: SlackApi, database_url: str
) -> None:
    with hanging_database(database_url):  # both come back while it hangs
        typed = side.slash("payments-api")
        side.mention("owner payments-api")
    (late,) = slack.heard("response/1")
    (posted,) = slack.heard("chat.postMessage")

    assert "slow to answer" in typed.json["text"]
    assert "Payments" in late.text
    assert "Payments" in posted.text


@pytest.mark.more
def test_an_answer_for_which_slack_has_stopped_waiting_follows_instead_of_being_lost(
    side: SlackSide, slack: SlackApi, database_url: str
) -> None:
    """The question is asked a moment after a quick one, so that the listener itself is caught by the hanging database."""
    side.slash("payments-api")
    with ThreadPoolExecutor(1) as asker:
        with hanging_database(database_url):
            typed = asker.submit(side.slash, "payments-api")
            time.sleep(3.0)
        acknowledged = typed.result()
    (late,) = slack.heard("response/1")

    assert (acknowledged.status, acknowledged.text) == (200, "")
    assert "Payments" in late.text


def test_work_is_done_by_the_caller_as_long_as_it_is_quick() -> None:
    promptness, found = Promptness(workers=1), list[int]()
    for _ in range(3):
        assert promptness.attend(threading.get_ident, found.append)

    assert found[0] != threading.get_ident()
    assert found[1:] == [threading.get_ident()] * 2


def test_while_something_hangs_nobody_else_is_left_hanging() -> None:
    promptness, released = Promptness(workers=2, deadline=0.2), threading.Event()
    promptness.attend(lambda: None, lambda _found: None)
    hanging = threading.Thread(target=promptness.attend, args=(released.wait, lambda _found: None))
    hanging.start()
    time.sleep(0.4)
    late: list[bool] = []

    assert promptness.attend(lambda: released.wait(5), late.append) is False
    released.set()
    hanging.join()

    assert eventually(lambda: late) == [True]


def test_fifty_slow_questions_hold_up_two_callers_and_the_fifty_first_nobody() -> None:
    promptness, released = Promptness(deadline=1.0), threading.Event()
    promptness.attend(lambda: None, lambda _found: None)

    def ask_slowly() -> bool:
        return promptness.attend(released.wait, lambda _found: None, takes_long=True)

    with ThreadPoolExecutor(4) as listeners:
        begun = time.monotonic()
        slow = [listeners.submit(ask_slowly) for _ in range(50)]
        assert not any(each.result() for each in slow)
        assert time.monotonic() - begun < 10  # each held up until the deadline, they would take 12.5
        assert listeners.submit(promptness.attend, lambda: None, lambda _found: None).result()
    released.set()


def test_errors_reach_the_caller() -> None:
    def fail() -> None:
        raise LookupError("gone")

    with pytest.raises(LookupError):
        Promptness(workers=1).attend(fail, lambda _found: None)
