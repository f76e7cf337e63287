"""Fixtures that every test can ask for: the server, an empty database, and a catalog's database."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings

from catalog_store.database import Database
from catalog_store.embedded import EmbeddedPostgres
from tests.support.databases import ReusedDatabase, copied_database, empty_database, template_database

# The same examples at each run, whatever the machine's pace and what earlier runs have left behind;
# `--hypothesis-profile=default` looks for new ones.
settings.register_profile("steady", derandomize=True, database=None, deadline=None)
settings.load_profile("steady")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What tests have counted, wherever they ran: `record_property("counted", …)`."""
    ended = (report for outcome in ("passed", "failed") for report in terminalreporter.getreports(outcome))
    for report in ended:
        for name, value in report.user_properties:
            if name == "counted":
                terminalreporter.write_line(f"{report.nodeid}\n  {value}")


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Postgres server: `DATABASE_URL`'s, else an embedded one that all workers of this run share."""
    if "DATABASE_URL" in os.environ:
        yield os.environ["DATABASE_URL"]
        return
    with EmbeddedPostgres(_folder_of_all_workers(tmp_path_factory), durable=False) as url:
        yield url


@pytest.fixture(scope="session")
def _template(postgres: str) -> Iterator[str]:
    with template_database(postgres) as url:
        yield url


@pytest.fixture
def empty_database_url(postgres: str) -> Iterator[str]:
    """The address of a database of the test's own, without tables."""
    with empty_database(postgres) as url:
        yield url


@pytest.fixture(scope="session")
def _reused(_template: str) -> Iterator[ReusedDatabase]:
    with copied_database(_template) as url:
        database = ReusedDatabase(url)
        yield database
        database.close()


@pytest.fixture
def database_url(_template: str) -> Iterator[str]:
    """The address of a database of the test's own, with all tables and nothing in them, to do with as one likes."""
    with copied_database(_template) as url:
        yield url


@pytest.fixture
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A database with all tables and nothing in them: the one at `database_url` if the test asks for that, too.

    Otherwise it is one that the tests share in turn, which is quicker. Leave its tables and settings as they are.
    """
    own = "database_url" in request.fixturenames
    url = request.getfixturevalue("database_url") if own else request.getfixturevalue("_reused").as_it_was()
    database = Database(url)
    yield database
    database.close()


@pytest.fixture
def now() -> datetime:
    """A moment for tests in which time plays a part: a Monday morning."""
    return datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def _folder_of_all_workers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
