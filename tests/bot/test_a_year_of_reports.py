"""A year of reports with a fake clock: three replicas that die at random, teams all over the world, summer time both ways."""

import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.reports import ALL
from bot.reports.delivering import Delivering
from bot.reports.looking_back import HISTORY, LookingBack
from bot.sender.calls import Delivered
from catalog_store.database import Database
from catalog_store.reports.calendar import Times, slot
from catalog_store.reports.deliveries import Delivery, DeliveryState, Due
from catalog_store.slack.outgoing import SENT, Claimed, Letter, Outgoing
from tests.bot.test_reports import Clock, Company, service, team
from tests.support.catalog import put

BEGIN, WEEKS = datetime(2025, 1, 5, tzinfo=UTC), 52
#: Clocks that go forward and back in either half of the world, by half an hour, or twice for Ramadan.
ZONES = (
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/St_Johns", "Africa/Casablanca",
    "Pacific/Kiritimati", "America/Los_Angeles", "Asia/Kolkata", "Europe/Lisbon", "Pacific/Auckland",
)  # fmt: skip
#: Sundays at two are the hour that is left out, or comes twice.
AT_TWO = "Europe/Berlin"
LEASE = 0.01


class DiedError(Exception):
    """The replica was killed here."""


@dataclass
class Slack:
    """Takes messages, and knows of which report each was."""

    posts: list[Letter] = field(default_factory=list)

    def take(self, letter: Letter) -> str:
        self.posts.append(letter)
        return f"17.{len(self.posts):06}"

    def ask(self, method: str, payload: Mapping[str, Any]) -> Delivered:  # Any: Slack's JSON
        """Tells what was posted in a channel, the newest first, to those who may read it."""
        assert method == HISTORY
        found = [
            {"ts": f"17.{number:06}", "metadata": post.payload["metadata"]}
            for number, post in enumerate(self.posts, start=1)
            if post.payload["channel"] == payload["channel"]
        ]
        answer: Delivered = Future()
        answer.set_result({"messages": found[::-1]})
        return answer

    def times(self) -> Counter[int]:
        return Counter(int(post.payload["metadata"]["event_payload"]["delivery"]) for post in self.posts)


@dataclass
class Replica:
    """Does what a process does: looks, builds, sends. It may be killed between any two of its steps."""

    delivering: Delivering
    outgoing: Outgoing
    slack: Slack
    chance: random.Random
    dead_until: datetime = BEGIN
    deaths: Counter[str] = field(default_factory=Counter)

    def work(self, now: datetime) -> None:
        if now < self.dead_until:
            return
        try:
            self._look()
            for claimed, letter, _ in self.outgoing.claim(limit=10):
                self._send(claimed, letter)
        except DiedError as death:
            self.deaths[str(death)] += 1
            self.dead_until = now + timedelta(hours=self.chance.randrange(1, 5))
            time.sleep(2 * LEASE)  # what it had in its hands becomes the others'

    def _look(self) -> None:
        for each in self.delivering.claim():
            self._may_die("after claiming")
            self.delivering.build(each.id)
            self._may_die("after building")

    def _send(self, claimed: Claimed, letter: Letter) -> None:
        self._may_die("before sending")
        if not self.outgoing.begin(claimed):
            return
        self._may_die("before Slack had it")
        ts = self.slack.take(letter)
        self._may_die("after Slack had it")
        self.outgoing.settle(claimed, outcome=SENT, ts=ts)

    def _may_die(self, where: str) -> None:
        if self.chance.random() < 0.02:
            raise DiedError(where)


@dataclass(frozen=True)
class Year:
    """What there is to be delivered, and who delivers it."""

    company: Company
    teams: Sequence[tuple[str, Times]]
    replicas: Sequence[Replica]
    slack: Slack
    looks_back: bool

    def passes(self) -> None:
        """Every hour of each week's Sunday and Monday, in which all teams' hours are."""
        for now in _hours():
            self.company.clock.now = now
            for replica in random.Random(str(now)).sample(self.replicas, k=3):  # noqa: S311  # the same at each run
                replica.work(now)
            self.replicas[0].outgoing.doubt()
            if self.looks_back:
                self._look_back(now)
        self.company.services.deliveries.follow(now=self.company.clock.now)

    def _look_back(self, now: datetime) -> None:
        """What is unsure is looked up a few minutes later."""
        deliveries = self.company.services.deliveries
        deliveries.follow(now=now)
        LookingBack(deliveries, self.slack.ask).look(now=now + timedelta(minutes=2))

    def due(self) -> Iterator[tuple[str, Times, Due]]:
        """What each team was to get."""
        for name, times in self.teams:
            for week in range(WEEKS):
                coming = slot(times, BEGIN + timedelta(days=1, hours=12, weeks=week))
                if BEGIN <= coming.due_at <= self.company.clock.now:
                    yield name, times, Due("scorecard", f"group:default/{name}", coming.period, coming.due_at)

    def found(self, due: Due) -> Delivery:
        found = self.company.services.deliveries.of(due)
        assert found is not None, due
        return found


def _hours() -> Iterator[datetime]:
    return (BEGIN + timedelta(weeks=week, hours=hour) for week in range(WEEKS) for hour in range(48))


@pytest.fixture(
    params=[
        pytest.param((10, False), marks=pytest.mark.more, id="10 teams"),
        pytest.param((50, False), marks=pytest.mark.soak, id="50 teams"),
        pytest.param((50, True), marks=pytest.mark.soak, id="50 teams, with the scopes"),
    ]
)
def year(request: pytest.FixtureRequest, database: Database) -> Year:
    company = Company(database, Clock(BEGIN))
    teams = [(f"team-{number}", _times(number)) for number in range(request.param[0])]
    for number, (name, times) in enumerate(teams):
        put(database, team(name, channel=f"C0TEAM{number:04}"), service(f"{name}-api", owner=name))
        company.services.report_teams.choose(
            "scorecard", f"group:default/{name}", by="U1", at=BEGIN, weekday=times.weekday, hour=times.hour,
            time_zone=times.time_zone,
        )  # fmt: skip
    slack = Slack()
    replicas = [
        Replica(
            Delivering(company.services, reports=ALL[:1], spread=0),
            Outgoing(database, replica=f"replica-{number}", lease=LEASE),
            slack,
            random.Random(number),  # noqa: S311  # the same deaths at each run
        )
        for number in range(3)
    ]
    return Year(company, teams, replicas, slack, looks_back=request.param[1])


def _times(number: int) -> Times:
    zone = ZONES[number % len(ZONES)]
    return Times(6, 2, zone) if zone == AT_TWO else Times(0, 9, zone)


def test_every_report_comes_once_or_is_listed_as_unsure(year: Year) -> None:
    year.passes()
    deliveries = year.company.services.deliveries
    posted, table = year.slack.times(), dict[str, Counter[str]]()
    listed = {each.id for each in deliveries.troubled(since=BEGIN - timedelta(days=9), limit=10_000)}
    for name, times, due in year.due():
        found = year.found(due)
        row = table.setdefault(f"{name}  {times.time_zone}", Counter())
        row.update([found.state.value, f"{posted[found.id]} messages"])
        if found.state is DeliveryState.POSTED:
            assert posted[found.id] == 1, due
        else:
            assert not year.looks_back, "with the scopes nothing stays unsure"
            assert found.state is DeliveryState.UNSURE, found
            assert posted[found.id] <= 1
            assert found.id in listed
        assert _is_at_the_teams_hour(found.due_at, times)
    _print(table, year)
    assert sum(len(replica.deaths) for replica in year.replicas) > 10, "they died at every point"
    told = json.dumps([post.payload for post in year.slack.posts])
    assert "<!channel" not in told
    assert "<@" not in told


def _is_at_the_teams_hour(due_at: datetime, times: Times) -> bool:
    """An hour that is left out is the one after it."""
    here = due_at.astimezone(ZoneInfo(times.time_zone))
    is_left_out = here.utcoffset() != (here - timedelta(hours=3)).utcoffset()
    return here.weekday() == times.weekday and (here.hour == times.hour or (is_left_out and here.hour == 3))


def _print(table: dict[str, Counter[str]], year: Year) -> None:
    columns = ("posted", "unsure", "0 messages", "1 messages", "2 messages")
    lines = [f"{'team':32}{''.join(f'{column:>12}' for column in columns)}"]
    lines += [f"{name:32}{''.join(f'{row[column]:12}' for column in columns)}" for name, row in table.items()]
    deaths = sum((replica.deaths for replica in year.replicas), Counter[str]())
    lines += [f"{number:4} deaths {where}" for where, number in sorted(deaths.items())]
    sys.stdout.write("\n".join(["", *lines, ""]))
