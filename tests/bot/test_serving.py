"""The parts of a running bot that wait for the database, and the jobs that read its sources."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import make_url
from structlog.testing import capture_logs

from bot.schedule import Job, Schedule
from bot.serving import ReadyDatabase, source_jobs
from bot.settings import Settings, load
from catalog_store.database import Database
from catalog_store.store import Catalog
from tests.support.processes import becomes_true

COMPONENT = (
    "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: a}\n"
    "spec: {type: service, lifecycle: production, owner: me}\n"
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Two sources, one of them named twice."""
    (tmp_path / "good.yaml").write_text(COMPONENT)
    places = "".join(f"    - {{type: file, target: {name}}}\n" for name in ("gone.yaml", "good.yaml", "./good.yaml"))
    (tmp_path / "app-config.yaml").write_text(f"catalog:\n  locations:\n{places}")
    return load({}, tmp_path)


def test_a_user_without_rights_is_told_so_until_they_have_them(empty_database_url: str) -> None:
    name = make_url(empty_database_url).database
    role = f"reader_{name}"
    with psycopg.connect(empty_database_url, autocommit=True) as owner:
        owner.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
        owner.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        database = Database(make_url(empty_database_url).set(username=role).render_as_string(hide_password=False))
        ready = ReadyDatabase(database, migrate=True)
        ready.start()
        try:
            assert becomes_true(lambda: "does not let us change it (permission denied" in str(ready.fault()))
            owner.execute(sql.SQL("GRANT CREATE ON SCHEMA public TO {}").format(sql.Identifier(role)))
            assert becomes_true(lambda: ready.fault() is None)
        finally:
            ready.stop()
            database.close()
            owner.execute(sql.SQL("DROP OWNED BY {0}; DROP ROLE {0}").format(sql.Identifier(role)))


def test_a_failure_that_nobody_foresaw_is_told_too(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(database, "migrate", break_down)
    ready = ReadyDatabase(database, migrate=True)
    with capture_logs() as log:
        ready.start()
        assert becomes_true(lambda: "(ZeroDivisionError, see the log)" in str(ready.fault()))
        ready.stop()
    assert isinstance(log[0]["exc_info"], ZeroDivisionError)


def test_nobody_waits_for_the_database_any_longer_than_we_run() -> None:
    ready = ReadyDatabase(Database("postgresql://callboard@127.0.0.1:9/callboard"), migrate=True)
    answers: list[bool] = []
    waiting = threading.Thread(target=lambda: answers.append(ready.wait()))
    ready.start()
    waiting.start()
    ready.stop()
    waiting.join(5)
    assert answers == [False]


def test_each_source_is_read_once_and_by_itself(settings: Settings, database: Database) -> None:
    ready = ReadyDatabase(database, migrate=False)
    ready.start()
    assert ready.wait()
    jobs = source_jobs(settings, database, ready)
    assert [Path(job.name).name for job in jobs] == ["gone.yaml", "good.yaml"]
    with capture_logs() as log:
        for job in jobs:
            job.work()
    ready.stop()
    assert [entry["event"] for entry in log] == ["source-read", "file-unreadable", "source-read"]
    assert not Catalog(database).is_empty()


def test_reading_is_left_in_its_middle_when_we_stop(settings: Settings, database: Database) -> None:
    class Stopping(ReadyDatabase):
        """Ready, and told to stop as soon as reading has begun."""

        def wait(self) -> bool:
            self.stop()
            return True

    ready = Stopping(database, migrate=False)
    ready.start()
    assert becomes_true(lambda: ready.fault() is None)
    with capture_logs() as log:
        source_jobs(settings, database, ready)[-1].work()
    assert [entry["event"] for entry in log] == ["source-left"]
    assert Catalog(database).is_empty()


def test_a_job_that_fails_is_in_the_log_and_comes_again() -> None:
    times: list[float] = []

    def break_down() -> None:
        times.append(time.monotonic())
        raise ZeroDivisionError

    schedule = Schedule([_job("breaks", break_down)])
    with capture_logs() as log:
        schedule.start()
        assert becomes_true(lambda: len(times) >= 2)
        schedule.stop()
    assert (log[0]["event"], log[0]["job"]) == ("job-failed", "breaks")
    assert isinstance(log[0]["exc_info"], ZeroDivisionError)


def _job(name: str, work: Callable[[], None]) -> Job:
    return Job(name, work, timedelta(seconds=1), jitter=timedelta(0), at_once=True)


def test_a_schedule_ends_with_the_job_at_hand() -> None:
    begun, done = threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        time.sleep(0.2)
        done.set()

    schedule = Schedule([_job("works", work)])
    schedule.start()
    assert begun.wait(5)
    schedule.stop()
    assert done.is_set()
