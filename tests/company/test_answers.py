"""Every question gets its answer from the real resolver over the company as the real reader takes it in."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from bot import settings, wiring
from catalog_store.candidates import Resolution
from catalog_store.database import Database
from catalog_store.names import NameIndex
from catalog_store.ownership import judge
from catalog_store.resolver import Resolver
from catalog_store.store import Catalog
from catalog_store.sync import Outcome
from tests.company.files import CATALOG, load, things
from tests.support.databases import copied_database

QUESTIONS: list[dict[str, Any]] = load("questions.yaml")["questions"]  # Any: YAML
CLEAR = [question for question in QUESTIONS if question["expect"] not in ("ambiguous", "nothing")]
AMBIGUOUS = [question for question in QUESTIONS if question["expect"] == "ambiguous"]
NOTHING = [question for question in QUESTIONS if question["expect"] == "nothing"]


class Taken(NamedTuple):
    """The company in a database, and what the reader said."""

    database: Database
    outcome: Outcome
    resolver: Resolver

    def resolve(self, question: dict[str, Any]) -> Resolution:
        return self.resolver.resolve(question["ask"])


@pytest.fixture(scope="module")
def taken(_template: str) -> Iterator[Taken]:
    with copied_database(_template) as url:
        database = Database(url)
        yield Taken(database, _ingested(database, CATALOG), Resolver(database, NameIndex(database)))
        database.close()


def test_every_good_entity_comes_in_and_every_bad_file_is_named(taken: Taken) -> None:
    refused = {(Path(place).parent.name, fault.code) for place, all_ in taken.outcome.faults.items() for fault in all_}

    assert taken.outcome.written.added == len(things())
    assert not taken.outcome.unreadable
    assert refused >= {
        ("gangway-lights", "invalid-name"),
        ("lost-property", "duplicate-key"),
        ("fare-pricing-spike", "name-taken"),
    }


def test_the_root_location_gives_the_same_as_the_folder(database: Database) -> None:
    assert _ingested(database, CATALOG / "all.yaml").written.added == len(things())


@pytest.mark.parametrize("question", CLEAR, ids=lambda question: question["ask"][:60])
def test_names_the_thing_and_its_owner(question: dict[str, Any], taken: Taken, now: datetime) -> None:
    resolution = taken.resolve(question)

    assert [str(candidate.ref) for candidate in resolution.candidates] == [question["expect"]]
    facts = Catalog(taken.database).ownership_facts(resolution.candidates[0].ref)
    assert facts
    owner = judge(facts, now=now).owner
    assert (str(owner.ref) if owner else None) == question["owner"]


@pytest.mark.parametrize("question", AMBIGUOUS, ids=lambda question: question["ask"][:60])
def test_asks_back_when_several_are_meant(question: dict[str, Any], taken: Taken) -> None:
    assert {str(candidate.ref) for candidate in taken.resolve(question).candidates} == set(question["among"])


@pytest.mark.parametrize("question", NOTHING, ids=lambda question: question["ask"][:60])
def test_finds_nothing_and_suggests_what_was_meant(question: dict[str, Any], taken: Taken) -> None:
    resolution = taken.resolve(question)

    assert resolution.candidates == ()
    if "suggests" in question:
        assert question["suggests"] in {str(candidate.ref) for candidate in resolution.suggestions}


def _ingested(database: Database, place: Path) -> Outcome:
    nothing_set = settings.load({}, CATALOG)
    return wiring.ingestion(nothing_set, database).run(f"file:{place}")
