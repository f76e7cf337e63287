"""Whoever is in a Slack user group has the roles that are given to it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from catalog_store.database import Database
from catalog_store.names import NameIndex
from catalog_store.policies import Policies, Policy
from catalog_store.privacy import Privacy
from catalog_store.refs import EntityRef
from catalog_store.slack.user_groups import UserGroup, UserGroups
from commands.ask import Person
from commands.permits import objection
from commands.sight import CatalogSight
from tests.commands.asking import ANA, NOW, STRANGER, Somebody
from tests.commands.conftest import services_on
from tests.support.catalog import entity, put

LEDGER = EntityRef.of("component", "payments-api")
ON_CALL = UserGroup("S0ONCALL", "T1", "payments-oncall", (STRANGER.user_id,))


@pytest.fixture
def ruled(ana: Somebody, database: Database) -> Somebody:
    """Only the role may, and the role is a user group's."""
    rule = Policy(("golden-path/*",), ("role:payers",), because="it is production")
    services = replace(
        ana.services,
        policies=Policies((rule,), {"payers": ("slack:@payments-oncall",)}),
        user_groups=UserGroups(database, clock=lambda: NOW),
    )
    return replace(ana, services=services)


def refused(person: Person, ruled: Somebody) -> str | None:
    return objection("golden-path/scale", LEDGER, person, ruled.services)


def test_whoever_is_in_the_group_may_though_the_catalog_does_not_know_them(ruled: Somebody) -> None:
    ruled.services.user_groups.save([ON_CALL])

    assert refused(STRANGER, ruled) is None
    assert (
        refused(ANA, ruled) == "Only people of the Slack user group `@payments-oncall` may do that (it is production)."
    )


def test_the_same_id_in_another_workspace_may_not(ruled: Somebody) -> None:
    ruled.services.user_groups.save([ON_CALL])

    assert refused(replace(STRANGER, team_id="T2"), ruled) is not None
    assert refused(replace(STRANGER, team_id="T2", enterprise_id="T1"), ruled) is None, "the organisation's own group"


def test_a_group_that_was_never_read_is_empty_and_the_refusal_says_so(ruled: Somebody) -> None:
    told = refused(STRANGER, ruled)

    assert told is not None
    assert "(empty for now: Slack did not tell within the last day who is in it)" in told


def test_a_list_of_two_days_ago_lets_nobody_in(ruled: Somebody, database: Database) -> None:
    UserGroups(database, clock=lambda: NOW - timedelta(days=2)).save([ON_CALL])

    assert "empty for now" in (refused(STRANGER, ruled) or "")


def test_in_a_terminal_nobody_is_in_a_group_without_an_account(ruled: Somebody) -> None:
    ruled.services.user_groups.save([ON_CALL])

    assert refused(Person("ana"), ruled) is not None


def test_whoever_is_in_the_group_may_know_of_what_is_kept_to_it(database: Database) -> None:
    put(database, entity("Component", "vault", type="service", owner="nobody"))
    vault, policies = EntityRef.of("component", "vault"), Policies((Policy(("see/entity",), ("slack:S0ONCALL",)),))
    services = replace(
        services_on(database),
        policies=policies,
        sight=CatalogSight(database, NameIndex(database), Privacy(database, policies)),
        user_groups=UserGroups(database, clock=lambda: NOW),
    )
    services.user_groups.save([ON_CALL])

    assert services.seen_by(STRANGER).catalog.find(vault) is not None
    assert services.seen_by(ANA).catalog.find(vault) is None
    assert services.seen_by(None).catalog.find(vault) is None, "a channel is nobody"
