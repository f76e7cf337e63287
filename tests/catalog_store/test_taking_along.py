"""A job does with its own work that of those like it that wait behind it, and loses none of it."""

import pytest
from sqlalchemy import text

from catalog_store.database import Database
from catalog_store.job_queue import JobQueue

LOCK = "github:acme"


@pytest.fixture
def queue(database: Database) -> JobQueue:
    """A queue in which three wait behind one another, and others about other things."""
    queue = JobQueue(database)
    queue.defer("other", {}, lock=LOCK)
    queue.defer("look", {"number": 9}, lock="github:umbrella")
    for number in range(3):
        queue.defer("look", {"number": number}, lock=LOCK)
    return queue


@pytest.fixture
def at_hand(queue: JobQueue, database: Database) -> int:
    """The number of the first of the three, which a worker has begun."""
    with database.changing() as connection:
        first: int = connection.execute(
            text("SELECT min(id) FROM procrastinate_jobs WHERE task_name = 'look' AND lock = :lock"), {"lock": LOCK}
        ).scalar_one()
        connection.execute(text("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = :id"), {"id": first})
    return first


def taken(queue: JobQueue, job: int, *, limit: int = 10) -> list[int]:
    return [each.arguments["number"] for each in queue.take_along(job, "look", lock=LOCK, limit=limit)]


def test_takes_those_that_wait_behind_it_and_nothing_else(queue: JobQueue, at_hand: int) -> None:
    along = queue.take_along(at_hand, "look", lock=LOCK, limit=10)
    assert [each.arguments["number"] for each in along] == [1, 2]
    queue.done_along(along)
    assert queue.condition().waiting == 2


def test_what_was_taken_and_not_done_waits_for_whoever_comes_next(
    queue: JobQueue, at_hand: int, database: Database
) -> None:
    """Also for a replica of a version that takes nothing along: it finds jobs that it knows how to do."""
    taken(queue, at_hand)
    with database.changing() as connection:
        connection.execute(text("DELETE FROM procrastinate_jobs WHERE id = :id"), {"id": at_hand})
        waiting = connection.execute(
            text("SELECT args FROM procrastinate_jobs WHERE task_name = 'look' AND lock = :lock ORDER BY id"),
            {"lock": LOCK},
        ).scalars()
        assert [each["number"] for each in waiting] == [1, 2]


def test_whoever_does_it_again_has_what_it_took_and_what_has_come_since(queue: JobQueue, at_hand: int) -> None:
    taken(queue, at_hand)
    queue.defer("look", {"number": 3}, lock=LOCK)

    assert taken(queue, at_hand) == [1, 2, 3]


def test_takes_no_more_than_it_can_do(queue: JobQueue, at_hand: int) -> None:
    assert taken(queue, at_hand, limit=1) == [1]


def test_a_job_that_is_not_there_takes_nothing_away(queue: JobQueue) -> None:
    assert taken(queue, 0) == []
    assert queue.condition().waiting == 5


def test_what_comes_while_it_is_done_is_another_job(queue: JobQueue, at_hand: int) -> None:
    taken(queue, at_hand)

    assert queue.defer("look", {"number": 1}, lock=LOCK, is_only_one=True)
    assert not queue.defer("look", {"number": 1}, lock=LOCK, is_only_one=True)
