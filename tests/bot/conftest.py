"""Fixtures of the Slack side: a Slack to talk to, and a sender that talks to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.sender import Sender
from bot.sender.door import web_client
from catalog_store.database import Database
from catalog_store.slack.outgoing import Outgoing
from tests.support.slack_api import SlackApi, running_slack_api
from tests.support.slack_side import SlackSide, running_slack_side


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


@pytest.fixture
def side(database: Database, slack: SlackApi, tmp_path: Path) -> Iterator[SlackSide]:
    """The Slack side of the bot, with a small catalog."""
    sender = Sender(web_client("xoxb-test", slack.url), store=Outgoing(database, replica="test"))
    sender.start()
    with running_slack_side(database, slack, sender, tmp_path) as running:
        yield running
    sender.stop(timeout=0.2)
