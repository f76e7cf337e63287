"""Asking who one is, and saying it."""

import pytest

from catalog_store.database import Database
from catalog_store.slack.account_links import Account
from commands.ask import Outcome, Person, Surface
from tests.commands.asking import ANA, STRANGER, Mails, Somebody, buttons, read, replaced, slack_tells
from tests.support.catalog import entity, put


@pytest.fixture
def octo(filled: Database) -> Database:
    """A user of the catalog whose e-mail address nobody in Slack has, and what is theirs."""
    put(
        filled,
        entity("User", "octo", memberOf=["platform"], annotations={"github.com/user-login": "OctoCat"}),
        entity("Component", "octo-bot", type="service", owner="user:octo"),
    )
    return filled


@pytest.mark.parametrize("words", ["me", "whoami", "who am I?", "what do I own"])
def test_tells_who_you_are_and_what_you_own(ana: Somebody, words: str) -> None:
    answer = ana.asks(words)

    assert answer.text.startswith("You are Ana Lima in the catalog, by your e-mail address. You are in Payments.")
    assert "You and your teams own 2 components" in answer.text
    assert "Components (2)  notifier, Payments API" in read(answer)
    assert "Unlink" not in buttons(answer)


def test_tells_a_stranger_how_to_become_known(ana: Somebody) -> None:
    answer = ana.as_(STRANGER).asks("me")

    assert answer.outcome is Outcome.NOT_FOUND
    assert "`/callboard me github:your-login` links you to it" in answer.text


@pytest.mark.usefixtures("octo")
@pytest.mark.parametrize("words", ["me github:octocat", "me https://github.com/octocat"])
def test_a_github_account_says_who_you_are(owner: Somebody, words: str) -> None:
    stranger = owner.as_(STRANGER)

    answer = stranger.asks(words)

    assert answer.text.startswith("You are octo in the catalog, because you said so. You are in Platform.")
    assert "Linked just now to GitHub's `octocat`, by you" in read(answer)
    assert "octo-bot" in read(stranger.asks("me"))
    assert "You are in Platform." in read(stranger.opens_home())


@pytest.mark.usefixtures("octo")
def test_a_link_counts_wherever_people_are_named(owner: Somebody) -> None:
    stranger = owner.as_(STRANGER)
    stranger.asks("me github:octocat")

    claimed = stranger.presses(stranger.asks("owner sms-relay", Surface.MENTION), "Claim", surface=Surface.MENTION)

    assert "Octo claimed it" in read(replaced(claimed))


@pytest.mark.usefixtures("octo")
def test_a_link_can_be_taken_back(owner: Somebody) -> None:
    stranger = owner.as_(STRANGER)

    answer = replaced(stranger.presses(stranger.asks("me github:octocat"), "Unlink"))

    assert "The catalog does not know you" in answer.text
    assert owner.services.links.find(Account(STRANGER.team_id, STRANGER.user_id)) is None


@pytest.mark.usefixtures("octo")
def test_nobody_takes_the_place_of_somebody_who_is_linked(owner: Somebody) -> None:
    owner = slack_tells(owner, Mails(names={STRANGER.user_id: "Kai"}))
    owner.as_(STRANGER).asks("me github:octocat")

    answer = owner.as_(Person("U0SECOND01", "T1")).asks("me github:octocat")

    assert answer.outcome is Outcome.NOT_FOUND
    assert "octo is somebody else's already, taken by Kai." in answer.text


def test_an_account_that_nobody_names_is_not_linked(owner: Somebody) -> None:
    answer = owner.asks("me github:nobody")

    assert answer.text.startswith("No `User` in the catalog has `nobody` in its annotation")
    assert owner.services.links.find(Account(ANA.team_id, ANA.user_id)) is None


def test_in_a_terminal_it_says_by_what_people_are_known_there(owner: Somebody) -> None:
    told = owner.as_(Person("zed")).asks("me").text
    assert told.startswith("The catalog has nobody called `zed` with an e-mail address")
    assert "Slack" not in told
    assert "`--as` takes an e-mail address" in told
