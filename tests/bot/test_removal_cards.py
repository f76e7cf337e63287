"""People are asked about a large removal, once, and read what became of it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from bot import settings, wiring
from bot.people import SlackPeople
from bot.removal_cards import RemovalCards
from bot.sender import Sender
from catalog_store.database import Database
from catalog_store.refs import EntityRef
from catalog_store.slack.people import PeopleTable
from catalog_store.store import Catalog
from catalog_store.sync import Removals
from tests.support.slack_api import Says, SlackApi

MEMBER = """---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {{name: person-{number}}}
spec: {{memberOf: []}}
"""
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "app-config.yaml").write_text('callboard: {platformChannel: "#platform"}\n')
    (tmp_path / "org").mkdir()
    return tmp_path


@pytest.fixture
def cards(database: Database, sender: Sender, folder: Path) -> RemovalCards:
    return _cards(database, sender, folder)


def test_a_large_removal_is_asked_about_once(
    cards: RemovalCards, database: Database, sender: Sender, folder: Path, slack: SlackApi
) -> None:
    _read(database, folder, people=40)
    _read(database, folder, people=10)

    cards.look()
    cards.look()
    _cards(database, sender, folder).look()

    (posted,) = slack.calls("chat.postMessage")
    assert posted.payload["channel"] == "#platform"
    assert "30 of 40 things from" in posted.text
    assert posted.text.endswith("would be removed: 30 people. Apply or keep?")


def test_the_card_says_when_the_source_settled_it(
    cards: RemovalCards, database: Database, folder: Path, slack: SlackApi
) -> None:
    _read(database, folder, people=40)
    _read(database, folder, people=10)
    cards.look()
    _read(database, folder, people=40)

    cards.look()
    cards.look()

    (update,) = slack.heard("chat.update")
    assert update.payload["ts"] == "1700000001.000100"
    assert "is off" in update.text


def test_the_card_says_who_applied_it_elsewhere(
    cards: RemovalCards, database: Database, folder: Path, slack: SlackApi
) -> None:
    _read(database, folder, people=40)
    _read(database, folder, people=10)
    cards.look()
    removals = Removals(database)
    (waiting,) = removals.waiting()

    assert removals.apply(waiting.source, waiting.digest, by="U1", at=NOW) == 30
    cards.look()

    (update,) = slack.heard("chat.update")
    assert "30 things from" in update.text
    assert (
        "removed by Ana " in update.text or "removed by somebody here " in update.text
    )  # Slack may tell the name late
    _read(database, folder, people=10)
    assert removals.waiting() == ()


def test_a_question_that_grows_stays_one_message(
    cards: RemovalCards, database: Database, folder: Path, slack: SlackApi
) -> None:
    _read(database, folder, people=40)
    for left in (10, 9, 8):
        _read(database, folder, people=left)
        cards.look()

    assert len(slack.heard("chat.postMessage")) == 1
    *_, last = slack.heard("chat.update")
    assert last.payload["ts"] == "1700000001.000100"
    assert "32 of 40 things from" in last.text
    assert "Apply or keep?" in last.text
    (waiting,) = Removals(database).waiting()
    assert Removals(database).card(waiting.digest)


def test_a_question_that_grows_goes_on_where_somebody_deleted_its_message(
    cards: RemovalCards, database: Database, folder: Path, slack: SlackApi
) -> None:
    _read(database, folder, people=40)
    _read(database, folder, people=10)
    cards.look()
    slack.will_say("chat.update", Says(error="message_not_found"))
    slack.will_say("chat.postMessage", Says(body={"ts": "1700000009.000100"}))
    _read(database, folder, people=9)
    cards.look()
    _read(database, folder, people=8)
    cards.look()

    assert [each.payload["ts"] for each in slack.heard("chat.update")] == ["1700000001.000100", "1700000009.000100"]
    assert not any("is off" in each.text for each in slack.heard("chat.postMessage"))


def test_a_question_of_hours_ago_is_asked_anew(
    cards: RemovalCards, database: Database, folder: Path, slack: SlackApi
) -> None:
    _read(database, folder, people=40)
    _read(database, folder, people=10)
    cards.look()
    with database.changing() as connection:
        connection.execute(text("UPDATE removal_cards SET taken_at = taken_at - interval '2 hours'"))
    slack.will_say("chat.postMessage", Says(body={"ts": "1700000009.000100"}))
    _read(database, folder, people=9)
    cards.look()

    assert "31 of 40 things from" in slack.heard("chat.postMessage")[-1].text
    (update,) = slack.heard("chat.update")
    assert "is off" in update.text


def test_what_slack_refuses_is_asked_again_later(
    cards: RemovalCards, database: Database, folder: Path, slack: SlackApi
) -> None:
    slack.will_say("chat.postMessage", Says(error="channel_not_found"))
    _read(database, folder, people=40)
    _read(database, folder, people=10)

    cards.look()

    assert [each.settled for each in Removals(database).waiting()] == [None]
    assert Removals(database).asks_in("#platform") is False


def test_what_is_undone_stays_through_the_next_read(cards: RemovalCards, database: Database, folder: Path) -> None:
    _read(database, folder, people=40)
    _read(database, folder, people=10)
    removals = Removals(database)
    (waiting,) = removals.waiting()
    removals.apply(waiting.source, waiting.digest, by="U1", at=NOW)
    _read(database, folder, people=10)

    assert removals.undo(NOW, by="U1", at=NOW) == 30
    _read(database, folder, people=10)

    assert Catalog(database).find(EntityRef.parse("user:default/person-39"))
    assert removals.recent() == ()


def _cards(database: Database, sender: Sender, folder: Path) -> RemovalCards:
    people = SlackPeople(sender, PeopleTable(database), clock=wiring.now)
    services = wiring.services(settings.load({}, folder), database, people)
    return RemovalCards(services, sender, team=lambda: "T1")


def _read(database: Database, folder: Path, *, people: int) -> None:
    """The organisation's file as it is now."""
    file = folder / "org" / "catalog-info.yaml"
    file.write_text("".join(MEMBER.format(number=number) for number in range(people)))
    wiring.ingestion(settings.load({}, folder), database).run(f"file:{folder / 'org'}")
