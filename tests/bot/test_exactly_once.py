"""A process that dies while Slack has its report: exactly one message with the scopes to look, at most one without."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from slack_sdk import WebClient

from bot.reports.looking_back import LookingBack
from bot.sender import Sender
from bot.sender.door import web_client
from bot.workspace.local import LocalSlack
from bot.workspace.seed import SeedChannel, SeedPerson, SeedTeam, WorkspaceSeed
from bot.workspace.settings import EVERY_SCOPE, AppSettings
from catalog_store.database import Database
from catalog_store.reports.deliveries import DeliveryState
from catalog_store.slack.outgoing import Outgoing
from tests.bot.test_reports import Company, service, team
from tests.support.catalog import put
from tests.support.patience import eventually

pytestmark = pytest.mark.more

SEED = WorkspaceSeed(
    team=SeedTeam(id="T0ORCHARD1", name="Orchard", domain="orchard"),
    people=(SeedPerson(name="ana", real_name="Ana Lima", title="", email="ana@orchard.example"),),
    channels=(SeedChannel(name="payments", members=("ana",), bots=True),),
    user_groups=(),
)
CHANNEL = SEED.channels[0].id
WITH, WITHOUT = (*EVERY_SCOPE, "channels:history"), EVERY_SCOPE


@contextmanager
def looking(slack: LocalSlack, company: Company) -> Iterator[tuple[Sender, LookingBack]]:
    """Another process, which sends what is due and looks up what is unsure."""
    client = web_client(slack.app.bot_token, slack.api_url)
    sender = Sender(client, store=Outgoing(company.database, replica="lives"))
    sender.start()
    try:
        yield sender, LookingBack(company.services.deliveries, sender.ask)
    finally:
        sender.stop(timeout=1)


def dies(slack: LocalSlack, company: Company, *, is_posted: bool) -> None:
    """A process claims, builds and begins to send; it is killed before it can note what came of that."""
    company.deliver()
    outgoing = Outgoing(company.database, replica="dies", lease=0.01)
    ((claimed, letter, _),) = outgoing.claim(limit=10)
    assert outgoing.begin(claimed)
    if is_posted:
        WebClient(token=slack.app.bot_token, base_url=slack.api_url).api_call(letter.method, json=dict(letter.payload))
    time.sleep(0.05)
    outgoing.doubt()
    company.services.deliveries.follow(now=company.clock.now)
    assert company.only().state is DeliveryState.UNSURE


def reports(slack: LocalSlack) -> list[str]:
    return [each.text for each in slack.messages(CHANNEL) if "Payments has" in each.text]


@pytest.fixture
def company(database: Database) -> Company:
    put(database, team(channel=CHANNEL), service())
    return Company(database)


@pytest.mark.parametrize("is_posted", [True, False])
def test_with_the_scopes_it_comes_exactly_once(company: Company, *, is_posted: bool) -> None:
    with LocalSlack(SEED, app=AppSettings(scopes=WITH)) as slack:
        dies(slack, company, is_posted=is_posted)
        with looking(slack, company) as (_, back):
            company.clock.now += timedelta(minutes=5)
            back.look(now=company.clock.now)
            company.clock.now += timedelta(minutes=5)
            company.deliver()
            eventually(lambda: _is_settled(company), within=60)
            back.look(now=company.clock.now)
            company.deliver()
            assert company.only().state is DeliveryState.POSTED
            assert len(reports(slack)) == 1


@pytest.mark.parametrize("is_posted", [True, False])
def test_without_them_it_comes_at_most_once_and_stands_in_health(company: Company, *, is_posted: bool) -> None:
    with LocalSlack(SEED, app=AppSettings(scopes=WITHOUT)) as slack:
        dies(slack, company, is_posted=is_posted)
        with looking(slack, company) as (_, back):
            company.clock.now += timedelta(minutes=5)
            back.look(now=company.clock.now)
            company.deliver()
        assert [each.id for each in company.services.deliveries.troubled(since=company.clock.now - timedelta(days=9))]
        assert company.only().state is DeliveryState.UNSURE
        assert len(reports(slack)) == int(is_posted)


def _is_settled(company: Company) -> bool:
    company.services.deliveries.follow(now=company.clock.now)
    return company.only().state is DeliveryState.POSTED
