"""Slack's people in Postgres: kept, renewed, and known after they left."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from catalog_store.database import Database
from catalog_store.slack.people import PeopleReading, PeopleTable, SlackPerson

DAY = timedelta(days=1)


@pytest.fixture
def table(database: Database) -> PeopleTable:
    return PeopleTable(database)


@pytest.fixture
def ana(now: datetime) -> SlackPerson:
    return SlackPerson("T1", "U1", "Ana", "ana@example.org", "Europe/Lisbon", now, "E1", "ana", is_guest=True)


def found(table: PeopleTable, user: str = "U1") -> SlackPerson:
    person = table.find(team="T1", user=user)
    assert person is not None
    return person


def reading(table: PeopleTable) -> PeopleReading:
    (only,) = table.readings()
    return only


def test_what_slack_tells_is_kept(table: PeopleTable, ana: SlackPerson) -> None:
    table.save(ana)

    assert found(table) == ana


def test_an_older_reading_never_replaces_a_newer_one(table: PeopleTable, ana: SlackPerson) -> None:
    table.save(ana)
    table.save(replace(ana, email="old@example.org", read_at=ana.read_at - DAY))

    assert found(table).email == "ana@example.org"


def test_somebody_who_left_keeps_their_name_and_address(table: PeopleTable, ana: SlackPerson) -> None:
    table.save(ana)
    gone = replace(ana, email=None, time_zone=None, read_at=ana.read_at + DAY, left_at=ana.read_at + DAY)
    table.save(gone)
    table.save(replace(gone, read_at=ana.read_at + 2 * DAY, left_at=ana.read_at + 2 * DAY))

    assert (found(table).name, found(table).email) == ("Ana", "ana@example.org")
    assert found(table).left_at == ana.read_at + DAY


def test_somebody_who_comes_back_is_there_again(table: PeopleTable, ana: SlackPerson) -> None:
    table.save(replace(ana, left_at=ana.read_at))
    table.save(replace(ana, read_at=ana.read_at + DAY))

    assert found(table).left_at is None


def test_whom_a_whole_reading_does_not_name_has_not_left(table: PeopleTable, ana: SlackPerson, now: datetime) -> None:
    table.save(ana)
    table.save_everybody([replace(ana, user="U2")], team="T1", enterprise=None, at=now + DAY)

    assert found(table).left_at is None
    assert (reading(table).present, reading(table).departed) == (2, 0)


def test_bots_are_not_counted_among_the_people(table: PeopleTable, ana: SlackPerson, now: datetime) -> None:
    everybody = [ana, replace(ana, user="U2", is_bot=True), replace(ana, user="U3", left_at=now)]
    table.save_everybody(everybody, team="T1", enterprise="E1", at=now)

    assert reading(table) == PeopleReading("T1", "E1", now, now, None, None, present=1, departed=1)


def test_everybody_is_due_again_after_a_day(table: PeopleTable, ana: SlackPerson, now: datetime) -> None:
    table.save_everybody([ana], team="T1", enterprise=None, at=now)

    assert not reading(table).is_due(now + DAY / 2)
    assert reading(table).is_due(now + DAY)


def test_a_failure_keeps_what_was_known_and_is_tried_again_soon(
    table: PeopleTable, ana: SlackPerson, now: datetime
) -> None:
    table.save_everybody([ana], team="T1", enterprise=None, at=now)
    table.note_failure("Slack is away.", team="T1", enterprise=None, at=now + DAY)

    assert (reading(table).completed_at, reading(table).fault) == (now, "Slack is away.")
    assert not reading(table).is_due(now + DAY + timedelta(minutes=5))
    assert reading(table).is_due(now + DAY + timedelta(minutes=15))
    assert found(table) == ana


def test_everybody_is_read_again_when_somebody_asks(table: PeopleTable, ana: SlackPerson, now: datetime) -> None:
    table.save_everybody([ana], team="T1", enterprise=None, at=now)

    assert not table.want_reading(team="T1", at=now + timedelta(minutes=1))
    assert table.want_reading(team="T1", at=now + timedelta(minutes=6))
    assert reading(table).is_due(now + timedelta(minutes=6))
    assert not table.want_reading(team="T2", at=now)


def test_after_a_failure_nobody_has_to_wait_to_ask_again(table: PeopleTable, now: datetime) -> None:
    table.note_failure("Slack is away.", team="T1", enterprise=None, at=now)

    assert table.want_reading(team="T1", at=now + timedelta(seconds=1))
    assert reading(table).is_due(now + timedelta(seconds=1))
