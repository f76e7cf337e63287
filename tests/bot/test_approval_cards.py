"""Those who have to approve are asked, once, where they are; and whoever asked hears what came of it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import settings, wiring
from bot.approval_cards import ApprovalCards
from bot.people import SlackPeople
from bot.sender import Sender
from catalog_store.database import Database
from catalog_store.runs.approvals import Approvals, ApprovalState, Voter
from catalog_store.runs.model import NewRun, NewStep, RunState
from catalog_store.runs.store import NewApproval, Runs
from catalog_store.slack.people import PeopleTable
from tests.support.catalog import entity, put, remove
from tests.support.slack_api import Says, SlackApi

BEN = Voter("T1", "UBEN", "Ben Okoro")


@pytest.fixture
def cards(database: Database, sender: Sender, tmp_path: Path) -> ApprovalCards:
    payments = entity("Group", "payments", title="Payments", annotations={"slack.com/channel-id": "C0PAYMENT1"})
    put(database, payments, entity("Component", "ledger", owner="payments"))
    return _cards(database, sender, tmp_path)


def _cards(database: Database, sender: Sender, folder: Path) -> ApprovalCards:
    (folder / "app-config.yaml").write_text('callboard: {platformChannel: "#platform"}\n')
    people = SlackPeople(sender, PeopleTable(database), clock=wiring.now)
    return ApprovalCards(wiring.services(settings.load({}, folder), database, people), sender)


def _wanted(
    database: Database, *, within: timedelta = timedelta(days=2), rule: str = "owner", is_private: bool = False
) -> str:
    """A run that waits for the owners of the ledger; the id of its approval."""
    new = NewRun(
        id="r7k2m9qd", template="template:default/rotate", title="Rotate a secret", digest="f" * 40, plan_digest="a" * 40,
        values={}, fixed={}, team_id="T1", user_id="UANA", requester="user:default/ana", channel="C0RUNS",
        steps=(NewStep("rotate", "Rotate it", "github:actions:dispatch"),), target="component:default/ledger",
        is_private=is_private,
    )  # fmt: skip
    Runs(database).start(new, [NewApproval(rule, within=within)])
    return Approvals(database).of_run(new.id)[0].id


def test_the_owners_are_asked_once_in_their_channel(
    cards: ApprovalCards, database: Database, sender: Sender, slack: SlackApi, tmp_path: Path
) -> None:
    _wanted(database)

    cards.look()
    cards.look()
    _cards(database, sender, tmp_path).look()

    (posted,) = slack.calls("chat.postMessage")
    assert posted.payload["channel"] == "C0PAYMENT1"
    assert posted.text.startswith("Rotate a secret: ledger waits for approval, asked for by ana.")


def test_whoever_is_on_call_is_asked_where_the_owners_are(
    cards: ApprovalCards, database: Database, slack: SlackApi
) -> None:
    ledger = entity("Component", "ledger", owner="payments", annotations={"callboard.io/on-call": "ben"})
    put(database, ledger, entity("User", "ben"))
    _wanted(database, rule="on-call")

    cards.look()

    (posted,) = slack.calls("chat.postMessage")
    assert posted.payload["channel"] == "C0PAYMENT1"
    assert "Whoever is on call for ledger, ben may approve" in posted.text


def test_where_that_is_not_possible_the_platform_team_is_asked(
    cards: ApprovalCards, database: Database, slack: SlackApi
) -> None:
    slack.will_say("chat.postMessage", Says(error="channel_not_found"))
    _wanted(database)

    cards.look()

    assert [each.payload["channel"] for each in slack.calls("chat.postMessage")] == ["C0PAYMENT1", "#platform"]


def test_the_card_shows_the_outcome_and_the_requester_hears_of_it(
    cards: ApprovalCards, database: Database, slack: SlackApi
) -> None:
    approval = _wanted(database)
    cards.look()
    Approvals(database).decide(approval, BEN, is_yes=False, reason="Not today.", at=datetime.now(UTC))

    cards.look()
    cards.look()

    (update,) = slack.heard("chat.update")
    assert update.text == "Rotate a secret: ledger was rejected by Ben Okoro: Not today."
    _, told = slack.heard("chat.postMessage", count=2)
    assert told.payload["channel"] == "UANA"
    assert "Nothing was done." in told.text


def test_what_nobody_decides_in_time_ends(cards: ApprovalCards, database: Database, slack: SlackApi) -> None:
    approval = _wanted(database, within=timedelta(seconds=-1))

    cards.look()

    found, run = Approvals(database).find(approval), Runs(database).find("r7k2m9qd")
    assert found is not None
    assert run is not None
    assert (found.state, run.state) == (ApprovalState.EXPIRED, RunState.EXPIRED)


def test_a_yes_begins_the_run_and_says_so(cards: ApprovalCards, database: Database, slack: SlackApi) -> None:
    approval = _wanted(database)
    cards.look()
    Approvals(database).decide(approval, BEN, is_yes=True, reason="", at=datetime.now(UTC))

    cards.look()

    (update,) = slack.heard("chat.update")
    assert update.text == "Rotate a secret: ledger was approved by Ben Okoro."
    _, told = slack.heard("chat.postMessage", count=2)
    assert told.text.endswith("It begins as soon as nobody else has to approve it.")


def test_a_rule_that_names_nobody_is_asked_about_where_the_run_is(
    cards: ApprovalCards, database: Database, slack: SlackApi
) -> None:
    slack.will_say("chat.postMessage", Says(error="channel_not_found"))
    _wanted(database, rule="group:default/nobody")

    cards.look()

    assert [each.payload["channel"] for each in slack.calls("chat.postMessage")] == ["#platform", "C0RUNS"]


def test_a_channel_is_not_told_what_a_run_on_something_private_acts_on(
    cards: ApprovalCards, database: Database, slack: SlackApi
) -> None:
    private = {"callboard.io/visibility": "private"}
    put(database, entity("Component", "ledger", owner="payments", annotations=private))
    approval = _wanted(database)

    cards.look()
    Approvals(database).decide(approval, BEN, is_yes=False, reason="The ledger sleeps.", at=datetime.now(UTC))
    cards.look()

    asked, told = slack.heard("chat.postMessage", count=2)
    assert asked.text.startswith("Rotate a secret: something private waits for approval")
    (settled,) = slack.heard("chat.update")
    assert settled.text.startswith("Rotate a secret: something private was rejected")
    assert "ledger" not in str((asked.payload, settled.payload))
    assert told.payload["channel"] == "UANA"
    assert "ledger was rejected by Ben Okoro: The ledger sleeps." in told.text


def test_a_channel_is_not_told_its_name_either_when_it_was_removed_meanwhile(
    cards: ApprovalCards, database: Database, slack: SlackApi
) -> None:
    approval = _wanted(database, rule="group:default/payments", is_private=True)
    cards.look()
    remove(database, "component:default/ledger")
    Approvals(database).decide(approval, BEN, is_yes=False, reason="The ledger sleeps.", at=datetime.now(UTC))
    cards.look()

    (settled,) = slack.heard("chat.update")
    assert settled.text.startswith("Rotate a secret: something private was rejected")
    assert "ledger" not in str(settled.payload)
    told = slack.heard("chat.postMessage", count=2)[-1]
    assert "ledger was rejected by Ben Okoro: The ledger sleeps." in told.text
