"""A report of which nobody knows whether it arrived is looked up in Slack, where we may read: then it is closed, or posted."""

from datetime import timedelta
from typing import Any

import pytest

from bot.reports.looking_back import LookingBack
from bot.sender import Sender
from catalog_store.database import Database
from catalog_store.reports.deliveries import DeliveryState
from tests.bot.test_reports import MONDAY, Company, service, team
from tests.support.catalog import put
from tests.support.slack_api import Says, SlackApi

HISTORY = "conversations.history"


@pytest.fixture
def company(database: Database) -> Company:
    """One whose report went out, and nobody noted what became of it."""
    put(database, team(), service())
    company = Company(database)
    company.deliver()
    company.slack_says("unsure", None)
    company.clock.now = MONDAY + timedelta(minutes=5)
    return company


@pytest.fixture
def looking_back(company: Company, sender: Sender) -> LookingBack:
    return LookingBack(company.services.deliveries, sender.ask)


def ours(delivery: int, ts: str = "17.5") -> dict[str, Any]:
    metadata = {"event_type": "callboard_report", "event_payload": {"delivery": delivery}}
    return {"ts": ts, "text": "Payments has 1 below Bronze.", "metadata": metadata}


def test_one_that_arrived_is_closed(company: Company, looking_back: LookingBack, slack: SlackApi) -> None:
    number = company.only().id
    others = [{"ts": "17.1", "text": "hello"}, ours(number + 1)]
    first = {"messages": others, "response_metadata": {"next_cursor": "more"}}
    slack.will_say(HISTORY, Says(body=first), Says(body={"messages": [ours(number, "17.7")]}))
    looking_back.look(now=company.clock.now)
    assert (company.only().state, company.only().ts) == (DeliveryState.POSTED, "17.7")
    asked, second = slack.calls(HISTORY)
    assert asked.payload["channel"] == "C0PAYMENT1"
    assert float(asked.payload["oldest"]) <= MONDAY.timestamp()
    assert second.payload["cursor"] == "more"


def test_one_that_did_not_arrive_is_posted_once(company: Company, looking_back: LookingBack, slack: SlackApi) -> None:
    slack.will_say(HISTORY, Says(body={"messages": [{"ts": "17.1", "text": "hello"}]}))
    looking_back.look(now=company.clock.now)
    looking_back.look(now=company.clock.now)
    assert company.only().state is DeliveryState.CLAIMED
    assert len(slack.calls(HISTORY)) == 1
    company.clock.now += timedelta(minutes=3)
    assert len(company.deliver()) == 1
    assert len(company.outgoing()) == 2


def test_without_the_scopes_it_stays_unsure_and_slack_is_asked_once(
    company: Company, looking_back: LookingBack, slack: SlackApi
) -> None:
    slack.will_say(HISTORY, *[Says(error="missing_scope", body={"needed": "channels:history"})] * 3)
    for _ in range(3):
        looking_back.look(now=company.clock.now)
    assert company.only().state is DeliveryState.UNSURE
    assert len(slack.calls(HISTORY)) == 1


@pytest.mark.parametrize("code", ["not_in_channel", "channel_not_found"])
def test_a_channel_that_is_not_shown_to_us_tells_nothing(
    company: Company, looking_back: LookingBack, slack: SlackApi, code: str
) -> None:
    slack.will_say(HISTORY, Says(error=code))
    looking_back.look(now=company.clock.now)
    assert company.only().state is DeliveryState.UNSURE


def test_a_history_without_end_tells_nothing(company: Company, looking_back: LookingBack, slack: SlackApi) -> None:
    page = {"messages": [{"ts": "17.1", "text": "hello"}], "response_metadata": {"next_cursor": "more"}}
    slack.will_say(HISTORY, *[Says(body=page)] * 9)
    looking_back.look(now=company.clock.now)
    assert company.only().state is DeliveryState.UNSURE
    assert len(slack.calls(HISTORY)) == 5


@pytest.mark.parametrize("minutes", [0, 120])
def test_what_has_just_happened_or_is_long_past_is_left_alone(
    company: Company, looking_back: LookingBack, slack: SlackApi, minutes: int
) -> None:
    looking_back.look(now=MONDAY + timedelta(minutes=minutes))
    assert company.only().state is DeliveryState.UNSURE
    assert slack.calls(HISTORY) == []
