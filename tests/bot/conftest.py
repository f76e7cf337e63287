"""Fixtures of the Slack side: a Slack to talk to, and a sender that talks to it."""

from collections.abc import Iterator

import pytest

from bot.sender import Sender
from bot.sender.door import web_client
from tests.support.slack_api import SlackApi, running_slack_api


@pytest.fixture
def slack() -> Iterator[SlackApi]:
    """A Slack that writes down what it is sent."""
    with running_slack_api() as api:
        yield api


@pytest.fixture
def sender(slack: SlackApi) -> Iterator[Sender]:
    """A sender that delivers to that Slack."""
    sender = Sender(web_client("xoxb-test", slack.url))
    sender.start()
    yield sender
    sender.stop(timeout=0.2)
