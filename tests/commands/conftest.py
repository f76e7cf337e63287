"""The commands on a real store with a small catalog."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.adapters.places import Places
from bot.adapters.web_pages import WebPages
from catalog_store.database import Database
from catalog_store.descriptors import BUILT_IN
from catalog_store.names import NameIndex
from catalog_store.policies import Policies
from catalog_store.privacy import Privacy
from catalog_store.scorecards import DEFAULT
from catalog_store.search import Search
from catalog_store.search.postgres_engine import PostgresEngine
from catalog_store.standings.judging import Judging
from catalog_store.sync import Ingestion
from commands.services import Services
from commands.sight import CatalogSight
from tests.commands.asking import NOW, Mails, Somebody
from tests.support.databases import ReusedDatabase, copied_database, template_database

CATALOG = Path(__file__).parent / "catalog.yaml"


#: Replaces a part of the catalog's file and reads it anew.
Rewrite = Callable[[str, str], None]


@pytest.fixture(scope="session")
def _file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("commands") / "catalog.yaml"
    file.write_text(CATALOG.read_text())
    return file


@pytest.fixture(scope="session")
def _filled(postgres: str, _file: Path) -> Iterator[str]:
    with template_database(postgres) as url:
        database = Database(url)
        ingest(database, _file)
        database.close()
        yield url


@pytest.fixture(scope="session")
def _refilled(_filled: str) -> Iterator[ReusedDatabase]:
    with copied_database(_filled) as url:
        database = ReusedDatabase(url)
        yield database
        database.close()


@pytest.fixture
def filled(_refilled: ReusedDatabase) -> Iterator[Database]:
    """A database with the small catalog in it, to change as one likes."""
    database = Database(_refilled.as_it_was())
    yield database
    database.close()


@pytest.fixture
def rewrite(filled: Database, _file: Path) -> Iterator[Rewrite]:
    """Changes the catalog under somebody's hands."""

    def rewrite(old: str, new: str) -> None:
        text = _file.read_text()
        assert old in text
        _file.write_text(text.replace(old, new))
        ingest(filled, _file)

    yield rewrite
    _file.write_text(CATALOG.read_text())


@pytest.fixture(scope="session")
def services(_filled: str) -> Iterator[Services]:
    """What commands may ask for, on the small catalog, for tests that change nothing."""
    with copied_database(_filled) as url:
        database = Database(url)
        yield services_on(database)
        database.close()


@pytest.fixture(scope="session")
def ana(services: Services) -> Somebody:
    """Somebody of the team Payments who only asks."""
    return Somebody(services)


@pytest.fixture
def owner(filled: Database) -> Somebody:
    """The same person with a catalog of the test's own, where they may claim things."""
    return Somebody(services_on(filled))


@pytest.fixture
def newcomer(database: Database) -> Somebody:
    """Somebody whose catalog is empty."""
    return Somebody(replace(services_on(database), platform_channel=None))


def services_on(database: Database) -> Services:
    names = NameIndex(database)
    made = Services.over(
        database,
        names,
        people=Mails(),
        search=Search(database, PostgresEngine(database)),
        judging=Judging(database, DEFAULT, clock=lambda: NOW),
        clock=lambda: NOW,
    )
    sight = CatalogSight(database, names, Privacy(database, Policies()))
    return replace(made, sight=sight, platform_channel="C0PLATFORM1")


def ingest(database: Database, path: Path) -> None:
    """Bring the catalog in line with the file."""
    Ingestion(database, Places(WebPages(())), kinds=BUILT_IN, clock=lambda: NOW).run(f"file:{path}")
