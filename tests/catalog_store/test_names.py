"""Typing ahead and typos, from all names in memory."""

from collections.abc import Callable

import pytest

from catalog_store.candidates import Certainty
from catalog_store.database import Database
from catalog_store.names import NameIndex
from tests.support.catalog import entity, put, remove


@pytest.fixture
def names(database: Database) -> NameIndex:
    """An index to which every look is due."""
    put(
        database,
        entity("Component", "payments-api", title="Payments API"),
        entity("Component", "payments-worker"),
        entity("Component", "ledger", title="General Ledger"),
        entity("Group", "storefront"),
    )
    return NameIndex(database, clock=_hours())


def _hours() -> Callable[[], float]:
    hour = iter(range(0, 10**9, 3600))
    return lambda: float(next(hour))


def _suggested(names: NameIndex, words: str) -> list[str]:
    names.follow()
    return [candidate.ref.name for candidate in names.suggest(words)]


@pytest.mark.parametrize(
    "typo", ["paymnts-api", "payments-apii", "paymetns api", "payment-api", "Payments-Ap", "pyaments_api"]
)
def test_a_typo_leads_to_the_name(names: NameIndex, typo: str) -> None:
    assert _suggested(names, typo)[0] == "payments-api"


def test_a_beginning_leads_to_all_names_that_go_on(names: NameIndex) -> None:
    assert _suggested(names, "payments") == ["payments-api", "payments-worker"]


def test_a_title_is_a_name_too(names: NameIndex) -> None:
    assert _suggested(names, "genral ledger") == ["ledger"]


def test_a_suggestion_is_a_guess_and_says_so(names: NameIndex) -> None:
    names.follow()
    (candidate,) = names.suggest("storfront")
    assert (candidate.certainty, candidate.label, candidate.because) == (
        Certainty.GUESS,
        "storefront",
        "it looks like that",
    )


@pytest.mark.parametrize("words", ["", "x", "🔥", "something else entirely", "y" * 8000])
def test_what_looks_like_nothing_suggests_nothing(names: NameIndex, words: str) -> None:
    assert _suggested(names, words) == []


def test_completes_in_the_order_of_names(names: NameIndex) -> None:
    names.follow()
    assert [candidate.ref.name for candidate in names.complete("pay", 1)] == ["payments-api"]
    assert [candidate.ref.name for candidate in names.complete("PAY")] == ["payments-api", "payments-worker"]
    assert len(names.complete("", 3)) == 3


def test_an_entity_with_two_like_names_is_suggested_once(names: NameIndex) -> None:
    assert _suggested(names, "paymentsapi").count("payments-api") == 1


def test_follows_new_renamed_and_removed_entities(names: NameIndex, database: Database) -> None:
    names.follow()
    put(database, entity("Component", "pricing"), entity("Group", "storefront", title="Shop Window"))
    remove(database, "component:default/payments-worker")

    assert _suggested(names, "pricng") == ["pricing"]
    assert _suggested(names, "shop windw") == ["storefront"]
    assert _suggested(names, "payments-wrker") == []
    assert len(names) == 4


@pytest.mark.more
def test_many_changes_at_once_are_as_good(names: NameIndex, database: Database) -> None:
    names.follow()
    put(database, *(entity("Component", f"shard-{number}") for number in range(2100)))

    assert _suggested(names, "shard-199x")[0] == "shard-199"
    assert _suggested(names, "storfront") == ["storefront"]


def test_does_not_look_again_within_two_seconds(database: Database) -> None:
    names = NameIndex(database, clock=lambda: 5.0)
    names.follow()
    put(database, entity("Component", "late"))
    names.follow()
    assert len(names) == 0


def test_an_empty_catalog_suggests_nothing(database: Database) -> None:
    assert _suggested(NameIndex(database), "anything") == []
