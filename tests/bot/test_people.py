"""Who somebody in Slack is."""

import threading
from datetime import datetime, timedelta

import pytest

from bot.people import SlackPeople
from bot.sender import Sender
from catalog_store.database import Database
from catalog_store.slack.people import PeopleTable, SlackPerson
from commands.ask import Person
from tests.support.patience import eventually
from tests.support.slack_api import Says, SlackApi

ANA = Person("U1", "T1")


class Clock:
    """A clock that stands still until told otherwise."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture
def people(database: Database, sender: Sender, clock: Clock) -> SlackPeople:
    return SlackPeople(sender, PeopleTable(database), clock=clock, patience=2.0)


def test_asks_slack_once_and_then_knows(slack: SlackApi, people: SlackPeople, database: Database) -> None:
    assert people.find_email(ANA) == "ana@example.org"
    kept = eventually(lambda: PeopleTable(database).find(team="T1", user="U1"))

    assert (kept.name, kept.time_zone) == ("Ana", "Europe/Berlin")
    assert people.find_email(ANA) == "ana@example.org"
    assert [call.payload for call in slack.calls("users.info")] == [{"user": "U1"}]


def test_asks_again_after_a_day_without_anybody_waiting(
    slack: SlackApi, people: SlackPeople, database: Database, clock: Clock
) -> None:
    PeopleTable(database).save(SlackPerson("T1", "U1", "Ana", "old@example.org", None, clock.now))
    clock.now += timedelta(hours=25)

    assert people.find_email(ANA) == "old@example.org"
    slack.heard("users.info")
    assert eventually(lambda: people.find_email(ANA) == "ana@example.org")


def test_nobody_waits_long_for_slack(slack: SlackApi, database: Database, sender: Sender, clock: Clock) -> None:
    slack.will_say("users.info", Says(after=0.5))

    assert SlackPeople(sender, PeopleTable(database), clock=clock, patience=0.05).find_email(ANA) is None
    eventually(lambda: PeopleTable(database).find(team="T1", user="U1"))


def test_knows_their_name_as_well(people: SlackPeople) -> None:
    assert people.find_name(ANA) == "Ana"


def test_says_for_whom_slack_is_still_awaited(
    slack: SlackApi, database: Database, sender: Sender, clock: Clock
) -> None:
    slack.will_say("users.info", Says(body={"user": {"id": "U1", "profile": {"email": "ana@example.org"}}}, after=0.5))
    people, told = SlackPeople(sender, PeopleTable(database), clock=clock, patience=0.05), threading.Event()

    assert not people.is_awaited(ANA)
    assert people.find_email(ANA) is None
    assert people.is_awaited(ANA)
    people.when_told(ANA, told.set)

    assert told.wait(60)
    assert not people.is_awaited(ANA)
    assert people.find_email(ANA) == "ana@example.org"


def test_whom_slack_refuses_to_tell_is_awaited_no_longer(slack: SlackApi, people: SlackPeople) -> None:
    slack.will_say("users.info", Says("user_not_found"))
    told = threading.Event()

    people.find_email(ANA)
    people.when_told(ANA, told.set)

    assert not people.is_awaited(ANA)
    assert not told.is_set()


def test_a_person_whom_slack_does_not_know_stays_unknown_and_is_not_asked_for_again_at_once(
    slack: SlackApi, people: SlackPeople
) -> None:
    slack.will_say("users.info", Says("user_not_found"))

    assert people.find_email(ANA) is None
    assert people.find_email(ANA) is None
    assert len(slack.calls("users.info")) == 1


def test_an_account_without_an_address_is_remembered_as_such(
    slack: SlackApi, people: SlackPeople, database: Database
) -> None:
    slack.will_say("users.info", Says(body={"user": {"id": "U1", "name": "robot"}}))

    assert people.find_email(ANA) is None
    kept = eventually(lambda: PeopleTable(database).find(team="T1", user="U1"))
    assert (kept.name, kept.email) == ("robot", None)


def test_the_operator_at_the_command_line_is_nobody_in_slack(slack: SlackApi, people: SlackPeople) -> None:
    assert people.find_email(Person("", is_operator=True)) is None
    assert slack.received == []


def test_while_the_database_is_away_everybody_is_unknown(sender: Sender, clock: Clock) -> None:
    away = Database("postgresql://nobody@127.0.0.1:9/nothing")

    assert SlackPeople(sender, PeopleTable(away), clock=clock).find_email(ANA) is None
    away.close()
