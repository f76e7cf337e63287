"""What people see of a run in Slack while processes die: one message, its log once, one mention at the end."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.workspace.messages import Message
from catalog_store.runs.model import Run, StepState
from tests.acceptance.replicas import Replicas, running_replicas
from tests.bot.golden_path_runs.scenes import SERVICE, Company, write_path
from tests.support.github import GitHub
from tests.support.processes import becomes_true

pytestmark = pytest.mark.more


@pytest.fixture
def github() -> Iterator[GitHub]:
    with GitHub() as running:
        running.repository("acme/platform", files={"README.md": "# Platform"})
        yield running


@pytest.fixture
def replicas(company_copy: str, github: GitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Replicas]:
    monkeypatch.setenv("GITHUB_TOKEN", github.owner_token("acme"))
    monkeypatch.setenv("GITHUB_API_URL", github.api_url)
    with running_replicas(company_copy, tmp_path) as running:
        yield running


@pytest.fixture
def paths(replicas: Replicas, github: GitHub) -> Company:
    write_path(replicas.folder / "paths" / "small-service", SERVICE.replace("seconds: 0", "seconds: 12"))
    person = replicas.slack.as_person("ana").person
    return Company(github, replicas.database, replicas.folder, user_id=person.id)


def said(replicas: Replicas, *, below: str | None = None) -> list[Message]:
    """What the bot has said in the channel, or in a thread there."""
    found = replicas.slack.messages("general", thread_ts=below)
    ours = [each for each in found if each.user == replicas.slack.app.bot_user_id]
    return [each for each in ours if each.is_reply == (below is not None)]


def channel(replicas: Replicas) -> str:
    return replicas.slack.as_person("ana").say("general", "I begin a service.").channel


def is_waiting(paths: Company, run: Run) -> bool:
    return paths.steps(run)[4].state is StepState.RUNNING


def test_a_run_is_one_message_whoever_dies(replicas: Replicas, paths: Company) -> None:
    replicas.start()
    run = paths.begin(channel=channel(replicas), name="shop")
    assert becomes_true(lambda: is_waiting(paths, run), within=60), replicas.logs[-3000:]
    replicas.kill(replicas.running[0])
    replicas.start()
    assert becomes_true(lambda: paths.now(run).ended_at is not None, within=60), replicas.logs[-3000:]
    assert becomes_true(lambda: bool(said(replicas)) and "done" in said(replicas)[0].text, within=60)
    card = said(replicas)[0]
    assert becomes_true(lambda: len(said(replicas, below=card.ts)) >= 6, within=60)
    replicas.settled(within=30)

    assert [each.text for each in said(replicas)] == ["Small service for shop: done."]
    thread = [each.text for each in said(replicas, below=card.ts)]
    assert len([text for text in thread if f"<@{paths.user_id}>" in text]) == 1
    assert len(thread) == len(set(thread)) == 6, thread


def test_a_run_goes_on_while_slack_is_away(replicas: Replicas, paths: Company) -> None:
    replicas.start()
    run = paths.begin(channel=channel(replicas), name="shop")
    assert becomes_true(lambda: is_waiting(paths, run), within=60), replicas.logs[-3000:]
    replicas.cable.cut()
    assert becomes_true(lambda: paths.now(run).ended_at is not None, within=60)
    replicas.cable.mend()
    assert becomes_true(lambda: bool(said(replicas)) and "done" in said(replicas)[0].text, within=90), replicas.logs[
        -3000:
    ]
    assert len(said(replicas)) == 1
