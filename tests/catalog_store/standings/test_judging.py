"""Standings are kept true: what changed is judged again, and how it changed is kept."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from catalog_store.claims import Claims
from catalog_store.database import Database
from catalog_store.entities import Entity
from catalog_store.refs import EntityRef
from catalog_store.scorecards import DEFAULT, Result, Scorecard, read
from catalog_store.standings import history
from catalog_store.standings.exemptions import Exemptions
from catalog_store.standings.judging import Judging
from tests.support.catalog import entity, put, remove

PAYMENTS = EntityRef.of("group", "payments")
TEAM = entity("Group", "payments", type="team", children=[], annotations={"slack.com/channel-id": "C0PAYMENT1"})
SMALL = read({"builtIn": {"only": ["has-owner", "owner-exists", "has-description", "no-open-claims"]}}).scorecard


@dataclass(slots=True)
class Clock:
    """A clock that is set by hand."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def goes_on(self, by: timedelta) -> None:
        self.now += by


@dataclass(slots=True)
class Court:
    """A catalog with somebody who judges it."""

    database: Database
    clock: Clock
    scorecard: Scorecard = field(default_factory=lambda: SMALL)

    @property
    def judging(self) -> Judging:
        return Judging(self.database, self.scorecard, clock=self.clock)

    def result(self, check: str, owner: EntityRef = PAYMENTS) -> Result:
        (standing,) = self.judging.standings.of_owners([owner])
        return standing.results[check]


@pytest.fixture
def court(database: Database, now: datetime) -> Court:
    return Court(database, Clock(now))


def service(name: str = "payments-api", **parts: Any) -> Entity:  # Any: what a file may say
    return entity("Component", name, **{"type": "service", "lifecycle": "production", "owner": "payments", **parts})


def test_everything_is_judged_at_first_and_then_only_what_changed(court: Court) -> None:
    put(court.database, TEAM, service("a"), service("b"))
    assert court.judging.keep_up() == 2
    assert court.judging.keep_up() == 0
    put(court.database, service("b", description="Sends mail"))
    assert court.judging.keep_up() == 1


def test_a_mended_check_is_history(court: Court, now: datetime) -> None:
    put(court.database, TEAM, service())
    court.judging.keep_up()
    assert court.result("has-description") is Result.FAILED
    put(court.database, service(description="Takes payments"))
    court.judging.keep_up()
    assert court.result("has-description") is Result.PASSED
    changes = court.judging.standings.changes([PAYMENTS], since=now - timedelta(days=1))
    assert [(each.check_id, each.before, each.after) for each in changes if each.check_id] == [
        ("has-description", "failed", "passed")
    ]
    assert [(each.before, each.after) for each in changes if not each.check_id] == [("0", "3")]
    assert not any(each.is_regression for each in changes)


def test_what_falls_back_is_a_regression(court: Court, now: datetime) -> None:
    put(court.database, TEAM, service(description="Takes payments"))
    court.judging.keep_up()
    put(court.database, service())
    court.judging.keep_up()
    changes = court.judging.standings.changes([PAYMENTS], since=now - timedelta(days=1))
    assert [each.check_id for each in changes if each.is_regression] == ["has-description"]


def test_when_a_team_is_described_what_it_owns_is_judged_anew(court: Court) -> None:
    put(court.database, service(description="Takes payments"))
    court.judging.keep_up()
    assert court.result("owner-exists") is Result.FAILED
    put(court.database, TEAM)
    court.judging.keep_up()
    assert court.result("owner-exists") is Result.PASSED


def test_when_a_team_goes_what_it_owned_is_judged_anew(court: Court) -> None:
    put(court.database, TEAM, service())
    court.judging.keep_up()
    remove(court.database, str(PAYMENTS))
    court.judging.keep_up()
    assert court.result("owner-exists") is Result.FAILED


def test_a_claim_is_seen(court: Court) -> None:
    put(court.database, TEAM, service())
    court.judging.keep_up()
    ref = EntityRef.of("component", "payments-api")
    Claims(court.database).save(asked=str(ref), entity=ref, team="T1", user="U1")
    court.judging.keep_up()
    assert court.result("no-open-claims") is Result.FAILED


def test_other_rules_judge_everything_anew(court: Court) -> None:
    put(court.database, TEAM, service())
    court.judging.keep_up()
    court.scorecard = DEFAULT
    court.judging.keep_up()
    assert court.result("part-of-system") is Result.FAILED


def test_a_thing_that_went_away_has_no_standing(court: Court) -> None:
    put(court.database, TEAM, service())
    court.judging.keep_up()
    remove(court.database, "component:default/payments-api")
    court.judging.keep_up()
    assert court.judging.standings.of_owners([PAYMENTS]) == ()


def test_an_exemption_counts_when_another_has_allowed_it_and_until_its_last_day(court: Court, now: datetime) -> None:
    ids = put(court.database, TEAM, service())
    exemptions = Exemptions(court.database)
    until = now.date() + timedelta(days=7)
    asked = exemptions.ask(
        ids["component:default/payments-api"], "has-description", reason="we retire it", until=until, by="U1", at=now
    )
    assert asked is not None
    court.judging.keep_up()
    assert court.result("has-description") is Result.FAILED
    assert exemptions.allow(asked.id, by="U1", at=now) is None
    assert exemptions.allow(asked.id, by="U2", at=now) is not None
    court.judging.keep_up()
    assert court.result("has-description") is Result.EXEMPT
    court.clock.goes_on(timedelta(days=7))
    court.judging.keep_up()
    assert court.result("has-description") is Result.EXEMPT
    court.clock.goes_on(timedelta(days=1))
    court.judging.keep_up()
    assert court.result("has-description") is Result.FAILED


def test_an_exemption_is_taken_back(court: Court, now: datetime) -> None:
    ids = put(court.database, TEAM, service())
    exemptions = Exemptions(court.database)
    asked = exemptions.ask(
        ids["component:default/payments-api"], "has-description", reason="-", until=now.date(), by="U1", at=now
    )
    assert asked is not None
    exemptions.allow(asked.id, by="U2", at=now)
    assert exemptions.end(asked.id, by="U3", at=now) is not None
    assert exemptions.end(asked.id, by="U3", at=now) is None
    court.judging.keep_up()
    assert court.result("has-description") is Result.FAILED


def test_each_day_is_kept(court: Court, now: datetime) -> None:
    put(court.database, TEAM, service("a"), service("b", description="Sends mail"))
    court.judging.keep_up()
    court.judging.standings.close_day(now.date())
    (day,) = court.judging.standings.days([PAYMENTS], since=now.date())
    assert day.levels == {0: 1, 3: 1}


def test_what_is_very_old_is_dropped(court: Court, now: datetime) -> None:
    put(court.database, TEAM, service())
    court.judging.keep_up()
    put(court.database, service(description="Takes payments"))
    court.judging.keep_up()
    court.judging.standings.close_day(now.date())
    changes = court.judging.standings.changes([PAYMENTS], since=now - timedelta(days=1))
    assert changes
    assert history.forget(court.database, now=now + history.KEPT - timedelta(days=1)) == 0
    assert history.forget(court.database, now=now + history.KEPT + timedelta(days=1)) == len(changes) + 1
    assert court.judging.standings.changes([PAYMENTS], since=now - timedelta(days=1)) == ()
    assert court.judging.standings.days([PAYMENTS], since=now.date()) == ()


def test_one_thing_is_explained_as_it_is_now(court: Court) -> None:
    ids = put(court.database, TEAM, service())
    explained = court.judging.explain(ids["component:default/payments-api"])
    assert explained is not None
    failed = explained.find("has-description")
    assert failed is not None
    assert failed.result is Result.FAILED
    assert court.judging.explain(99_999) is None


def test_work_is_interrupted_without_harm(court: Court) -> None:
    put(court.database, TEAM, service())

    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        court.judging.keep_up(pause=stop)
    assert court.judging.keep_up() == 1


def test_the_owners_are_counted_by_level(court: Court) -> None:
    put(court.database, TEAM, service("a"), service("b", description="Sends mail"))
    court.judging.keep_up()
    (summary,) = court.judging.standings.by_owner()
    assert (summary.owner, dict(summary.levels)) == ("payments", {0: 1, 3: 1})
    assert court.judging.standings.failing()[0] == ("has-description", 1)
