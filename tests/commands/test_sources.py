"""Asking what the catalog is read from."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import text

from catalog_store.database import Database
from catalog_store.slack.people import PeopleTable, SlackPerson
from commands.ask import Outcome
from tests.commands.asking import NOW, Somebody, read, replied
from tests.commands.conftest import Rewrite


def test_tells_of_a_source_that_is_well(ana: Somebody) -> None:
    answer = ana.asks("sources")

    assert answer.text == "1 source of the catalog: all is well."
    lines = read(answer).splitlines()
    assert lines[1].startswith("🟢 well")
    assert lines[2] == "last read whole just now (Mar 02, 09:00 UTC) · 1 file · 18 entities"


def test_tells_first_of_the_one_that_fails_and_why(owner: Somebody, filled: Database) -> None:
    _put(filled, "url:https://github.com/orchard/catalog", fault="the server says 401 <!channel>")

    answer = owner.asks("sources")

    assert answer.text.startswith("2 sources of the catalog: 1 needs somebody.")
    assert "`https://github.com/orchard/catalog` was last read whole never." in answer.text
    lines = read(answer).splitlines()
    assert lines[1] == "🔴 failing `https://github.com/orchard/catalog`"
    assert "last read whole never · last tried 1 h ago · 0 files · 0 entities" in lines
    assert "⚠ the server says 401 <!channel>" in lines
    assert "<!channel>" not in str(answer.blocks)


def test_tells_of_removals_that_wait(owner: Somebody, filled: Database) -> None:
    _put(filled, "github:orchard", waiting='["user:default/ana", "user:default/ben"]')

    assert "2 removals wait for a decision" in read(owner.asks("sources"))


def test_says_when_a_source_is_late(owner: Somebody) -> None:
    later = Somebody(replace(owner.services, clock=lambda: NOW + timedelta(days=3)))

    assert "🟡 late" in read(later.asks("sources"))


def test_tells_when_the_next_read_is_due(owner: Somebody, filled: Database) -> None:
    _due(filled, NOW + timedelta(minutes=20))
    assert "next read Mar 02, 09:20 UTC" in read(owner.asks("sources"))

    _due(filled, NOW - timedelta(hours=1))
    assert "overdue since Mar 02, 08:00 UTC" in read(owner.asks("sources"))


def test_tells_how_to_begin_when_nothing_was_read(newcomer: Somebody) -> None:
    answer = newcomer.asks("sources")

    assert answer.outcome is Outcome.USAGE
    assert answer.text.startswith("Nothing was ever read into the catalog.")


def test_stays_within_slacks_limits_with_fifty_sources(owner: Somebody, filled: Database) -> None:
    for number in range(50):
        _put(filled, f"url:https://git.example/{'x' * 300}/{number}", fault="down " * 300)

    assert "+41 more" in read(owner.asks("sources"))


def _due(database: Database, at: datetime) -> None:
    with database.changing() as connection:
        connection.execute(text("UPDATE sources SET next_at = :at"), {"at": at})


def _put(database: Database, source: str, *, fault: str | None = None, waiting: str | None = None) -> None:
    with database.changing() as connection:
        connection.execute(
            text(
                "INSERT INTO sources (id, attempted_at, fault, waiting_removals)"
                " VALUES (:id, :at, :fault, CAST(:waiting AS jsonb))"
            ),
            {"id": source, "at": NOW - timedelta(hours=1), "fault": fault, "waiting": waiting},
        )


def test_tells_of_slacks_people_as_well(owner: Somebody, filled: Database) -> None:
    gone = SlackPerson("T1", "U2", "Ben", None, None, NOW, left_at=NOW)
    everybody = [SlackPerson("T1", "U1", "Ana", None, None, NOW), gone]
    PeopleTable(filled).save_everybody(everybody, team="T1", enterprise=None, at=NOW)
    lines = read(owner.asks("sources")).splitlines()

    assert any(each.startswith("🟢 well Slack's people") for each in lines)
    assert "last read whole just now (Mar 02, 09:00 UTC) · 1 person, 1 more who left" in lines


def test_tells_why_slacks_people_could_not_be_read(owner: Somebody, filled: Database) -> None:
    PeopleTable(filled).note_failure("Slack told of nobody at all.", team="T1", enterprise=None, at=NOW)
    answer = owner.asks("sources")

    assert "Slack's people could not be read: Slack told of nobody at all." in answer.text
    assert "🔴 failing Slack's people" in read(answer)


def test_slacks_people_are_read_again_when_somebody_asks(owner: Somebody, filled: Database) -> None:
    PeopleTable(filled).note_failure("Slack is away.", team="T1", enterprise=None, at=NOW - timedelta(minutes=1))
    answer = owner.asks("sources")

    assert replied(owner.presses(answer, "Read again")).text == "Slack's people will be read again within two minutes."
    assert PeopleTable(filled).readings()[0].is_due(NOW)


def test_people_who_were_read_just_now_are_not_read_again(owner: Somebody, filled: Database) -> None:
    PeopleTable(filled).save_everybody([], team="T1", enterprise=None, at=NOW)
    answer = owner.asks("sources")

    assert "were read, or are being read, just now" in replied(owner.presses(answer, "Read again")).text


def test_a_source_with_faulty_files_is_not_said_to_be_well(owner: Somebody, rewrite: Rewrite) -> None:
    rewrite("{name: status-page}", "{name: status-page, tags: 7}")
    told = read(owner.asks("sources"))
    assert "it is read whole, but 1 file has faults." in told
    assert "well" not in told
