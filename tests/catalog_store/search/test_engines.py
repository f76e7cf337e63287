"""What both engines promise: they follow the catalog's changes, page through, and never keep anybody waiting."""

from pathlib import Path
from typing import Any

import pytest

from catalog_store.database import Database
from catalog_store.search import Engine, Page, Search, parse_query
from tests.catalog_store.search.conftest import MakeEngine
from tests.support.catalog import entity, put, remove


@pytest.fixture
def engine(make_engine: MakeEngine, database: Database, tmp_path: Path) -> Engine:
    return make_engine(database, tmp_path / "search")


@pytest.fixture
def search(engine: Engine, database: Database) -> Search:
    return Search(database, engine)


def found(search: Search, words: str, **page: Any) -> list[str]:
    return names(search.find(parse_query(words), **page))


def names(page: Page) -> list[str]:
    return [hit.ref.name for hit in page.hits]


def test_a_change_is_found_after_the_next_look(search: Search, database: Database) -> None:
    put(database, entity("Component", "orders-api"))
    search.follow()
    put(database, entity("Component", "orders-api", title="Purchase API"), entity("Component", "stock"))
    search.follow()

    assert found(search, "purchase") == ["orders-api"]
    assert found(search, "stock") == ["stock"]


def test_what_was_removed_is_found_no_more(search: Search, database: Database) -> None:
    put(database, entity("Component", "orders-api"), entity("Component", "orders-web"))
    search.follow()
    remove(database, "component:default/orders-api")

    assert found(search, "orders") == ["orders-web"]
    search.follow()
    assert search.find(parse_query("orders")).total == 1


def test_a_renamed_thing_is_found_by_its_new_name_only(search: Search, database: Database) -> None:
    put(database, entity("Component", "orders", title="Old words"))
    search.follow()
    put(database, entity("Component", "orders", title="New words"))
    search.follow()

    assert found(search, "new") == ["orders"]
    assert found(search, "old") == []


def test_a_small_catalog_is_taken_in_when_first_asked(search: Search, database: Database) -> None:
    put(database, entity("Component", "orders-api"))

    assert found(search, "order") == ["orders-api"]


def test_nothing_is_found_in_an_empty_catalog(search: Search) -> None:
    search.follow()
    page = search.find(parse_query("orders"))

    assert (page.hits, page.total) == ((), 0)


def test_pages_follow_one_another_without_a_gap(search: Search, database: Database) -> None:
    put(database, *(entity("Component", f"worker-{number}") for number in range(73)))
    search.follow()
    pages = [search.find(parse_query("worker"), limit=5, offset=offset) for offset in range(0, 75, 5)]

    every = [name for page in pages for name in names(page)]
    assert len(every) == len(set(every)) == 73
    assert {page.total for page in pages} == {73}


def test_while_the_index_is_built_names_and_descriptions_are_searched(
    engine: Engine, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(database, entity("Component", "orders-api", description="Takes orders.", lifecycle="production"))
    monkeypatch.setattr("catalog_store.search.search._FEW", 0)
    page = Search(database, engine).find(parse_query("orders lifecycle:production"))

    assert names(page) == ["orders-api"]
    assert "being built" in page.notes[0]


def test_says_which_part_has_the_words(search: Search, database: Database) -> None:
    put(database, entity("Component", "orders-api", description="Sends every purchase to Kafka.", owner="shop"))
    hit = search.find(parse_query("orders kafka shop")).hits[0]

    assert [(match.field, match.words) for match in hit.matches] == [
        ("name", ("orders",)),
        ("description", ("Kafka",)),
        ("owner", ("shop",)),
    ]
    assert hit.matches[1].excerpt == "Sends every purchase to Kafka."


def test_hostile_words_and_filters_do_no_harm(search: Search, database: Database) -> None:
    put(database, entity("Component", "orders-api", description="x'); DROP TABLE entities; -- \\ ' : & | ! ( ) *"))
    search.follow()
    for words in (
        "'",
        "a & b | !c",
        "kind:'x' tag:\"a'b\\\"",
        "orders' & *",
        "\\",
        "tag:'",
        ":",
        "-",
        "-tag:",
        "x" * 5000,
    ):
        search.find(parse_query(words))

    assert found(search, "orders") == ["orders-api"]


def test_of_several_words_one_may_be_wrong(search: Search, database: Database) -> None:
    noise = (entity("Component", f"stock-{number}") for number in range(80))
    put(database, *noise, entity("Component", "axis-stock-sync-worker"))
    search.follow()
    page = search.find(parse_query("axq stock sync worker"))

    assert names(page) == ["axis-stock-sync-worker"]
    assert not page.is_exact
