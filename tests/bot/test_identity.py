"""Finding out who we are in Slack."""

import pytest

from bot.identity import Identity, Installation, SlackRefusesError
from bot.sender import Sender
from tests.support.patience import eventually
from tests.support.slack_api import Says, SlackApi


def test_learns_who_we_are(slack: SlackApi, sender: Sender) -> None:
    assert Installation(sender).learn() == Identity("UBOT", "BBOT", "T1")
    assert len(slack.calls("auth.test")) == 1


def test_starts_all_the_same_while_slack_is_away_and_learns_later(slack: SlackApi, sender: Sender) -> None:
    slack.will_say("auth.test", Says(status=503))
    installation = Installation(sender)

    assert installation.learn(patience=0.2) is None
    assert eventually(lambda: installation.identity) == Identity("UBOT", "BBOT", "T1")


@pytest.mark.parametrize("code", ["invalid_auth", "account_inactive", "token_revoked"])
def test_stops_with_a_plain_sentence_when_slack_refuses_the_token(slack: SlackApi, sender: Sender, code: str) -> None:
    slack.will_say("auth.test", Says(code))

    with pytest.raises(SlackRefusesError, match=f"{code}.*SLACK_BOT_TOKEN"):
        Installation(sender).learn()
