"""Real processes that do jobs: one is killed in the middle, and another one carries on."""

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from catalog_store.database import Database
from catalog_store.job_queue import JobQueue
from tests.support.processes import becomes_true, python

pytestmark = pytest.mark.more

#: Does `slow` in its first process for a minute, anywhere else at once; and `deadly`, which is what it says.
WORKER = """
import os, sys, time
from bot.workers import Job, Task, Workers
from catalog_store.database import Database
from catalog_store.job_queue import JobQueue

def slow(job: Job) -> None:
    print("begun", job.arguments["number"], flush=True)
    for _ in range(600 if sys.argv[2] == "first" else 0):
        job.hand_over_if_ending()
        time.sleep(0.1)
    print("done", job.arguments["number"], flush=True)

def deadly(job: Job) -> None:
    os._exit(137)

database = Database(sys.argv[1])
tasks = (Task("slow", slow), Task("deadly", deadly, tries=2))
workers = Workers(tasks, JobQueue(database), url=database.libpq_url, wait_until_ready=lambda: True)
workers.start()
sys.stdin.readline()
workers.stop()
"""

Start = Callable[[str], "subprocess.Popen[str]"]


@pytest.fixture
def start(database_url: str) -> Iterator[Start]:
    with ExitStack() as stack:

        def begin(name: str) -> "subprocess.Popen[str]":
            process = stack.enter_context(python(WORKER, database_url, name))
            stack.callback(process.kill)
            return process

        yield begin


def line(process: "subprocess.Popen[str]") -> str:
    """What a job says next; the log in between is left out."""
    assert process.stdout
    return next(text.strip() for text in process.stdout if text.startswith(("begun", "done")))


def test_a_job_is_carried_on_within_seconds(start: Start, database: Database) -> None:
    JobQueue(database).defer("slow", {"number": 1}, lock="source")
    first = start("first")
    assert line(first) == "begun 1"
    second = start("second")
    first.kill()
    killed_at = time.monotonic()
    assert [line(second), line(second)] == ["begun 1", "done 1"]
    assert time.monotonic() - killed_at < 30


def test_a_job_is_handed_over_by_a_process_that_ends(start: Start, database: Database) -> None:
    JobQueue(database).defer("slow", {"number": 1})
    first = start("first")
    assert line(first) == "begun 1"
    first.communicate("end\n", timeout=30)
    assert first.returncode == 0
    second = start("second")
    assert [line(second), line(second)] == ["begun 1", "done 1"]


def test_a_job_that_kills_every_process_is_set_aside(start: Start, database: Database) -> None:
    queue = JobQueue(database)
    queue.defer("deadly")
    for name in ("first", "second"):
        assert start(name).wait(30) == 137
    survivor = start("third")
    assert becomes_true(lambda: bool(queue.set_aside()), within=30)
    assert [(job.task, job.tries) for job in queue.set_aside()] == [("deadly", 2)]
    assert survivor.poll() is None
