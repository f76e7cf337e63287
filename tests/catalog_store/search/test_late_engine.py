"""An engine is loaded when somebody searches, or when there is something to be found; and then finds it."""

from pathlib import Path

import pytest

from catalog_store.database import Database
from catalog_store.search import Engine, Search, parse_query
from catalog_store.search.late_engine import LateEngine
from catalog_store.search.whoosh_engine import WhooshEngine
from tests.support.catalog import entity, put


@pytest.fixture
def loaded() -> list[Engine]:
    """Every engine that was loaded."""
    return []


@pytest.fixture
def search(database: Database, tmp_path: Path, loaded: list[Engine]) -> Search:
    def load() -> Engine:
        loaded.append(WhooshEngine(database, tmp_path / "search"))
        return loaded[-1]

    return Search(database, LateEngine(database, load))


def test_loads_nothing_for_a_catalog_into_which_nothing_was_read(search: Search, loaded: list[Engine]) -> None:
    assert search.follow()
    assert loaded == []


def test_is_loaded_with_the_first_change(search: Search, loaded: list[Engine], database: Database) -> None:
    search.follow()
    put(database, entity("Component", "orders-api"))
    search.follow()
    search.follow()
    assert [hit.ref.name for hit in search.find(parse_query("order")).hits] == ["orders-api"]
    assert len(loaded) == 1


def test_is_loaded_for_the_first_search(search: Search, loaded: list[Engine]) -> None:
    search.follow()
    found = search.find(parse_query("order"))
    assert (found.total, found.notes) == (0, ())
    assert len(loaded) == 1
