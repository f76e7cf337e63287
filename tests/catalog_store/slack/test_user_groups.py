"""Who is in Slack's user groups counts for a day after Slack told so."""

from datetime import UTC, datetime, timedelta

import pytest

from catalog_store.database import Database
from catalog_store.policies import Policies, Policy
from catalog_store.slack.user_groups import UserGroup, UserGroups

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ON_CALL = UserGroup("S0ONCALL", "T1", "payments-oncall", ("U0ANA", "U0BEN"))


def at(database: Database, now: datetime) -> UserGroups:
    return UserGroups(database, clock=lambda: now)


def test_somebodys_groups_have_both_spellings(database: Database) -> None:
    groups = at(database, NOW)
    groups.save([ON_CALL, UserGroup("S0OTHER", "T1", "other", ("U0BEN",))])

    assert groups.of("U0ANA", teams=("T1",)) == {"slack:S0ONCALL", "slack:@payments-oncall"}
    assert groups.of("U0CARLA", teams=("T1",)) == frozenset()
    assert groups.teams() == ("T1",)


def test_the_same_id_in_another_workspace_is_somebody_else(database: Database) -> None:
    groups = at(database, NOW)
    groups.save([ON_CALL])

    assert groups.of("U0ANA", teams=("T2",)) == frozenset()
    assert groups.of("U0ANA", teams=("T2", "T1"))


def test_whoever_left_a_group_is_in_it_no_more(database: Database) -> None:
    groups = at(database, NOW)
    groups.save([ON_CALL])
    groups.save([UserGroup("S0ONCALL", "T1", "payments-oncall", ("U0BEN",))])

    assert groups.of("U0ANA", teams=("T1",)) == frozenset()


def test_a_list_that_is_older_than_a_day_lets_nobody_in(database: Database) -> None:
    at(database, NOW).save([ON_CALL])
    later = at(database, NOW + timedelta(days=1, minutes=1))

    assert later.of("U0ANA", teams=("T1",)) == frozenset()
    assert later.gap("slack:@payments-oncall") == "Slack did not tell within the last day who is in it"


@pytest.mark.parametrize("written", ["slack:@payments-oncall", "slack:S0ONCALL"])
def test_a_group_that_slack_told_of_has_no_gap(database: Database, written: str) -> None:
    groups = at(database, NOW)
    assert groups.gap(written) == "Slack did not tell within the last day who is in it"
    groups.save([])
    assert groups.gap(written) == "Slack has no such group, or it is disabled"
    groups.save([ON_CALL])
    assert groups.gap(written) is None


def test_the_rules_know_which_groups_they_name() -> None:
    rule = Policy(("command/find",), ("slack:S0ONCALL", "owner"))
    policies = Policies((rule,), {"platform": ("group:default/platform", "slack:@platform")})

    assert policies.user_groups == {"slack:S0ONCALL", "slack:@platform"}
    assert Policies().user_groups == frozenset()
