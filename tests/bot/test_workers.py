"""Jobs are done by whoever is there, carried on when one dies, and set aside when they never succeed."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from bot.workers import Job, Task, Workers
from catalog_store.database import Database
from catalog_store.errors import DatabaseAwayError
from catalog_store.job_queue import JobQueue, SetAside
from tests.support.cable import cable_to
from tests.support.patience import eventually

pytestmark = pytest.mark.more

Start = Callable[..., Workers]


@pytest.fixture
def queue(database: Database) -> JobQueue:
    return JobQueue(database)


@pytest.fixture
def start(database: Database, queue: JobQueue) -> Iterator[Start]:
    """Starts workers, and stops them in the end."""
    with ExitStack() as stack:

        def begin(*tasks: Task, url: str = database.libpq_url, grace: float = 5.0, polling: float = 1.0) -> Workers:
            workers = Workers(tasks, queue, url=url, wait_until_ready=lambda: True, grace=grace, polling=polling)
            workers.start()
            stack.callback(workers.stop)
            return workers

        yield begin


def test_jobs_are_done_with_their_arguments_as_postgres_tells_of_them(start: Start, queue: JobQueue) -> None:
    done: list[object] = []
    start(Task("note", lambda job: done.append(job.arguments["what"])), polling=3600)
    # Nobody looks for an hour. Only the first ones may have been there when the worker came.
    assert eventually(lambda: queue.defer("note", {"what": "a"}) and len(done) > 10)
    assert set(done) == {"a"}


def test_a_job_is_done_by_one_of_many(start: Start, queue: JobQueue) -> None:
    done: list[object] = []
    for _ in range(3):
        start(Task("note", lambda job: done.append(job.arguments["number"])))
    for number in range(20):
        queue.defer("note", {"number": number})
    assert eventually(lambda: len(done) >= 20)
    time.sleep(0.3)
    assert sorted(map(str, done)) == sorted(map(str, range(20)))


def test_of_those_with_one_lock_one_is_done_at_a_time(start: Start, queue: JobQueue) -> None:
    at_once, most, done = [0], [0], [0]

    def work(_job: Job) -> None:
        at_once[0] += 1
        most[0] = max(most[0], at_once[0])
        time.sleep(0.05)
        at_once[0] -= 1
        done[0] += 1

    start(Task("read", work))
    for number in range(4):
        queue.defer("read", {"number": number}, lock="source")
    assert eventually(lambda: done[0] == 4, within=60)
    assert most == [1]


def test_the_same_is_not_put_in_twice_while_it_waits(queue: JobQueue) -> None:
    assert queue.defer("read", {"source": "a"}, is_only_one=True)
    assert not queue.defer("read", {"source": "a"}, is_only_one=True)
    assert queue.defer("read", {"source": "b"}, is_only_one=True)
    assert queue.condition().waiting == 2


def test_what_only_a_newer_version_knows_is_left_to_it(start: Start, queue: JobQueue) -> None:
    done: list[str] = []
    start(Task("note", lambda _job: done.append("note")))
    queue.defer("newer")
    with capture_logs() as logs:
        assert eventually(lambda: any(each["event"] == "job-left-to-another-version" for each in logs))
    start(Task("note", lambda _job: None), Task("newer", lambda _job: done.append("newer")))
    assert eventually(lambda: done == ["newer"], within=60)
    assert queue.set_aside() == ()


def test_what_fails_is_tried_again(start: Start, queue: JobQueue) -> None:
    tries: list[int] = []

    def work(_job: Job) -> None:
        tries.append(1)
        if len(tries) == 1:
            raise ZeroDivisionError

    with capture_logs() as logs:
        start(Task("shaky", work, pause=0))
        queue.defer("shaky")
        assert eventually(lambda: len(tries) == 2)
    assert [entry["log_level"] for entry in logs if entry["event"] == "job-failed"] == ["error"]


def test_what_never_succeeds_is_set_aside_and_named(start: Start, queue: JobQueue) -> None:
    def work(_job: Job) -> None:
        raise DatabaseAwayError("it is elsewhere")

    start(Task("poisoned", work, tries=2, pause=0))
    queue.defer("poisoned", {"source": "a"})
    [job] = eventually(queue.set_aside)
    assert (job.task, job.arguments, job.tries) == ("poisoned", {"source": "a"}, 2)


def test_the_job_of_a_dead_worker_is_carried_on_by_another(database: Database, start: Start, queue: JobQueue) -> None:
    queue.defer("note", {"what": "a"})
    _taken_by_somebody_who_died(database)
    done: list[object] = []
    with capture_logs() as logs:
        start(Task("note", lambda job: done.append(job.arguments["what"])))
        assert eventually(lambda: done) == ["a"]
    assert "job-taken-from-the-dead" in [entry["event"] for entry in logs]


def test_a_job_that_kills_its_workers_is_set_aside(database: Database, start: Start, queue: JobQueue) -> None:
    queue.defer("deadly")
    _taken_by_somebody_who_died(database, tries=4)
    done: list[Job] = []
    start(Task("deadly", done.append, tries=5))
    [job] = eventually(queue.set_aside)
    assert isinstance(job, SetAside)
    assert (job.task, job.tries, done) == ("deadly", 5, [])


def test_ending_waits_for_the_job_at_hand(start: Start, queue: JobQueue) -> None:
    begun, done = threading.Event(), threading.Event()

    def work(_job: Job) -> None:
        begun.set()
        time.sleep(0.3)
        done.set()

    workers = start(Task("short", work))
    queue.defer("short")
    assert begun.wait(60)
    workers.stop()
    assert done.is_set()


def test_a_long_job_is_handed_over_when_we_end(start: Start, queue: JobQueue) -> None:
    begun, replicas, ended_by = threading.Event(), iter(("first", "second")), []

    def work(job: Job) -> None:
        replica = next(replicas)
        begun.set()
        while replica == "first":
            job.hand_over_if_ending()
            time.sleep(0.01)
        ended_by.append(replica)

    task = Task("long", work, pause=60)
    first = start(task)
    queue.defer("long")
    assert begun.wait(60)
    first.stop()
    start(task)
    assert eventually(lambda: ended_by) == ["second"]


@pytest.mark.more
@pytest.mark.usefixtures("database_url")
def test_goes_on_when_the_database_is_back(database: Database, start: Start, queue: JobQueue) -> None:
    done: list[object] = []
    with cable_to(database.libpq_url) as cable:
        cable.mend()
        start(Task("note", lambda job: done.append(job.arguments["what"])), url=cable.url)
        queue.defer("note", {"what": "before"})
        assert eventually(lambda: done == ["before"])
        cable.cut()
        queue.defer("note", {"what": "after"})
        time.sleep(0.5)
        cable.mend()
        assert eventually(lambda: done == ["before", "after"], within=60)


def test_ends_though_it_never_began(queue: JobQueue, database: Database) -> None:
    Workers((), queue, url=database.libpq_url, wait_until_ready=lambda: True).stop()


def _taken_by_somebody_who_died(database: Database, *, tries: int = 0) -> None:
    with database.changing() as connection:
        worker = connection.execute(
            text("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '7 s') RETURNING id")
        ).scalar_one()
        taking = text("UPDATE procrastinate_jobs SET status = 'doing', worker_id = :worker, attempts = :tries")
        connection.execute(taking, {"worker": worker, "tries": tries})
