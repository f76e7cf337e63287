"""“Describe it” while GitHub is away: put off and said so once, done when it is back, given up after a day."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from bot.adapters.github import client
from bot.adapters.github.pull_requests import PullRequests
from bot.describing import Describer
from bot.github_settings import GithubHost, GithubSettings
from bot.patient_host import PatientHost
from bot.sender import Sender
from tests.bot.adapters.github.conftest import Portal
from tests.support.github import GitHub
from tests.support.patience import eventually
from tests.support.slack_api import SlackApi


@pytest.fixture
def describer(github: GitHub, portal: Portal, sender: Sender, monkeypatch: pytest.MonkeyPatch) -> Describer:
    monkeypatch.setattr(client, "_PAUSES", (0.0, 0.0))
    github.repository("acme/plain", files={"README.md": "#"})
    portal.read()
    settings = GithubSettings(hosts=(GithubHost("github.com", github.api_url, SecretStr(portal.token)),))
    host = PullRequests(settings, clock=portal.now, patience=timedelta(0))
    return Describer(portal.database, PatientHost(host, clock=portal.now), sender, portal.now)


def asked(slack: SlackApi, portal: Portal) -> dict[str, Any]:  # Any: JSON
    """The job that a press gives."""
    at = portal.now().isoformat()
    pressed = {"change_url": slack.response_url(), "channel": None, "ts": None, "thread_ts": None}
    return {"host": "github.com", "slug": "acme/plain", "by": "Ana", "asked_at": at, **pressed}


def test_nobody_has_to_press_again_when_github_was_away(
    github: GitHub, portal: Portal, slack: SlackApi, describer: Describer
) -> None:
    job = asked(slack, portal)
    github.fail("/repos/*", 502, times=99)
    assert describer.describe(job) is False
    again = describer.again(job)
    assert describer.describe(again) is False
    (told,) = slack.heard("response/1")
    assert "is opened as soon as it does; nobody has to press again" in told.text
    github.well()
    github.advance(60)
    assert describer.describe(again) is True
    assert len(github.pull_requests("acme/plain")) == 1
    eventually(lambda: "Pull request #1" in slack.heard("response/1")[-1].text, within=30)


def test_a_code_host_that_is_away_for_a_day_is_given_up_and_may_be_tried_again(
    github: GitHub, portal: Portal, slack: SlackApi, describer: Describer
) -> None:
    job = asked(slack, portal)
    github.fail("/repos/*", 502, times=99)
    github.advance(timedelta(days=1, minutes=1).total_seconds())
    assert describer.describe(job) is True
    (told,) = slack.heard("response/1")
    assert told.text == "No pull request could be opened for acme/plain: GitHub has trouble (502)."
    assert "Try again" in str(told.payload["blocks"])


@pytest.mark.more
def test_what_comes_of_it_late_changes_the_message_itself(
    github: GitHub, portal: Portal, slack: SlackApi, describer: Describer
) -> None:
    """What a press brings along to change its message holds for half an hour."""
    job = asked(slack, portal) | {"channel": "C0PAYMENT1", "ts": "9.9"}
    github.advance(timedelta(hours=1).total_seconds())
    assert describer.describe(job) is True
    (told,) = eventually(lambda: slack.calls("chat.update"), within=30)
    assert (told.payload["channel"], told.payload["ts"]) == ("C0PAYMENT1", "9.9")
    assert "Pull request #1" in str(told.payload["text"])


@pytest.mark.more
def test_what_comes_late_of_a_message_that_one_person_sees_is_told_to_them_alone(
    github: GitHub, portal: Portal, slack: SlackApi, describer: Describer
) -> None:
    job = asked(slack, portal) | {"channel": "C0PAYMENT1", "ts": "9.9", "alone": "UANA"}
    github.advance(timedelta(hours=1).total_seconds())
    assert describer.describe(job) is True
    (told,) = slack.heard("chat.postMessage")
    assert told.payload["channel"] == "UANA"
    assert slack.calls("chat.update") == []


@pytest.mark.more
def test_a_job_of_the_version_before_is_put_off_from_now_on(
    github: GitHub, portal: Portal, slack: SlackApi, describer: Describer
) -> None:
    job = {name: value for name, value in asked(slack, portal).items() if name != "asked_at"}
    github.fail("/repos/*", 502, times=99)
    assert describer.describe(job) is False
    assert describer.again(job)["asked_at"] <= portal.now().isoformat()
