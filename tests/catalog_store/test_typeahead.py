"""What a picker offers while somebody types."""

import pytest

from catalog_store.database import Database
from catalog_store.names import NameIndex
from catalog_store.refs import EntityRef
from catalog_store.typeahead import Typeahead
from tests.support.catalog import entity, put

SHOP = EntityRef.of("group", "shop")


@pytest.fixture
def typeahead(database: Database) -> Typeahead:
    put(
        database,
        entity("Component", "orders-api", owner="warehouse"),
        entity("Component", "orders-web", owner="shop"),
        entity("API", "orders-v1", owner="shop"),
        entity("Component", "border-control", owner="shop"),
        entity("Component", "stock", owner="warehouse"),
    )
    return Typeahead(database, NameIndex(database))


def names(typeahead: Typeahead, prefix: str, **options: object) -> list[str]:
    return [each.ref.name for each in typeahead.options(prefix, **options)]  # type: ignore[arg-type]  # one at a time


def test_own_things_come_first_then_what_begins_so(typeahead: Typeahead) -> None:
    assert names(typeahead, "order", own=(SHOP,)) == ["orders-v1", "border-control", "orders-web", "orders-api"]


def test_only_the_wanted_kinds_are_offered(typeahead: Typeahead) -> None:
    assert names(typeahead, "order", kinds=("api",)) == ["orders-v1"]


def test_before_anything_is_typed_there_is_something_to_choose(typeahead: Typeahead) -> None:
    assert names(typeahead, "", own=(SHOP,), limit=3) == ["orders-v1", "border-control", "orders-web"]
    assert len(names(typeahead, "")) == 5


def test_a_typo_is_understood(typeahead: Typeahead) -> None:
    assert names(typeahead, "sotck") == ["stock"]
