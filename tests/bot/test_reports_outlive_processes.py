"""Three real replicas deliver reports to a real Slack stand-in, are killed at random and started anew: nobody is told twice."""

import random
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from catalog_store.database import Database
from catalog_store.reports.deliveries import Deliveries, DeliveryState
from tests.support.catalog import entity, put
from tests.support.processes import becomes_true, python
from tests.support.slack_api import Says, SlackApi, running_slack_api

pytestmark = pytest.mark.more

TEAMS = 12
#: Looks, builds and sends as a replica of the bot does, only more often.
REPLICA = """
import sys, time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from bot.reports import ALL
from bot.reports.delivering import Delivering
from bot.sender import Sender
from bot.sender.door import web_client
from catalog_store.slack.buckets import Buckets
from catalog_store.database import Database
from catalog_store.slack.outgoing import Outgoing
from tests.commands.conftest import services_on

database = Database(sys.argv[1])
services = replace(services_on(database), clock=lambda: datetime.now(UTC), platform_channel="C0PLATFORM")
sender = Sender(web_client("xoxb-test", sys.argv[2]), store=Outgoing(database, replica=sys.argv[3], lease=1.5))
sender.start()
delivering = Delivering(services, reports=ALL[:1], spread=0, patience=timedelta(seconds=1))
print("ready", flush=True)
while True:
    for each in delivering.claim():
        delivering.build(each.id)
    time.sleep(0.05)
"""


@pytest.fixture
def slack() -> Iterator[SlackApi]:
    with running_slack_api() as api:
        yield api


def begin(stack: ExitStack, database_url: str, slack: SlackApi, number: int) -> "subprocess.Popen[str]":
    process = stack.enter_context(python(REPLICA, database_url, slack.url, f"replica-{number}"))
    stack.callback(process.kill)
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


def test_no_team_is_told_twice_whenever_replicas_die(database_url: str, database: Database, slack: SlackApi) -> None:
    begun = datetime.now(UTC)
    monday = begun - timedelta(days=begun.weekday())
    for number in range(TEAMS):
        name = f"team-{number}"
        notes = {"slack.com/channel-id": f"C0TEAM{number:04}"}
        group = entity("Group", name, type="team", children=[], annotations=notes)
        put(database, group, entity("Component", f"{name}-api", type="service", lifecycle="production", owner=name))
        weekday = {"report": "scorecard", "team": f"group:default/{name}", "weekday": begun.weekday(), "at": monday}
        with database.changing() as connection:
            connection.execute(
                text(
                    "INSERT INTO report_choices (report, team_ref, weekday, hour, chosen_by, chosen_at)"
                    " VALUES (:report, :team, :weekday, 0, 'U1', :at)"
                ),
                weekday,
            )
    # Slack takes its time, so that many die while it has a message; and now and then it asks us to wait.
    slack.will_say("chat.postMessage", *(_says(number) for number in range(200)))
    chance = random.Random(7)  # noqa: S311  # the same deaths at each run
    with ExitStack() as stack:
        replicas = [begin(stack, database_url, slack, number) for number in range(3)]
        for number in range(3, 7):
            becomes_true(lambda: False, within=chance.uniform(0.05, 0.6))
            victim = chance.randrange(3)
            replicas[victim].kill()
            replicas[victim].wait()
            replicas[victim] = begin(stack, database_url, slack, number)
        assert becomes_true(lambda: _all_settled(database), within=40)
    posted = Counter(each.payload["channel"] for each in slack.calls("chat.postMessage") if _was_taken(slack, each))
    states = Deliveries(database).counts(since=begun - timedelta(days=2))
    assert sum(states.values()) == TEAMS
    assert set(states) <= {("scorecard", DeliveryState.POSTED), ("scorecard", DeliveryState.UNSURE)}
    assert max(posted.values()) == 1
    assert states["scorecard", DeliveryState.POSTED] >= TEAMS / 2


def _says(number: int) -> Says:
    if number % 3 == 2:
        return Says(error="ratelimited", status=429, headers={"Retry-After": "1"})
    return Says(body={"ts": f"17.{number:06}"}, after=0.15)


def _was_taken(slack: SlackApi, call: object) -> bool:
    """Every third call was answered with a 429, and so not taken."""
    return slack.calls("chat.postMessage").index(call) % 3 != 2  # type: ignore[arg-type]  # one of these


def _all_settled(database: Database) -> bool:
    counts = Deliveries(database).counts(since=datetime.now(UTC) - timedelta(days=2))
    ended = (DeliveryState.POSTED, DeliveryState.UNSURE)
    return sum(number for (_, state), number in counts.items() if state in ended) == TEAMS
