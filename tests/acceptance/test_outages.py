"""Postgres or Slack goes away and comes back: people read a plain sentence, and nobody has to restart anything."""

import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from bot import settings, wiring
from catalog_store.database import Database
from catalog_store.embedded import EmbeddedPostgres
from tests.acceptance.conftest import Watch
from tests.acceptance.office import WAITING, Colleague, Office, company_slack, running_bot, running_office
from tests.company.files import CATALOG

pytestmark = pytest.mark.more

_WITHIN = 60.0


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a Postgres server that may be stopped, with the sample company in it."""
    folder = tmp_path_factory.mktemp("outages")
    with EmbeddedPostgres(folder, durable=False) as url:
        database = Database(url)
        database.migrate()
        wiring.ingestion(settings.load({}, folder), database).run(f"file:{CATALOG}")
        database.close()
    return folder


@pytest.fixture
def postgres_server(home: Path) -> Iterator[EmbeddedPostgres]:
    """A server of the test's own, not started yet."""
    server = EmbeddedPostgres(home, durable=False)
    yield server
    server.stop()


def test_people_read_a_plain_sentence_while_postgres_is_away_and_answers_once_it_is_back(
    postgres_server: EmbeddedPostgres, home: Path, watched: Watch
) -> None:
    url = postgres_server.start()
    with running_office(url, home, over="http") as office, watched(office.slack):
        ana = office.person("ana", "payments")
        answer = ana.types("/owner", "payments-api")
        assert "owned by Payments" in answer.text

        postgres_server.stop()
        assert _is_plain(ana.types("/owner", "payments-api").text)
        assert _is_plain(ana.mentions("owner payments-api").text)
        assert _is_plain(ana.presses_for_more(answer, "More").text)
        assert _is_plain(ana.opens_home())
        assert office.sends.request("GET", "/readyz").status == 503

        postgres_server.start()
        _recovers(office, ana)


def test_people_are_told_in_time_while_postgres_hangs_and_are_answered_when_it_goes_on(
    postgres_server: EmbeddedPostgres, home: Path, watched: Watch
) -> None:
    """A disk that is full, or a machine that is out of breath: connections stay open and nothing comes."""
    url = postgres_server.start()
    with running_office(url, home, over="http") as office, watched(office.slack):
        greta = office.person("greta", "payments")
        with _hanging(url, home):
            greta.seat.slash("/owner", "payments-api", channel=greta.channel)
            told = office.slack.wait_for(lambda: [message for message in greta.in_view() if WAITING in message.text])[0]
        answer = office.sees(lambda: [message for message in greta.in_view() if message.ts > told.ts])

        assert "owned by Payments" in answer.text


def test_a_bot_that_starts_before_postgres_answers_once_it_is_there(
    postgres_server: EmbeddedPostgres, home: Path, watched: Watch
) -> None:
    url = postgres_server.start()
    postgres_server.stop()
    with running_office(url, home, over="socket", has_database=False) as office, watched(office.slack):
        mei = office.person("mei", "booking")
        assert _is_plain(mei.types("/owner", "booking-api").text)

        postgres_server.start()
        _recovers(office, mei)


def test_a_bot_that_starts_before_slack_answers_once_it_is_there(
    company_copy: str, tmp_path: Path, watched: Watch
) -> None:
    port = _free_port()
    slack = company_slack(port)
    opening = threading.Timer(1.0, slack.start)
    opening.start()
    with running_bot(f"http://127.0.0.1:{port}/api/", company_copy, tmp_path, over="socket") as (bot, database):
        opening.join()
        slack.wait_until_connected(timeout=_WITHIN)
        with watched(slack):
            ana = Office(slack, bot, database, company_copy).person("ana", "payments")
            assert "owned by Payments" in ana.types("/owner", "payments-api").text
            assert "owned by Payments" in ana.mentions("owner payments-api").text
    slack.stop()


def _is_plain(text: str) -> bool:
    """It says what happened in words, and no more."""
    return "database" in text.lower() and "Traceback" not in text and "psycopg" not in text and len(text) < 300


@contextmanager
def _hanging(url: str, home: Path) -> Iterator[None]:
    """Stops all of the server's processes, and lets them go on at the end."""
    (pid_file,) = home.rglob("postmaster.pid")
    postmaster = int(pid_file.read_text().splitlines()[0])
    with psycopg.connect(url) as connection:
        _signal([postmaster], signal.SIGSTOP)  # first, so that it starts no process that we would miss
        backends = [int(row[0]) for row in connection.execute("SELECT pid FROM pg_stat_activity")]
    _signal(backends, signal.SIGSTOP)
    try:
        yield
    finally:
        _signal([*backends, postmaster], signal.SIGCONT)


def _signal(processes: list[int], number: signal.Signals) -> None:
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, number)


def _recovers(office: Office, person: Colleague) -> None:
    office.slack.wait_for(lambda: "owned by" in person.types("/owner", "ledger").text, timeout=_WITHIN)
    office.slack.wait_for(lambda: office.sends.request("GET", "/readyz").status == 200, timeout=_WITHIN)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
