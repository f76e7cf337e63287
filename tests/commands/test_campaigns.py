"""What people read of campaigns, and what teams are told of them by themselves."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import yaml

from bot.reports import campaign_progress, campaigns
from bot.reports.delivering import Delivering
from catalog_store.database import Database
from catalog_store.reports.deliveries import DeliveryState, Due
from catalog_store.scorecards import read as read_scorecard
from catalog_store.standings.judging import Judging
from commands.kit import fits, plain
from commands.services import Services
from tests.commands.asking import Somebody
from tests.commands.asking import read as shown
from tests.commands.conftest import services_on
from tests.support.catalog import entity, put

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WRITTEN = """
campaigns:
  - id: described
    title: Everything says <!channel> what it is for
    reason: Whoever meets it at night has to learn what it does.
    fix: Write one sentence.
    checks: [has-description]
    deadline: 2026-03-20
"""
PAYMENTS = "group:default/payments"


def services_at(database: Database, now: datetime, written: str = WRITTEN) -> Services:
    scorecard = read_scorecard(yaml.safe_load(written)).scorecard
    judging = Judging(database, scorecard, clock=lambda: now)
    judging.keep_up()
    return replace(services_on(database), clock=lambda: now, judging=judging, platform_channel="C0PLATFORM")


@pytest.fixture
def services(database: Database) -> Services:
    notes = {"slack.com/channel-id": "C0PAYMENT1"}
    put(database, entity("Group", "payments", title="Payments", type="team", children=[], annotations=notes))
    described = {"type": "service", "lifecycle": "production", "owner": "payments"}
    put(
        database,
        entity("Component", "shop", **described),
        entity("Component", "till", description="Tills", **described),
    )
    return services_at(database, MONDAY)


def told(services: Services, report: Any = campaigns) -> list[Any]:  # Any: a module with a report; deliveries
    delivering = Delivering(services, reports=(report.REPORT,), spread=0)
    return [built for each in delivering.claim() if (built := delivering.build(each.id))]


def test_all_of_them_with_how_far_they_are(services: Services) -> None:
    answer = Somebody(services).asks("campaigns")
    assert "1 of 2 done, until 20 Mar 2026, 18 days left." in answer.text
    assert "<!channel>" not in json.dumps([answer.text, *answer.blocks])
    assert fits(answer.blocks)


def test_one_with_its_teams_and_what_is_left(services: Services) -> None:
    said = shown(Somebody(services).asks("campaigns described"))
    assert "Whoever meets it at night" in said
    assert "Payments: 1 of 2 done" in said
    assert "What is left\nshop" in said


def test_a_part_of_its_title_will_do_and_an_unknown_one_gets_a_suggestion(services: Services) -> None:
    assert "What is left" in shown(Somebody(services).asks("campaigns what it is for"))
    assert "Did you mean described?" in Somebody(services).asks("campaigns desribed").text


def test_without_campaigns_it_says_how_to_begin_one(database: Database) -> None:
    assert "callboard.scorecards.campaigns" in Somebody(services_on(database)).asks("campaigns").text


def test_the_team_is_told_once_in_its_week(services: Services) -> None:
    (delivery,) = told(services)
    assert (delivery.state, delivery.channel) == (DeliveryState.SENDING, "C0PAYMENT1")
    assert delivery.told == {"campaigns": {"described": [1, 2]}}
    assert told(services) == []


def test_who_has_done_it_hears_nothing_until_the_close(services: Services, database: Database) -> None:
    shop = entity("Component", "shop", description="Sells", type="service", lifecycle="production", owner="payments")
    put(database, shop)
    (delivery,) = told(services_at(database, MONDAY))
    assert delivery.state is DeliveryState.QUIET
    closing = services_at(database, MONDAY + timedelta(days=21))
    (delivery,) = told(closing)
    assert delivery.state is DeliveryState.SENDING
    assert closing.deliveries.of(Due("campaigns", PAYMENTS, "2026-W13", MONDAY)) is not None


def test_the_platform_gets_a_closing_report(services: Services, database: Database) -> None:
    closing = services_at(database, MONDAY + timedelta(days=21))
    made = campaign_progress.REPORT.make(None, closing, "2026-W13", {})
    said = plain(made.answer)
    assert "ended 20 Mar 2026" in said
    assert "is over: who has done it" in said
    assert "Payments: 1 of 2 done" in said
    assert [each.channel for each in told(closing, campaign_progress)] == ["C0PLATFORM"]


def test_when_it_is_over_nobody_hears_of_it_any_more(services: Services, database: Database) -> None:
    over = services_at(database, MONDAY + timedelta(days=35))
    assert told(over) == []
    assert told(over, campaign_progress) == []


def test_a_part_of_its_name_will_do_and_one_is_spoken_of_as_one(services: Services) -> None:
    assert "What is left" in shown(Somebody(services).asks("campaigns descri"))
    assert "There is described." in Somebody(services).asks("campaigns zzqqxx").text
