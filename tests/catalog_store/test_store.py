"""The questions that commands ask of the catalog."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from catalog_store.claims import Claims
from catalog_store.database import Database
from catalog_store.entities import Entity, RelationType
from catalog_store.ownership import OwnershipFacts
from catalog_store.refs import EntityRef
from catalog_store.slack.answers import RecentAnswers
from catalog_store.slack.seen import SeenEvents
from catalog_store.store import Catalog
from tests.support.catalog import entity, put, remove

PAYMENTS = EntityRef.of("component", "payments-api")
TEAM = entity(
    "Group", "payments", type="team", children=[], title="Payments", annotations={"callboard.io/on-call": "bilal"}
)
ANA = entity("User", "ana", memberOf=["payments"], profile={"email": "Ana@Example.com", "displayName": "Ana"})
BILAL = entity("User", "bilal", memberOf=["payments"], profile={"email": "bilal@example.com"})


def component(**spec: Any) -> Entity:
    return entity(
        "Component", "payments-api", **{"type": "service", "lifecycle": "production", "owner": "payments", **spec}
    )


@pytest.fixture
def catalog(database: Database) -> Catalog:
    return Catalog(database)


def facts(database: Database, *entities: Entity) -> OwnershipFacts:
    put(database, *entities)
    found = Catalog(database).ownership_facts(PAYMENTS)
    assert found
    return found


def test_finds_by_reference_whatever_its_case(database: Database, catalog: Catalog) -> None:
    put(database, TEAM)
    found = catalog.find(EntityRef.of("GROUP", "Payments"))
    assert found
    assert found.entity.label == "Payments"
    assert catalog.by_id(found.id) == found


def test_does_not_find_what_is_not_there_or_was_removed(database: Database, catalog: Catalog) -> None:
    put(database, TEAM)
    remove(database, str(TEAM.ref))
    assert catalog.find(TEAM.ref) is None
    assert catalog.ownership_facts(PAYMENTS) is None
    assert catalog.is_empty()


def test_the_owner_comes_with_its_members_counted_and_who_is_on_call(database: Database) -> None:
    found = facts(database, component(), TEAM, ANA, BILAL)
    assert found.owner
    assert found.owner.entity.label == "Payments"
    assert found.member_count == 2
    assert found.on_call
    assert found.on_call.ref == BILAL.ref


def test_on_call_for_the_thing_itself_goes_before_on_call_for_its_team(database: Database) -> None:
    own = entity(
        "Component", "payments-api", type="service", owner="payments", annotations={"callboard.io/on-call": "user:ana"}
    )
    found = facts(database, own, TEAM, ANA, BILAL)
    assert found.on_call
    assert found.on_call.ref == ANA.ref


def test_an_owner_that_nobody_knows_is_no_owner(database: Database) -> None:
    assert facts(database, component(owner="ghosts")).owner is None


def test_the_system_and_its_owner_come_along(database: Database) -> None:
    system = entity("System", "money", owner="payments")
    ((ancestor, owner),) = facts(database, component(owner="ghosts", system="money"), system, TEAM).ancestors
    assert ancestor.ref == system.ref
    assert owner
    assert owner.ref == TEAM.ref


def test_the_owner_of_the_system_s_domain_counts_when_nobody_nearer_does(database: Database) -> None:
    system = entity("System", "money", owner="ghosts", domain="finance")
    domain = entity("Domain", "finance", owner="payments")
    found = facts(database, component(owner="ghosts", system="money"), system, domain, TEAM)
    assert [str(ancestor.ref) for ancestor, owner in found.ancestors if owner] == ["domain:default/finance"]


def test_things_that_are_part_of_each_other_end(database: Database) -> None:
    one = entity("System", "one", owner="ghosts", domain="two")
    two = entity("Domain", "two", owner="ghosts", subdomainOf="two")
    assert len(facts(database, component(owner="ghosts", system="one"), one, two).ancestors) == 2


def test_the_definition_of_an_api_stays_in_the_database(database: Database, catalog: Catalog) -> None:
    put(database, entity("API", "rates", type="openapi", owner="payments", definition="x" * 100_000))
    found = catalog.find(EntityRef.of("api", "rates"))
    assert found
    assert "definition" not in found.entity.spec


def test_lists_what_a_team_owns(database: Database, catalog: Catalog) -> None:
    put(database, component(), entity("Resource", "db", type="database", owner="payments"), TEAM)
    assert [str(each.ref) for each in catalog.owned_by([TEAM.ref])] == [
        "component:default/payments-api",
        "resource:default/db",
    ]
    assert catalog.count_owned_by([TEAM.ref]) == {"component": 1, "resource": 1}


def test_knows_who_is_in_which_group(database: Database, catalog: Catalog) -> None:
    put(database, TEAM, ANA)
    assert [each.ref for each in catalog.groups_of(ANA.ref)] == [TEAM.ref]
    assert [each.ref for each in catalog.members_of(TEAM.ref)] == [ANA.ref]


def test_finds_people_by_e_mail_whatever_its_case(database: Database, catalog: Catalog) -> None:
    put(database, ANA)
    found = catalog.find_by_email(" ana@EXAMPLE.com ")
    assert found
    assert found.ref == ANA.ref
    assert catalog.find_by_email("nobody@example.com") is None


def test_tells_relations_from_both_ends(database: Database, catalog: Catalog) -> None:
    put(database, TEAM, ANA)
    (told,) = catalog.relations(TEAM.ref)
    assert (told.type, told.source, told.target) == (RelationType.MEMBER_OF, ANA.ref, TEAM.ref)
    assert told.type.inverse == "hasMember"


def test_examples_are_real_components(database: Database, catalog: Catalog) -> None:
    put(database, component(), TEAM)
    assert [each.ref for each in catalog.examples()] == [PAYMENTS]


def test_an_event_is_new_once_whichever_of_its_keys_is_seen_again(database: Database) -> None:
    seen = SeenEvents(database)
    assert seen.first_time("Ev1", "C1/1.2/message")
    assert not seen.first_time("Ev1", "C1/1.2/message")
    assert not seen.first_time("Ev2", "C1/1.2/message")
    assert seen.first_time("Ev3")


def test_old_events_are_forgotten(database: Database) -> None:
    seen = SeenEvents(database)
    seen.first_time("Ev1", "Ev2")
    assert seen.forget(before=datetime.now().astimezone() + timedelta(hours=1)) == 2
    assert seen.first_time("Ev1")


def test_a_claim_is_kept_once_for_each_person(database: Database) -> None:
    put(database, component())
    claims = Claims(database)
    assert claims.save(asked=str(PAYMENTS), entity=PAYMENTS, team="T1", user="U1")
    assert not claims.save(asked=str(PAYMENTS), entity=PAYMENTS, team="T1", user="U1")
    assert claims.save(asked=str(PAYMENTS), entity=None, team="T1", user="U2")
    assert [claim.user for claim in claims.open()] == ["U1", "U2"]


def test_a_claim_of_an_endless_text_is_kept_by_its_beginning(database: Database) -> None:
    asked = "".join(chr(0x4E00 + number) for number in range(2000))
    claims = Claims(database)
    assert claims.save(asked=asked, entity=None, team="T1", user="U1")
    assert not claims.save(asked=asked, entity=None, team="T1", user="U1")
    assert asked.startswith(claims.open()[0].asked)


def test_recent_answers_come_latest_first_and_each_thing_once(database: Database, now: datetime) -> None:
    put(database, component(), TEAM)
    answers = RecentAnswers(database)
    for minutes, ref in enumerate((PAYMENTS, TEAM.ref, PAYMENTS)):
        answers.save(team="T1", user="U1", ref=ref, at=now + timedelta(minutes=minutes))
    answers.save(team="T1", user="U2", ref=TEAM.ref, at=now)
    assert [each.ref for each in answers.recent(team="T1", user="U1")] == [PAYMENTS, TEAM.ref]
