"""Facts as the catalog holds them, and those that others bring."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from catalog_store.database import Database
from catalog_store.entities import Entity
from catalog_store.facts import Sheet
from catalog_store.refs import EntityRef
from catalog_store.repositories_store import Repositories, Repository, Upkeep
from catalog_store.standings.facts import FactStore
from tests.support.catalog import entity, put

TEAM = entity("Group", "payments", type="team", children=[], annotations={"slack.com/channel-id": "C0PAYMENT1"})
ANA = entity("User", "ana", memberOf=["payments"], annotations={"github.com/user-login": "ana-lima"})
SLUG = "orchard/payments-api"


def service(**parts: Any) -> Entity:  # Any: what a file may say
    usual = {"type": "service", "lifecycle": "production", "owner": "payments", "description": "Takes payments"}
    return entity("Component", "payments-api", **{**usual, **parts})


@pytest.fixture
def store(database: Database) -> FactStore:
    return FactStore(database)


def sheet(database: Database, *entities: Entity) -> Sheet:
    ids = put(database, *entities)
    (found,) = FactStore(database).sheets([ids["component:default/payments-api"]])
    return found


def repository(now: datetime, **parts: Any) -> Repository:  # Any: its fields
    usual: dict[str, Any] = {
        "host": "github.com", "number": 7, "slug": SLUG, "url": f"https://github.com/{SLUG}", "default_branch": "main",
        "head": "c1", "is_archived": False, "is_fork": False, "visibility": "private", "topics": ("pci",),
        "language": "Python", "description": "Payments", "pushed_at": now, "committed_at": now, "committed_by": "ana-lima",
    }  # fmt: skip
    return Repository(**{**usual, **parts})


def test_what_its_file_says_is_known(database: Database) -> None:
    values = sheet(database, service(), TEAM, ANA).values
    assert values["entity.description"] == "Takes payments"
    assert values["entity.lifecycle"] == "production"
    assert (values["owner.exists"], values["owner.members"], values["owner.hasChannel"]) == (True, 1, True)
    assert values["onCall.isKnown"] is False


def test_who_is_on_call_may_be_told_by_the_owner(database: Database) -> None:
    paged = entity("Group", "payments", type="team", children=[], annotations={"pagerduty.com/service-id": "P1"})
    assert sheet(database, service(), paged).values["onCall.isKnown"] is True


def test_an_owner_that_the_catalog_lacks_does_not_exist(database: Database) -> None:
    values = sheet(database, service()).values
    assert (values["owner.named"], values["owner.exists"]) == ("payments", False)
    assert "owner.members" not in values


def test_references_that_lead_nowhere_are_counted(database: Database) -> None:
    assert sheet(database, service(dependsOn=["resource:gone"]), TEAM).values["descriptor.dangling"] == 1


def test_of_an_unknown_repository_nothing_is_known(database: Database) -> None:
    assert not any(name.startswith("repository.") for name in sheet(database, service(), TEAM).values)


def test_a_repository_tells_its_language_its_last_commit_and_who_reviews(database: Database, now: datetime) -> None:
    repositories = Repositories(database)
    known = repository(now)
    repositories.save([known], now=now)
    repositories.save_upkeep(known, Upkeep("CODEOWNERS", "* @orchard/payments", (("Ana-Lima", 3),)))
    found = sheet(database, service(annotations={"github.com/project-slug": SLUG}), TEAM, ANA)
    assert found.values["repository.language"] == "Python"
    assert found.values["repository.codeownersAgree"] is True
    assert found.values["repository.ownerCommits"] is True
    fact = found.fact("repository.lastCommit")
    assert fact is not None
    assert (fact.value, fact.reading.source, fact.reading.read_at) == (now, "github.com", now)


def test_codeowners_that_name_others_disagree(database: Database, now: datetime) -> None:
    repositories = Repositories(database)
    repositories.save([repository(now)], now=now)
    repositories.save_upkeep(repository(now), Upkeep("CODEOWNERS", "* @orchard/search", (("zoe", 3),)))
    values = sheet(database, service(annotations={"github.com/project-slug": SLUG}), TEAM, ANA).values
    assert (values["repository.codeownersAgree"], values["repository.ownerCommits"]) == (False, False)


def test_what_others_bring_is_kept_with_its_time(database: Database, store: FactStore, now: datetime) -> None:
    (entity_id,) = put(database, service()).values()
    store.save(entity_id, "github.com", {"files.paths": ("readme.md", "go.sum")}, at=now, good_for=timedelta(days=1))
    (found,) = store.sheets([entity_id])
    assert (found.values["files.hasReadme"], found.values["files.hasCi"]) == (True, False)
    fact = found.fact("files.hasReadme")
    assert fact is not None
    assert fact.reading.read_at == now


def test_a_reading_that_failed_leaves_the_old_fact_and_marks_it(
    database: Database, store: FactStore, now: datetime
) -> None:
    (entity_id,) = put(database, service()).values()
    store.save(entity_id, "github.com", {"files.paths": ("readme.md",)}, at=now, good_for=timedelta(days=1))
    store.mark(entity_id, "github.com", "GitHub did not answer", at=now + timedelta(days=2))
    (found,) = store.sheets([entity_id])
    fact = found.fact("files.hasReadme")
    assert fact is not None
    assert (fact.value, fact.reading.fault) == (True, "GitHub did not answer")
    assert fact.reading.is_stale(now)


def test_only_what_is_no_longer_good_is_read_again(database: Database, store: FactStore, now: datetime) -> None:
    (entity_id,) = put(database, service()).values()
    assert store.due("github.com", now=now) == (entity_id,)
    store.save(entity_id, "github.com", {"files.paths": ()}, at=now, good_for=timedelta(days=1))
    assert store.due("github.com", now=now + timedelta(hours=23)) == ()
    assert store.due("github.com", now=now + timedelta(hours=25)) == (entity_id,)
    store.mark(entity_id, "github.com", "away", at=now + timedelta(hours=25))
    assert store.due("github.com", now=now + timedelta(hours=25, minutes=5)) == ()


def test_a_fact_of_the_wrong_type_is_not_known(database: Database, store: FactStore, now: datetime) -> None:
    (entity_id,) = put(database, service()).values()
    store.save(entity_id, "ci", {"repository.isArchived": "perhaps"}, at=now, good_for=timedelta(days=1))
    (found,) = store.sheets([entity_id])
    assert "repository.isArchived" not in found.values


def test_people_and_teams_are_not_judged(database: Database, store: FactStore) -> None:
    ids = put(database, service(), TEAM, ANA)
    assert store.ids() == (ids["component:default/payments-api"],)
    assert store.owned_by([EntityRef.of("group", "payments")]) == store.ids()
