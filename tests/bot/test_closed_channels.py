"""Channels that do not take a report, in a Slack that says no as Slack does; and one that says "later" every third time."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.sender import Sender
from bot.sender.door import web_client
from bot.workspace.local import LocalSlack
from bot.workspace.seed import SeedChannel, SeedPerson, SeedTeam, WorkspaceSeed
from bot.workspace.settings import EVERY_SCOPE, AppSettings
from catalog_store.database import Database
from catalog_store.reports.deliveries import DeliveryState
from catalog_store.slack.outgoing import Outgoing
from tests.bot.test_reports import Company, service, team
from tests.support.catalog import entity, put
from tests.support.patience import eventually
from tests.support.slack_api import Says, SlackApi

pytestmark = pytest.mark.more

SEED = WorkspaceSeed(
    team=SeedTeam(id="T0ORCHARD1", name="Orchard", domain="orchard"),
    people=(SeedPerson(name="ana", real_name="Ana Lima", title="", email="ana@orchard.example"),),
    channels=(
        SeedChannel(name="division", members=("ana",), bots=True),
        SeedChannel(name="archived", members=("ana",), bots=True, is_archived=True),
        SeedChannel(name="without-the-bot", members=("ana",)),
    ),
    user_groups=(),
)
IDS = {each.name: each.id for each in SEED.channels}
_A_MOMENT = timedelta(seconds=1)
#: Without the right to write where it is not a member.
SCOPES = tuple(scope for scope in EVERY_SCOPE if scope != "chat:write.public")


@pytest.fixture
def local() -> Iterator[LocalSlack]:
    with LocalSlack(SEED, app=AppSettings(scopes=SCOPES)) as slack:
        yield slack


@pytest.fixture
def local_sender(local: LocalSlack, database: Database) -> Iterator[Sender]:
    sender = Sender(web_client(local.app.bot_token, local.api_url), store=Outgoing(database, replica="one"))
    sender.start()
    yield sender
    sender.stop(timeout=1)


def posted(company: Company) -> bool:
    """Carry on as the schedule does, until it has arrived."""
    company.services.deliveries.follow(now=company.clock.now)
    for each in company.services.deliveries.waiting(now=company.clock.now, longer_than=-_A_MOMENT):
        company.delivering.build(each.id)
    return company.only().state is DeliveryState.POSTED


@pytest.mark.usefixtures("local_sender")
@pytest.mark.parametrize(
    ("channel", "word"),
    [
        (IDS["archived"], "is_archived"),
        (IDS["without-the-bot"], "not_in_channel"),
        ("#what-it-was-called-before", "channel_not_found"),
    ],
)
def test_a_channel_that_takes_nothing_is_replaced_by_the_one_above(
    database: Database, local: LocalSlack, channel: str, word: str
) -> None:
    division = entity(
        "Group", "division", title="Division", type="team", children=["payments"],
        annotations={"slack.com/channel-id": IDS["division"]},
    )  # fmt: skip
    put(database, division, team(channel=channel), service())
    company = Company(database)
    company.deliver()
    eventually(lambda: posted(company), within=60)
    (message,) = local.messages(IDS["division"])
    assert "This is for payments, who have no channel that takes it: it comes to Division instead." in message.shown
    assert company.only().tried == ((channel, word),)
    assert not message.pings


def test_a_team_of_nobody_is_told_as_well(database: Database) -> None:
    put(database, team(), service())
    company = Company(database)
    assert len(company.deliver()) == 1
    (sent,) = company.outgoing()
    assert sent.payload["channel"] == "C0PAYMENT1"


def test_a_slack_that_says_later_every_third_time_gets_each_once(database: Database, slack: SlackApi) -> None:
    names = [f"team-{number}" for number in range(6)]
    for number, name in enumerate(names):
        put(database, team(name, channel=f"C0TEAM{number:04}"), service(f"{name}-api", owner=name))
    company = Company(database)
    later = Says(status=429, error="ratelimited", headers={"Retry-After": "1"})
    slack.will_say("chat.postMessage", *[_posted(number) if number % 3 else later for number in range(1, 60)])
    sender = Sender(web_client("xoxb-test", slack.url), store=Outgoing(database, replica="one"))
    sender.start()
    try:
        assert len(company.deliver()) == 6

        def all_arrived() -> bool:
            company.services.deliveries.follow(now=company.clock.now)
            counts = company.services.deliveries.counts(since=company.clock.now.replace(year=2020))
            return counts == {("scorecard", DeliveryState.POSTED): 6}

        eventually(all_arrived, within=30)
    finally:
        sender.stop(timeout=1)
    taken = Counter(
        each.payload["channel"] for number, each in enumerate(slack.calls("chat.postMessage"), start=1) if number % 3
    )
    assert set(taken.values()) == {1}
    assert len(taken) == 6


def _posted(number: int) -> Says:
    return Says(body={"ts": f"17.{number:06}", "channel": "C0TEAM0000"})
