"""The platform's weekly report says what is met, what is missed, and of what nothing is known."""

from dataclasses import replace

import pytest

from catalog_store.database import Database
from commands.kit import plain
from commands.reports.platform import COVERED, Coverage, gather, platform_card
from tests.commands.conftest import services_on

NAMES = tuple(COVERED)


def told(database: Database, *shares: int | None) -> str:
    services = services_on(database)
    coverage = [Coverage(name, share, 90) for name, share in zip(NAMES, shares, strict=False)]
    answer = platform_card(replace(gather(services, {}), coverage=coverage), services)
    assert answer.text.removeprefix("Catalog health: ").partition(". ")[0] in plain(answer)
    return answer.text.partition(": ")[2].partition(". ")[0]


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ((None, None), "nothing is known yet of any target"),
        ((95, 100), "every target is met"),
        ((95, None, None), "1 target is met, of 2 nothing is known"),
        ((95, 20, None), "1 target missed, of 1 nothing is known"),
        ((20, 30), "2 targets missed"),
    ],
)
def test_what_is_not_known_is_neither_met_nor_missed(
    database: Database, shares: tuple[int | None, ...], expected: str
) -> None:
    assert told(database, *shares) == expected


def test_an_empty_catalog_meets_nothing(database: Database) -> None:
    services = services_on(database)
    answer = platform_card(gather(services, {}), services)
    assert "every target is met" not in plain(answer)
    assert "nothing is known yet of any target" in plain(answer)
