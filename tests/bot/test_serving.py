"""The parts of a running bot that wait for the database, and what its sources are read by."""

import threading
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import text
from sqlalchemy.engine import make_url
from structlog.testing import capture_logs

from bot import wiring
from bot.jobs import Bench, forget, read_source
from bot.ready_database import ReadyDatabase
from bot.schedule import Schedule, Tick
from bot.settings import Settings, load
from bot.ticking import ticks
from bot.workers import HandedOverError, Job
from catalog_store.database import Database
from catalog_store.job_queue import JobQueue
from catalog_store.slack.seen import SeenEvents
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


def test_a_failure_that_stays_is_logged_once_and_another_one_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = iter([KeyError("a"), KeyError("a"), KeyError("a"), KeyError("b"), KeyError("b")])

    def break_down() -> None:
        failure = next(failures, None)
        if failure:
            raise failure

    monkeypatch.setattr(database, "migrate", break_down)
    monkeypatch.setattr("bot.ready_database._DATABASE_TRIED_EVERY", 0.01)
    ready = ReadyDatabase(database, migrate=True)
    with capture_logs() as log:
        ready.start()
        assert becomes_true(ready.is_ready)
    ready.stop()

    logged = [entry for entry in log if entry["event"] == "database-not-ready"]
    assert [str(entry["exc_info"]) for entry in logged] == ["'a'", "'b'"]


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
    waiting.join(60)
    assert answers == [False]


def test_each_source_is_read_by_a_job_of_its_own(settings: Settings, database: Database) -> None:
    ready = ReadyDatabase(database, migrate=False)
    ready.start()
    _forgetting, *readings = ticks(settings, JobQueue(database), ready)
    for tick in readings * 2:
        tick.work()
    ready.stop()
    assert [Path(tick.name).name for tick in readings] == ["gone.yaml", "good.yaml"]
    assert JobQueue(database).condition().waiting == 4, "two at the start, two of the next round"


def test_a_source_that_is_gone_keeps_no_other_from_being_read(settings: Settings, database: Database) -> None:
    with capture_logs() as log:
        for name in ("gone.yaml", "good.yaml"):
            read_source(Bench(settings, database), _job({"source": f"file:{settings.locations[0].target[:-9]}{name}"}))
    assert [entry["event"] for entry in log] == ["source-read", "file-unreadable", "source-read"]
    assert not Catalog(database).is_empty()


def test_what_another_replica_read_a_moment_ago_is_not_read_again(settings: Settings, database: Database) -> None:
    source = f"file:{settings.locations[1].target}"
    bench, a_minute_ago = Bench(settings, database), (wiring.now() - timedelta(minutes=1)).isoformat()
    with capture_logs() as log:
        for _ in range(2):
            read_source(bench, _job({"source": source, "unless_read_after": a_minute_ago}))
    assert [entry["event"] for entry in log] == ["source-read"]


def test_reading_is_handed_over_in_its_middle_when_we_stop(settings: Settings, database: Database) -> None:
    with pytest.raises(HandedOverError):
        read_source(Bench(settings, database), Job({"source": f"file:{settings.locations[1].target}"}, lambda: True))
    assert Catalog(database).is_empty()


def test_what_nobody_will_ask_for_is_forgotten(settings: Settings, database: Database) -> None:
    seen = SeenEvents(database)
    seen.first_time("event:Ev1")
    forget(Bench(settings, database), _job({}))
    assert seen.knows("event:Ev1")
    with database.changing() as connection:
        connection.execute(text("UPDATE seen_events SET seen_at = now() - interval '2 days'"))
    forget(Bench(settings, database), _job({}))
    assert not seen.knows("event:Ev1")


def _job(arguments: Mapping[str, str]) -> Job:
    return Job(arguments, lambda: False)


def test_a_tick_that_fails_is_in_the_log_and_comes_again() -> None:
    times: list[float] = []

    def break_down() -> None:
        times.append(time.monotonic())
        raise ZeroDivisionError

    schedule = Schedule([_tick("breaks", break_down)])
    with capture_logs() as log:
        schedule.start()
        assert becomes_true(lambda: len(times) >= 2)
        schedule.stop()
    assert (log[0]["event"], log[0]["tick"]) == ("tick-failed", "breaks")
    assert isinstance(log[0]["exc_info"], ZeroDivisionError)


def _tick(name: str, work: Callable[[], None]) -> Tick:
    return Tick(name, work, timedelta(seconds=1), jitter=timedelta(0), at_once=True)


def test_a_schedule_ends_with_the_tick_at_hand() -> None:
    begun, done = threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        time.sleep(0.2)
        done.set()

    schedule = Schedule([_tick("works", work)])
    schedule.start()
    assert begun.wait(60)
    schedule.stop()
    assert done.is_set()
