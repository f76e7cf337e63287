"""From a press to a pull request, and from its merge back into the report that shows it."""

import sys
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from bot.adapters.github import client
from bot.adapters.github.pull_requests import PullRequests
from bot.fact_sources import Collecting
from bot.github_settings import GithubHost, GithubSettings
from bot.golden_path_runs.assembling import vouching
from bot.mending import MEND, Mender, MendingByPullRequest
from bot.patient_host import PatientHost
from bot.reporting import Reporting
from bot.reports import ALL, Report
from bot.reports.delivering import Delivering
from bot.reports.looking_back import LookingBack
from bot.sender import Sender
from bot.settings import load
from bot.workers import Job
from catalog_store.audit import AuditFilter
from catalog_store.job_queue import JobQueue
from catalog_store.reports.deliveries import Due
from catalog_store.reports.mendings import MendingState
from catalog_store.scorecards import DEFAULT
from catalog_store.standings.facts import FactStore
from catalog_store.standings.judging import Judging
from commands.ask import Channel, Person, Press, Reaction, Submission, Surface
from commands.dispatch import react
from commands.kit import plain
from commands.services import Services
from commands.stale.presses import moved
from tests.bot.adapters.github.conftest import Portal
from tests.commands.asking import Mails
from tests.commands.conftest import services_on
from tests.support.catalog import entity, put
from tests.support.github import GitHub
from tests.support.patience import eventually
from tests.support.slack_api import SlackApi

SHOP = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: shop   # what customers see
spec:
  type: service
  lifecycle: production
  owner: payments
"""
_CHANNEL = Channel("C0PAYMENT1", "payments")
ANA, ZOE = Person("U0ANA00001", "T1"), Person("U0ZOE00001", "T1")


def team(name: str, channel: str) -> Any:  # Any: an entity
    notes = {"slack.com/channel-id": channel, "github.com/team-slug": f"acme/{name}"}
    return entity("Group", name, type="team", children=[], annotations=notes)


@dataclass
class Workshop:
    """A service on GitHub, people who press in Slack, and whoever does the jobs."""

    portal: Portal
    services: Services
    mender: Mender
    queue: JobQueue
    slack: SlackApi

    @property
    def shop(self) -> int:
        return self.portal.get("shop").id

    def press(self, action: str, value: str, *, by: Person = ANA, ts: str = "9.9") -> Reaction:
        url = self.slack.response_url()
        press = Press(
            action, value, by, Surface.MENTION, self.portal.now(), message_ts=ts, change_url=url, channel=_CHANNEL
        )
        return react(press, self.services)

    def jobs(self) -> list[Mapping[str, Any]]:  # Any: JSON
        """The arguments of all that wait, taken out of the queue."""
        with self.portal.database.changing() as connection:
            rows = connection.execute(
                text("DELETE FROM procrastinate_jobs WHERE task_name = 'mend' RETURNING args")
            ).scalars()
            return list(rows)

    def work(self) -> None:
        """All jobs that wait, by three replicas at once."""
        jobs = [job for job in self.jobs() for _ in range(3)]
        with ThreadPoolExecutor(3) as replicas:
            list(replicas.map(self.mender.mend, jobs))

    def round(self) -> int:
        """All jobs that wait, each by whichever replica is free; how many were put off."""
        reporting = Reporting(
            self.services,
            self.queue,
            self.mender,
            Collecting(FactStore(self.portal.database), ()),
            lambda: True,
            LookingBack(self.services.deliveries, self.mender.sender.ask),
        )
        task = next(each for each in reporting.tasks() if each.name == MEND)
        jobs = [Job(arguments, lambda: False) for arguments in self.jobs()]
        with ThreadPoolExecutor(3) as replicas:
            list(replicas.map(task.work, jobs))
        with self.portal.database.reading() as connection:
            return int(
                connection.execute(
                    text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'mend'")
                ).scalar_one()
            )

    def delivered(self, report: Report, team: str = "payments") -> str:
        """A report that has arrived; its time."""
        services = self.services
        due = Due(report.name, f"group:default/{team}", "2026-W10", services.clock())
        (claimed,) = services.deliveries.open([due], now=services.clock())
        Delivering(services, reports=(report,), spread=0).build(claimed.id)
        with self.portal.database.changing() as connection:
            connection.execute(text("UPDATE outgoing SET settled_at = now(), outcome = 'sent', ts = '9.9'"))
        services.deliveries.follow(now=services.clock())
        return "9.9"

    def updates(self, ts: str, *, having: str) -> str:
        """What a message was changed to at last, as soon as these words are in it."""

        def last() -> str | None:
            told = [str(each.payload["blocks"]) for each in self.slack.calls("chat.update") if each.payload["ts"] == ts]
            return told[-1] if told and having in told[-1] else None

        return eventually(last, within=60)

    def offer(self) -> str:
        """Ana would give the shop to the team of Zoe; what their button is about."""
        form = self.press("stale.menu", f"move {self.shop}").modal
        assert form is not None
        chosen = {"stale.receiver": {"stale.receiver": {"selected_option": {"value": "group:default/search"}}}}
        submission = Submission(form.callback_id, chosen, ANA, self.portal.now(), "V1", form.metadata)
        asked = moved(submission, self.services)
        assert asked.channel is not None
        assert asked.channel.id == "C0SEARCH01"
        assert asked.answer is not None
        buttons = (each for block in asked.answer.blocks for each in block.get("elements", ()))
        return str(next(each["value"] for each in buttons if each.get("action_id") == "stale.accept"))

    def state(self, what: str) -> MendingState:
        return self.services.mendings.latest([self.shop])[self.shop, what].state


@pytest.fixture
def workshop(
    github: GitHub, portal: Portal, slack: SlackApi, sender: Sender, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Workshop:
    monkeypatch.setattr(client, "_PAUSES", (0.0, 0.0))
    github.repository("acme/shop", files={"catalog-info.yaml": SHOP, "go.mod": "module shop\n"})
    put(portal.database, team("payments", "C0PAYMENT1"), team("search", "C0SEARCH01"))
    mails = {person.user_id: f"{name}@orchard.example" for person, name in ((ANA, "ana"), (ZOE, "zoe"))}
    put(
        portal.database,
        entity("User", "ana", memberOf=["payments", "search"], profile={"email": mails[ANA.user_id]}),
        entity("User", "zoe", memberOf=["search"], profile={"email": mails[ZOE.user_id]}),
    )
    portal.read()
    github_settings = GithubSettings(hosts=(GithubHost("github.com", github.api_url, SecretStr(portal.token)),))
    settings = replace(load({}, tmp_path), github=github_settings)
    database, queue = portal.database, JobQueue(portal.database)
    judging = Judging(database, DEFAULT, clock=portal.now)
    services = replace(
        services_on(database), people=Mails(mails), clock=portal.now, judging=judging, platform_channel="C0PLATFORM"
    )
    mending = MendingByPullRequest(settings, queue, services, vouching(settings, database))
    services = replace(services, mending=mending, owner_changes=mending)
    host = PullRequests(github_settings, clock=portal.now, patience=timedelta(0))
    return Workshop(
        portal,
        services,
        Mender(services, PatientHost(host, clock=portal.now), sender, vouching(settings, database)),
        queue,
        slack,
    )


def test_fix_it_opens_one_pull_request_however_many_press(github: GitHub, workshop: Workshop) -> None:
    value = f"{workshop.shop} has-documents"
    first, second = workshop.press("scorecard.fix", value), workshop.press("scorecard.fix", value, by=ZOE)
    assert first.reply is not None
    assert second.reply is not None
    assert "is being opened" in first.reply.text
    workshop.work()
    (pull,) = github.pull_requests("acme/shop")
    branch = "callboard/has-documents/component-default-shop"
    assert (pull.head, pull.title) == (branch, "Has documents: shop")
    changed = (github.file("acme/shop", "catalog-info.yaml", branch=branch) or b"").decode()
    assert "  name: shop   # what customers see\n" in changed
    assert "backstage.io/techdocs-ref: dir:." in changed
    assert github.file("acme/shop", "docs/index.md", branch=branch)
    third = workshop.press("scorecard.fix", value)
    assert third.reply is not None
    assert "no second one was made" in third.reply.text
    told = workshop.slack.heard("response/1")[-1]
    assert f"Pull request #{pull.number} is open" in told.text


MANIFEST = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  template:
    spec:
      containers:
        - name: app
          image: shop:1   # built by CI
          ports: [{containerPort: 8080}]
"""


def without_probes(workshop: Workshop, *paths: str) -> str:
    """It runs without probes, and its repository has these files; what the button carries."""
    facts, now = FactStore(workshop.portal.database), workshop.portal.now()
    running = {"running.workloads": 1, "running.areReady": False, "running.areAlive": False}
    facts.save(workshop.shop, "clusters", running, at=now, good_for=timedelta(hours=6))
    facts.save(workshop.shop, "files", {"files.paths": paths}, at=now, good_for=timedelta(hours=6))
    return f"{workshop.shop} has-probes"


def test_probes_are_added_to_the_manifest_that_has_the_deployment(github: GitHub, workshop: Workshop) -> None:
    patch = "kind: Deployment\nmetadata: {name: shop}\nspec: {replicas: 3}\n"
    github.commit("acme/shop", {"k8s/base/deployment.yaml": MANIFEST, "k8s/live/deployment.yaml": patch})
    value = without_probes(workshop, "k8s/base/deployment.yaml", "k8s/live/deployment.yaml", "readme.md")
    workshop.press("scorecard.fix", value)
    workshop.work()
    (pull,) = github.pull_requests("acme/shop")
    files = {path: body.decode() for path, body in github.files("acme/shop", branch=pull.head).items()}
    assert (
        "          readinessProbe:\n            tcpSocket:\n              port: 8080\n"
        in files["k8s/base/deployment.yaml"]
    )
    assert "image: shop:1   # built by CI" in files["k8s/base/deployment.yaml"]
    assert files["k8s/live/deployment.yaml"] == patch


@pytest.mark.more
def test_where_no_manifest_can_be_changed_the_person_reads_which_and_why(github: GitHub, workshop: Workshop) -> None:
    github.commit("acme/shop", {"deploy/api.yaml": MANIFEST.replace("name: shop", "name: other")})
    workshop.press("scorecard.fix", without_probes(workshop, "deploy/api.yaml"))
    workshop.work()
    told = workshop.slack.heard("response/1")[-1].text
    assert "no Deployment called shop is in deploy/api.yaml, so please add the probes where it is described" in told
    assert workshop.state("has-probes") is MendingState.REFUSED


@pytest.mark.more
def test_where_no_manifest_is_found_the_button_says_what_to_write_where(workshop: Workshop) -> None:
    reply = workshop.press("scorecard.fix", without_probes(workshop, "charts/shop/templates/deployment.yaml")).reply
    assert reply is not None
    assert "I open no pull request" in reply.text
    assert "`readinessProbe` and `livenessProbe` to the container that serves" in reply.text


def test_eight_people_at_the_very_same_time_are_one_pull_request(github: GitHub, workshop: Workshop) -> None:
    value = f"{workshop.shop} has-documents"
    people = [Person(f"U0ANA0000{number}", "T1") for number in range(2, 10)]
    with ThreadPoolExecutor(8) as crowd:
        reactions = list(crowd.map(lambda person: workshop.press("scorecard.fix", value, by=person), people))
    assert all(each.reply or each.replace for each in reactions)
    workshop.work()
    assert len(github.pull_requests("acme/shop")) == 1
    assert workshop.state("has-documents") is MendingState.OPEN


def test_a_report_shows_the_pull_request_and_its_merge(github: GitHub, workshop: Workshop) -> None:
    services = workshop.services
    delivering = Delivering(services, reports=(ALL[0],), spread=0)
    due = Due("scorecard", "group:default/payments", "2026-W10", services.clock())
    (claimed,) = services.deliveries.open([due], now=services.clock())
    delivering.build(claimed.id)
    with workshop.portal.database.changing() as connection:
        connection.execute(text("UPDATE outgoing SET settled_at = now(), outcome = 'sent', ts = '9.9'"))
    services.deliveries.follow(now=services.clock())
    pressed = workshop.press("scorecard.fix", f"{workshop.shop} has-documents")
    assert pressed.replace is not None
    assert "is being opened" in plain(pressed.replace)
    workshop.work()
    (shown, *_) = workshop.slack.heard("chat.update")
    assert (shown.payload["channel"], shown.payload["ts"]) == ("C0PAYMENT1", "9.9")
    assert "Pull request #1" in str(shown.payload["blocks"])
    github.merge("acme/shop", 1)
    workshop.portal.github.advance(3600)
    workshop.mender.look()
    assert "is merged" in str(workshop.slack.heard("chat.update", count=2, within=60)[-1].payload["blocks"])


def test_a_merge_is_told_also_where_the_push_was_read_first(github: GitHub, workshop: Workshop) -> None:
    """Then the check is passed, and the thing may have no row any more."""
    ts = workshop.delivered(ALL[0])
    workshop.press("scorecard.fix", f"{workshop.shop} has-documents", ts=ts)
    workshop.work()
    github.merge("acme/shop", 1)
    workshop.portal.read()
    workshop.services.judging.keep_up()
    workshop.portal.github.advance(3600)
    workshop.mender.look()
    assert "Has documents: <" in workshop.updates(ts, having="is merged")


def test_a_thing_that_moved_stays_in_both_messages_with_its_pull_request(github: GitHub, workshop: Workshop) -> None:
    """The push is read first, so that it is the other team's before anybody looks at the pull request."""
    ts = workshop.delivered(ALL[1])
    workshop.press("stale.accept", workshop.offer(), by=ZOE, ts="5.5")
    workshop.work()
    assert "is open" in workshop.updates(ts, having="Pull request #1")
    github.merge("acme/shop", 1)
    workshop.portal.read()
    workshop.portal.github.advance(3600)
    workshop.mender.look()
    assert "No longer yours" in workshop.updates(ts, having="is merged")
    assert "another owner" in workshop.updates("5.5", having="is merged")


def test_what_becomes_of_a_pull_request_is_seen(github: GitHub, workshop: Workshop) -> None:
    workshop.press("scorecard.fix", f"{workshop.shop} has-documents")
    workshop.work()
    (pull,) = github.pull_requests("acme/shop")
    github.merge("acme/shop", pull.number)
    workshop.portal.github.advance(3600)
    workshop.mender.look()
    assert workshop.state("has-documents") is MendingState.MERGED
    workshop.portal.read()
    explained = workshop.services.judging.explain(workshop.shop)
    assert explained is not None
    found = explained.find("has-documents")
    assert found is not None
    assert found.result == "passed"


def test_a_code_host_that_is_away_loses_no_press(github: GitHub, workshop: Workshop) -> None:
    github.fail("/repos/*", 502, times=99)
    workshop.press("scorecard.fix", f"{workshop.shop} has-documents")
    (job,) = workshop.jobs()
    assert workshop.mender.mend(job) is False
    told = workshop.slack.heard("response/1")[-1]
    assert "opened as soon as it does; nobody has to press again" in told.text
    assert workshop.state("has-documents") is MendingState.ASKED
    asked_before = len(github.requests)
    assert workshop.mender.mend({**job, "is_put_off": True}) is False
    assert len(github.requests) == asked_before
    github.well()
    github.advance(60)
    assert workshop.mender.mend({**job, "is_put_off": True}) is True
    assert len(github.pull_requests("acme/shop")) == 1
    assert workshop.state("has-documents") is MendingState.OPEN


def test_a_code_host_that_is_away_for_a_day_is_given_up(github: GitHub, workshop: Workshop) -> None:
    workshop.press("scorecard.fix", f"{workshop.shop} has-documents")
    (job,) = workshop.jobs()
    github.fail("/repos/*", 502, times=99)
    github.advance(90_000)
    assert workshop.mender.mend({**job, "is_put_off": True}) is True
    assert workshop.state("has-documents") is MendingState.REFUSED
    (told,) = workshop.slack.heard("chat.postMessage")  # the address of a press holds for half an hour
    assert told.payload["channel"] == ANA.user_id
    assert "GitHub has trouble (502)" in told.text


@pytest.mark.more
def test_a_hundred_presses_while_github_is_away_are_one_pull_request_for_each_thing_once_it_is_back(
    github: GitHub, workshop: Workshop
) -> None:
    """Each is pressed by two people, three replicas do the jobs, and GitHub goes away again half-way."""
    names = [f"svc-{number:03}" for number in range(50)]
    for name in names:
        github.repository(f"acme/{name}", files={"catalog-info.yaml": SHOP.replace("shop", name)})
    workshop.portal.read()
    github.fail("/repos/*", 503, times=100_000)
    for name in names:
        value = f"{workshop.portal.get(name).id} has-documents"
        assert workshop.press("scorecard.fix", value).reply
        assert workshop.press("scorecard.fix", value, by=ZOE).reply
    before = len(github.requests)
    assert workshop.round() == 100
    away = len(github.requests) - before
    github.well()
    github.advance(180)
    github.fail("/repos/acme/svc-01*/pulls", 503, times=40, method="POST")
    rounds = 1
    while workshop.round():
        github.well()
        github.advance(180)
        rounds += 1
        assert rounds < 20
    opened = Counter(len(github.pull_requests(f"acme/{name}")) for name in names)
    states = Counter(
        each.state.value
        for each in workshop.services.mendings.latest([workshop.portal.get(name).id for name in names]).values()
    )
    sys.stdout.write(
        f"\n100 presses, {away} requests while away, {rounds} rounds: {dict(opened)} pull requests, {dict(states)}\n"
    )
    assert opened == {1: 50}
    assert states == {"open": 50}
    assert away <= 30, "a host that is away is asked by one job, and not by each"


def test_a_refusal_is_told_with_the_reason(github: GitHub, workshop: Workshop) -> None:
    workshop.press("scorecard.fix", f"{workshop.shop} has-documents")
    github.archive("acme/shop")
    workshop.work()
    told = workshop.slack.heard("response/1")[-1]
    assert "no pull request could be opened: it is archived" in told.text
    assert workshop.state("has-documents") is MendingState.REFUSED
    entries, _ = workshop.services.audit.page(AuditFilter(outcome="refused"), limit=1)
    (kept,) = [entry.doing for entry in entries]
    assert (kept.user, kept.target) == (ANA.user_id, "component:default/shop")
    assert kept.detail is not None
    assert kept.detail.startswith("has-documents: no pull request could be opened, it is archived")


def test_fix_it_changes_no_repository_that_a_descriptor_merely_names(github: GitHub, workshop: Workshop) -> None:
    names_another = SHOP.replace("spec:", "  annotations: {github.com/project-slug: acme/billing}\nspec:")
    github.repository("acme/billing", files={"README.md": "# Billing", "go.mod": "module billing\n"})
    github.commit("acme/shop", {"catalog-info.yaml": names_another})
    workshop.portal.read()
    workshop.press("scorecard.fix", f"{workshop.shop} has-codeowners")
    workshop.work()
    assert github.pull_requests("acme/billing") == github.pull_requests("acme/shop") == []
    said = workshop.slack.heard("response/1")[-1].text
    assert (
        "its file is in acme/shop, which speaks for github.com/acme/billing only if callboard.trustedCatalogs" in said
    )


@pytest.mark.more
def test_a_repository_of_the_same_name_at_another_host_is_left_alone(github: GitHub, workshop: Workshop) -> None:
    with workshop.portal.database.changing() as connection:
        connection.execute(text("UPDATE repositories SET host = 'ghe.acme.example'"))
    workshop.press("scorecard.fix", f"{workshop.shop} has-documents")
    workshop.work()
    (pull,) = github.pull_requests("acme/shop")
    assert github.file("acme/shop", "docs/index.md", branch=pull.head)


def test_a_thing_goes_to_another_team_that_accepts_it(github: GitHub, workshop: Workshop) -> None:
    offer = workshop.offer()
    accepted = workshop.press("stale.accept", offer, by=ZOE)
    again = workshop.press("stale.accept", offer, by=ANA)
    assert accepted.replace is not None
    assert again.replace is not None
    assert "accepted shop. A pull request for shop is being opened." in accepted.replace.text
    assert "Somebody was quicker" in again.replace.text
    workshop.work()
    (pull,) = github.pull_requests("acme/shop")
    text_now = (github.file("acme/shop", "catalog-info.yaml", branch=pull.head) or b"").decode()
    assert text_now == SHOP.replace("owner: payments", "owner: search")


def test_deprecating_changes_the_lifecycle(github: GitHub, workshop: Workshop) -> None:
    reply = workshop.press("stale.menu", f"deprecate {workshop.shop}").reply
    assert reply is not None
    assert "is being opened" in reply.text
    workshop.work()
    (pull,) = github.pull_requests("acme/shop")
    assert pull.title == "Deprecate shop"
    changed = (github.file("acme/shop", "catalog-info.yaml", branch=pull.head) or b"").decode()
    assert changed == SHOP.replace("lifecycle: production", "lifecycle: deprecated")
