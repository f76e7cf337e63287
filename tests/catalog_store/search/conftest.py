"""The sample company in a database, and the search engines that the suite is held to."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot import settings, wiring
from catalog_store.database import Database
from catalog_store.search import Engine
from catalog_store.search.postgres_engine import PostgresEngine
from catalog_store.search.whoosh_engine import WhooshEngine
from tests.company.files import CATALOG
from tests.support.databases import copied_database

MakeEngine = Callable[[Database, Path], Engine]

ENGINES: dict[str, MakeEngine] = {
    "whoosh": WhooshEngine,
    "postgres": lambda database, _folder: PostgresEngine(database),
}


@pytest.fixture(scope="module")
def company(_template: str) -> Iterator[Database]:
    """A database with the sample company in it."""
    with copied_database(_template) as url:
        database = Database(url)
        wiring.ingestion(settings.load({}, CATALOG), database).run(f"file:{CATALOG}")
        yield database
        database.close()


@pytest.fixture(params=ENGINES)
def make_engine(request: pytest.FixtureRequest) -> MakeEngine:
    """One engine after the other."""
    return ENGINES[request.param]
