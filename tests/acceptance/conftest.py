"""The whole of Callboard as people meet it: the sample company in Postgres, the running bot, and a local Slack."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from bot import settings, wiring
from bot.workspace.local import LocalSlack
from catalog_store.database import Database
from tests.acceptance import conduct
from tests.acceptance.office import Office, running_office
from tests.company.files import CATALOG
from tests.support.databases import copied_database

Watch = Callable[[LocalSlack], AbstractContextManager[None]]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--dump-messages", metavar="DIR", help="write every message that the bot sends into this folder")


@pytest.fixture(scope="session")
def watched(pytestconfig: pytest.Config) -> Watch:
    """Judges all that the bot sent to a Slack once it is over, and writes it down when that was asked for."""
    folder = pytestconfig.getoption("--dump-messages", default=None)

    @contextmanager
    def watch(slack: LocalSlack) -> Iterator[None]:
        yield
        everything = list(conduct.sent(slack))
        for message in everything if folder else ():
            conduct.dump(message, Path(folder))
        faults = [fault for message in everything for fault in conduct.misconduct(message)]
        assert [*dict.fromkeys(faults), *conduct.pinged(slack)] == []

    return watch


@pytest.fixture(scope="session")
def company(_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a database with the sample company in it, to be copied."""
    with copied_database(_template) as url:
        database = Database(url)
        wiring.ingestion(settings.load({}, tmp_path_factory.mktemp("ingest")), database).run(f"file:{CATALOG}")
        database.close()
        yield url


@pytest.fixture
def company_copy(company: str) -> Iterator[str]:
    """The address of a database of the test's own with the sample company in it."""
    with copied_database(company) as url:
        yield url


@pytest.fixture(scope="session")
def over_socket(company: str, watched: Watch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The company's office with the bot in Socket Mode, shared by all tests."""
    yield from _office(company, watched, tmp_path_factory, "socket")


@pytest.fixture(scope="session")
def over_http(company: str, watched: Watch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The company's office with the bot reached by signed HTTP, shared by all tests."""
    yield from _office(company, watched, tmp_path_factory, "http")


@pytest.fixture(params=["over_socket", pytest.param("over_http", marks=pytest.mark.more)])
def office(request: pytest.FixtureRequest) -> Office:
    """The company's office; what people read must not depend on the way to the bot."""
    office: Office = request.getfixturevalue(request.param)
    return office


def _office(company: str, watched: Watch, folders: pytest.TempPathFactory, over: str) -> Iterator[Office]:
    with (
        copied_database(company) as url,
        running_office(url, folders.mktemp(over), over=over) as office,
        watched(office.slack),
    ):
        yield office
