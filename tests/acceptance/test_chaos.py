"""Replicas are killed at random while people ask, runs go on and reports are sent: everything happens once, and is counted.

Slack brings events again that nobody acknowledged, but neither commands nor clicks: those that were with a dying process
are lost, as Slack tells their people, and are counted as that.
"""

import itertools
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.workspace.messages import Message
from catalog_store.database import Database
from catalog_store.reports.deliveries import Deliveries, DeliveryState
from catalog_store.runs.model import Run, RunState
from tests.acceptance.load import Load
from tests.acceptance.replicas import Replicas, running_replicas
from tests.bot.golden_path_runs.scenes import Company, write_path
from tests.support.cable import Cable, cable_to
from tests.support.front import is_ready
from tests.support.github import GitHub
from tests.support.processes import becomes_true

pytestmark = pytest.mark.more

REPLICAS = 3
#: Writes the counts down, to be shown at the end of the run.
Count = Callable[[str, object], None]
#: Seconds between two deaths, and longer where the machine is so busy that the one before is not made good yet.
_LIVES = (5.0, 9.0)
#: Seconds between two runs that somebody begins, and where. Slack takes a message a second from us in each channel, a run
#: has some four, and a channel stands still for six seconds when whoever was posting there dies.
_RUNS_EVERY = 6.0
_RUNS_IN = ("help-platform", "general")
#: Until all that was begun has ended, the last process's start and its turn at Slack's pace included.
_PATIENCE = 90.0
_ENDED = frozenset((DeliveryState.POSTED, DeliveryState.QUIET, DeliveryState.UNSURE, DeliveryState.UNDELIVERABLE))


@dataclass
class Chaos:
    """Everything that goes on while processes die."""

    replicas: Replicas
    company: Company
    github_cable: Cable
    load: Load
    runs: list[Run]
    deaths: int = 0

    def rage(self, seconds: float) -> None:
        """Kill a replica every few seconds, whatever it has in hand, and begin another one."""
        chance = random.Random(11)  # noqa: S311  # the same deaths at each run
        ends_at = time.monotonic() + seconds
        kills_at, runs_at = time.monotonic() + 2, time.monotonic()
        while time.monotonic() < ends_at:
            time.sleep(0.1)
            if time.monotonic() > runs_at:
                runs_at += _RUNS_EVERY
                self.begin_a_run()
            if time.monotonic() > kills_at and self.is_made_good():
                kills_at = time.monotonic() + chance.uniform(*_LIVES)
                self.replicas.kill(chance.choice(self.replicas.running))
                self.replicas.begin()
                self.deaths += 1

    def is_made_good(self) -> bool:
        """Whether all but one of them can answer. Which one dies next, chance says: it may be the one that begins."""
        return sum(is_ready(replica.address) for replica in self.replicas.running) >= REPLICAS - 1

    def begin_a_run(self) -> None:
        name = _RUNS_IN[len(self.runs) % len(_RUNS_IN)]
        channel = self.replicas.slack.parts.workspace.channel_named(name).id
        self.runs.append(self.company.begin(channel=channel, name=f"shop-{len(self.runs)}"))

    def have_ended(self) -> bool:
        """Whether every run and every report has, and every run has its message."""
        ended = all(self.company.now(run).ended_at for run in self.runs)
        return ended and set(self.reports()) <= _ENDED and len(self.cards()) == len(self.runs)

    def reports(self) -> Counter[DeliveryState]:
        counts = Deliveries(self.replicas.database).counts(since=datetime.now(UTC) - timedelta(days=2))
        found: Counter[DeliveryState] = Counter()
        for (_report, state), number in counts.items():
            found[state] += number
        return found

    def posted_reports(self) -> Counter[Any]:  # Any: the number of a delivery
        """How often each report stands in Slack."""
        return Counter(
            call.arguments["metadata"]["event_payload"]["delivery"]
            for call in self.replicas.slack.calls("chat.postMessage")
            if call.ok and "metadata" in call.arguments
        )

    def cards(self) -> Counter[str]:
        """How many messages each run has."""
        places = (self.replicas.slack.messages(channel) for channel in _RUNS_IN)
        heads = filter(_is_card, itertools.chain.from_iterable(places))
        return Counter(message.text.partition(":")[0] for message in heads)

    def made(self) -> tuple[int, int]:
        """Repositories and pull requests that runs have made."""
        github = self.company.github
        repositories = github.count("POST /orgs/{org}/repos", status=201)
        return repositories, len(github.pull_requests("acme/platform"))

    def _stands(self, run: Run) -> str:
        """How it ended, or what it is at."""
        now = self.company.now(run)
        at = next((step for step in self.company.steps(run) if not step.state.has_ended_well), None)
        return (
            now.state.value
            if now.ended_at or at is None
            else f"{now.state.value}, {at.id} {at.state.value} ({at.error or now.note or ''})"
        )

    def told(self) -> str:
        states = Counter(self._stands(run) for run in self.runs)
        reports = {state.value: number for state, number in self.reports().items()}
        return (
            f"{self.deaths} processes killed; {self.load.told()}; {len(self.runs)} runs: {dict(states)}, {self.made()}"
            f" repositories and pull requests, {sum(self.cards().values())} messages; reports: {reports},"
            f" {sum(self.posted_reports().values())} stand in Slack; {self.github_cable.broken} lines to GitHub broken;"
            f" {self.replicas.store.backlog().waiting} messages wait"
        )


def _is_card(message: Message) -> bool:
    return message.text.startswith("Small service for ") and not message.is_reply


@pytest.fixture
def chaos(company_copy: str, tmp_path: Path) -> Iterator[Chaos]:
    """Three replicas at work, with a GitHub that is slow and sometimes hangs up in the middle."""
    with GitHub() as github, cable_to(github.url) as cable:
        github.repository("acme/platform", files={"README.md": "# Platform"})
        cable.mend()
        github.lead_over(cable.url)
        cable.be_bad(slow=0.02, breaks=0.004)
        write_path(tmp_path / "paths" / "small-service")
        environment = {
            "GITHUB_TOKEN": github.owner_token("acme"),
            "GITHUB_API_URL": github.api_url,
        }
        config = (
            f", platformChannel: platform, goldenPaths: ['{tmp_path}/paths/small-service'],"
            f" reports: {{day: {datetime.now(UTC):%A}, hour: 0}}"
        )
        database = Database(company_copy)
        company = Company(github, database, tmp_path)
        with running_replicas(
            company_copy,
            tmp_path,
            connections=2,
            config=config,
            program="tests.acceptance.hurried",
            more=environment,
        ) as replicas:
            company.user_id = replicas.slack.as_person("sam").person.id
            replicas.start(REPLICAS)
            yield Chaos(replicas, company, cable, Load(replicas), [])
        database.close()


@pytest.mark.parametrize("seconds", [30.0, pytest.param(600.0, marks=pytest.mark.soak)])
def test_everything_happens_once_whoever_dies(chaos: Chaos, seconds: float, record_property: Count) -> None:
    with chaos.load.going_on():
        chaos.rage(seconds)
    chaos.load.settles(within=_PATIENCE)
    becomes_true(chaos.have_ended, within=_PATIENCE)
    record_property("counted", f"{seconds:.0f} s of chaos: {chaos.told()}")
    assert chaos.load.repeated() == []
    assert len(chaos.load.unanswered()) <= chaos.replicas.store.backlog().unsure
    # Of a command and a click that were with a dying process Slack says that they failed. There are two at a time.
    assert len(chaos.load.lost_clicks()) <= 2 * chaos.deaths
    assert {chaos.company.now(run).state for run in chaos.runs} == {RunState.SUCCEEDED}
    assert chaos.made() == (len(chaos.runs), len(chaos.runs))
    assert sorted(chaos.cards().values()) == [1] * len(chaos.runs)
    assert set(chaos.reports()) <= _ENDED
    assert chaos.reports()[DeliveryState.POSTED] > 5
    assert max(chaos.posted_reports().values()) == 1


@contextmanager
def _at_work(
    company_copy: str, folder: Path, over: str, seconds: float, more: Mapping[str, str] | None = None
) -> Iterator[tuple[Replicas, Load]]:
    """Two replicas and people who ask, some seconds before and after what is done to them, until all is answered."""
    with running_replicas(company_copy, folder, over=over, connections=2, more=more) as replicas:
        replicas.start(2)
        load = Load(replicas)
        with load.going_on(asking=0.2, clicking=0.2):
            time.sleep(seconds)
            yield replicas, load
            time.sleep(seconds)
        assert load.settles(), load.told()


@pytest.mark.parametrize("over", ["socket", "http"])
def test_a_rolling_restart_loses_and_repeats_nothing(
    company_copy: str, tmp_path: Path, over: str, record_property: Count
) -> None:
    with _at_work(company_copy, tmp_path, over, 2.0) as (replicas, load):
        for old in tuple(replicas.running):
            replicas.start()
            assert replicas.end(old) == 0
    record_property("counted", f"A rolling restart over {over}: {load.told()}")
    assert (load.unanswered(), load.repeated(), load.lost_clicks()) == ([], [], [])


def test_nobody_is_left_without_an_answer_when_postgres_is_cut_off(
    company_copy: str, tmp_path: Path, record_property: Count
) -> None:
    """Meanwhile people read that the database is away; afterwards all goes on by itself."""
    with cable_to(company_copy) as cable:
        cable.mend()
        with _at_work(company_copy, tmp_path, "socket", 2.0, {"DATABASE_URL": cable.url}) as (replicas, load):
            for _ in range(2):
                cable.cut()
                time.sleep(2.0)
                cable.mend()
                time.sleep(4.0)
        told = [text for question in load.asked for text in (each.text for each in replicas.answers_to(question))]
    record_property("counted", f"Postgres cut off twice: {load.told()}")
    assert (load.unanswered(), load.repeated(), load.lost_clicks()) == ([], [], [])
    assert "owned by" in told[-1]
    assert all("owned by" in text or "database" in text for text in told), set(told)


def test_a_load_balancer_loses_only_what_was_with_the_dead(
    company_copy: str, tmp_path: Path, record_property: Count
) -> None:
    with _at_work(company_copy, tmp_path, "http", 2.0) as (replicas, load):
        for _ in range(2):
            replicas.kill(replicas.running[0])
            replicas.start()
    record_property("counted", f"Two of two replicas killed over HTTP: {load.told()}")
    assert (load.unanswered(), load.repeated()) == ([], [])
    assert len(load.lost_clicks()) <= 2 * 2
