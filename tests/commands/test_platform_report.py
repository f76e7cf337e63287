"""The platform's weekly report says what is met, what is missed, and of what nothing is known."""

from dataclasses import replace

import pytest

from catalog_store.database import Database
from catalog_store.refs import EntityRef
from catalog_store.reports.attestations import Verdict
from commands.kit import plain
from commands.reports.platform import COVERED, Coverage, gather, platform_card
from tests.commands.conftest import services_on
from tests.support.catalog import entity, put

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


def test_what_came_of_the_reports_is_told(database: Database) -> None:
    services = services_on(database)
    payments = entity("Group", "payments", type="team", children=[])
    things = [entity("Component", name, type="service", lifecycle="production", owner="payments") for name in "abc"]
    put(database, payments, *things)
    ids = [known.id for name in "abc" if (known := services.catalog.find(EntityRef.of("component", name)))]
    asked = services.mendings.ask(ids[0], "has-documents", by="U1", at=services.clock())
    services.mendings.ask(ids[1], "has-documents", by="U1", at=services.clock())
    services.mendings.opened(asked.id, number=7, url="https://github.com/acme/a/pull/7", at=services.clock())
    for entity_id, verdict in zip(ids, (Verdict.OURS, Verdict.NEVER, Verdict.NEVER), strict=True):
        services.attestations.say(entity_id, verdict, team="group:default/payments", by="U1", at=services.clock())
    said = plain(platform_card(gather(services, {}), services))
    assert "pull requests asked for: 1 on their way and 1 open" in said
    assert "said of things: 1 still theirs and 2 never theirs" in said
    assert "Never were theirs, say those whom the catalog names as owners" in said
    assert "b and c" in said


def test_what_was_never_theirs_is_no_longer_told_once_it_has_another_owner(database: Database) -> None:
    services = services_on(database)
    shop = entity("Component", "shop", type="service", lifecycle="production", owner="payments")
    put(database, shop)
    known = services.catalog.find(EntityRef.of("component", "shop"))
    assert known is not None
    services.attestations.say(known.id, Verdict.NEVER, team="group:default/payments", by="U1", at=services.clock())
    assert gather(services, {}).disowned == ["shop"]
    put(database, entity("Component", "shop", type="service", lifecycle="production", owner="search"))
    assert gather(services, {}).disowned == []


def test_a_descriptor_is_complete_when_nothing_that_it_should_say_is_missing(database: Database) -> None:
    services = services_on(database)
    source = {"backstage.io/source-location": "url:https://github.com/acme/a/"}
    whole = {"type": "service", "lifecycle": "production", "owner": "payments", "description": "Takes payments"}
    group = entity("Group", "payments", type="team", children=[])
    put(database, group, entity("Component", "a", annotations=source, **whole), entity("Component", "b", **whole))
    services.judging.keep_up()
    found = {each.name: each.share for each in gather(services, {}).coverage}
    assert (found["owner"], found["repository"], found["descriptor"]) == (100, 50, 50)
    said = plain(platform_card(gather(services, {}), services))
    assert "50 % have a complete descriptor: owner, description, lifecycle and repository" in said
