"""Reading all of Slack's people, whole or not at all."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot import jobs
from bot.people_reader import PeopleReader
from bot.sender import Sender
from bot.sender.door import web_client
from bot.settings import load
from bot.ticking import people_tick
from bot.workers import HandedOverError, Job, Task, Workers
from bot.workspace.local import LocalSlack
from bot.workspace.seed import WorkspaceSeed
from catalog_store.database import Database
from catalog_store.job_queue import JobQueue
from catalog_store.slack.people import PeopleReading, PeopleTable, SlackPerson
from tests.company.files import COMPANY
from tests.support.patience import eventually
from tests.support.slack_api import Says, SlackApi


@pytest.fixture
def table(database: Database) -> PeopleTable:
    return PeopleTable(database)


@pytest.fixture
def reader(sender: Sender, table: PeopleTable, now: datetime) -> PeopleReader:
    return PeopleReader(sender, table, clock=lambda: now)


@pytest.fixture
def company() -> Iterator[LocalSlack]:
    with LocalSlack(WorkspaceSeed.load(COMPANY / "slack.yaml")) as slack:
        yield slack


def page(*members: Mapping[str, Any], then: str = "") -> Says:
    return Says(body={"members": list(members), "response_metadata": {"next_cursor": then}})


def member(user: str, **facts: object) -> Mapping[str, Any]:
    return {"id": user, "team_id": "T1", "name": user.lower(), "profile": {"real_name": f"Real {user}"}, **facts}


def read(reader: PeopleReader) -> None:
    reader.read(pause=lambda: None)


def reading(table: PeopleTable) -> PeopleReading:
    (only,) = table.readings()
    return only


def found(table: PeopleTable, user: str, team: str = "T1") -> SlackPerson:
    person = table.find(team=team, user=user)
    assert person is not None
    return person


def test_everybody_of_a_company_is_known_afterwards(company: LocalSlack, table: PeopleTable, now: datetime) -> None:
    sender = Sender(web_client(company.app.bot_token, company.api_url))
    sender.start()
    read(PeopleReader(sender, table, clock=lambda: now))
    sender.stop()

    team, person = company.company.team.id, {each.name: each.id for each in company.company.people}
    daniel, mei = found(table, person["daniel"], team), found(table, person["mei"], team)
    assert (daniel.name, daniel.email, daniel.left_at) == ("Daniel Osei", "daniel.osei@ternholm.example", now)
    assert (mei.name, mei.display_name, mei.time_zone, mei.left_at) == ("Mei Tanaka", "mei", "Asia/Tokyo", None)
    assert found(table, person["pager"], team).is_bot
    assert (reading(table).present, reading(table).departed) == (32, 2)


def test_a_long_list_comes_page_by_page(slack: SlackApi, reader: PeopleReader, table: PeopleTable) -> None:
    slack.will_say("users.list", page(member("U1"), then="dXNlcjoy"), page(member("U2")))
    read(reader)

    assert [call.payload for call in slack.calls("users.list")] == [
        {"limit": "200"},
        {"limit": "200", "cursor": "dXNlcjoy"},
    ]
    assert reading(table).present == 2


def test_guests_and_bots_are_told_apart(slack: SlackApi, reader: PeopleReader, table: PeopleTable) -> None:
    everybody = (member("U1", is_restricted=True), member("U2", is_bot=True), member("USLACKBOT"), member("U3"))
    slack.will_say("users.list", page(*everybody))
    read(reader)

    assert [found(table, each).is_guest for each in ("U1", "U3")] == [True, False]
    assert [found(table, each).is_bot for each in ("U2", "USLACKBOT", "U3")] == [True, True, False]


def test_in_an_organisation_team_and_enterprise_are_kept(
    slack: SlackApi, reader: PeopleReader, table: PeopleTable
) -> None:
    slack.will_say("auth.test", Says(body={"user_id": "UBOT", "team_id": "T1", "enterprise_id": "E1"}))
    slack.will_say("users.list", page(member("W1", enterprise_user={"enterprise_id": "E7"}), member("U2")))
    read(reader)

    assert (found(table, "W1").enterprise, found(table, "U2").enterprise) == ("E7", "E1")
    assert reading(table).enterprise == "E1"
    assert slack.calls("users.list")[0].payload["team_id"] == "T1"


def test_a_list_that_breaks_off_changes_nobody(slack: SlackApi, reader: PeopleReader, table: PeopleTable) -> None:
    slack.will_say("users.list", page(member("U1", deleted=True), then="more"), Says("invalid_cursor"))
    read(reader)

    assert table.find(team="T1", user="U1") is None
    assert (reading(table).completed_at, reading(table).fault) == (
        None,
        "Slack did not tell of all people: invalid_cursor.",
    )


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        (Says("missing_scope"), "lacks a scope"),
        (Says(body={"members": "nobody"}), "in a form that I do not know"),
        (Says(body={"members": [{"name": "no id"}]}), "in a form that I do not know"),
        (Says(body={"members": []}), "told of nobody"),
        (Says(body={"members": [member("USLACKBOT")]}), "told of nobody"),
    ],
)
def test_what_slack_tells_wrongly_changes_nobody_and_is_said(
    slack: SlackApi, reader: PeopleReader, table: PeopleTable, said: Says, fault: str
) -> None:
    slack.will_say("users.list", said)
    read(reader)

    assert fault in str(reading(table).fault)
    assert reading(table).present == 0


def test_a_list_without_end_is_given_up(slack: SlackApi, reader: PeopleReader, table: PeopleTable) -> None:
    slack.will_say("users.list", *[page(member("U1"), then="again")] * 3)
    read(reader)

    assert reading(table).fault == "Slack's list of people has no end."


def test_slack_is_waited_for_when_it_is_asked_too_fast(
    slack: SlackApi, reader: PeopleReader, table: PeopleTable
) -> None:
    slow = Says("ratelimited", status=429, headers={"Retry-After": "1"})
    slack.will_say("users.list", slow, page(member("U1")))
    read(reader)

    assert (reading(table).fault, reading(table).present) == (None, 1)


def test_a_second_replica_finds_it_done(slack: SlackApi, sender: Sender, table: PeopleTable, now: datetime) -> None:
    slack.will_say("users.list", page(member("U1")))
    for _ in range(2):
        read(PeopleReader(sender, table, clock=lambda: now))

    assert len(slack.calls("users.list")) == 1


def test_it_is_due_at_first_after_a_day_and_when_somebody_asks(
    slack: SlackApi, sender: Sender, table: PeopleTable, now: datetime
) -> None:
    slack.will_say("users.list", page(member("U1")))
    reader = PeopleReader(sender, table, clock=lambda: now)
    assert reader.is_due()
    read(reader)

    assert not reader.is_due()
    assert PeopleReader(sender, table, clock=lambda: now + timedelta(days=1)).is_due()
    table.want_reading(team="T1", at=now + timedelta(minutes=6))
    assert reader.is_due()


def test_while_slack_does_not_know_us_nothing_is_due(
    slack: SlackApi, sender: Sender, table: PeopleTable, now: datetime
) -> None:
    slack.will_say("auth.test", Says("invalid_auth"))

    assert not PeopleReader(sender, table, clock=lambda: now).is_due()


def test_reading_is_handed_over_in_its_middle_when_we_stop(slack: SlackApi, reader: PeopleReader) -> None:
    def stop() -> None:
        raise HandedOverError

    with pytest.raises(HandedOverError):
        reader.read(pause=stop)


@contextmanager
def working(database: Database, tasks: Sequence[Task]) -> Iterator[None]:
    workers = Workers(tasks, JobQueue(database), url=database.libpq_url, wait_until_ready=lambda: True)
    workers.start()
    try:
        yield
    finally:
        workers.stop()


class Ready:
    """The database is there."""

    def wait(self) -> bool:
        return True

    def is_ready(self) -> bool:
        return True


def waiting(database: Database) -> list[str]:
    """The queues in which it waits."""
    asked = text("SELECT queue_name FROM procrastinate_jobs WHERE task_name = 'read-people' AND status = 'todo'")
    with database.reading() as connection:
        return list(connection.execute(asked).scalars())


def test_it_waits_where_only_those_take_it_who_talk_to_slack(
    database: Database, sender: Sender, tmp_path: Path
) -> None:
    bench = jobs.Bench(load({}, tmp_path), database, sender=sender)

    for _ in range(2):
        people_tick(bench, JobQueue(database), Ready()).work()

    assert waiting(database) == ["callboard-answers"]


def test_a_replica_without_a_token_leaves_what_a_former_version_gave_it_to_the_others(
    database: Database, tmp_path: Path
) -> None:
    bench = jobs.Bench(load({}, tmp_path), database)

    jobs.read_people(bench, Job({}, lambda: False))

    assert waiting(database) == ["callboard-answers"]


class TestBesideAFormerVersion:
    """Its jobs wait in the queue of all; ours wait in another one, from which it takes as well."""

    pytestmark = pytest.mark.more

    @pytest.mark.parametrize("queue_name", ["callboard", "callboard-answers"])
    def test_whoever_talks_to_slack_reads_them(
        self, database: Database, sender: Sender, slack: SlackApi, table: PeopleTable, tmp_path: Path, queue_name: str
    ) -> None:
        bench = jobs.Bench(load({}, tmp_path), database, sender=sender)
        slack.will_say("users.list", page(member("UANA")))
        queue = JobQueue(database)
        other = Task("answer-question", lambda _job: None, queue="callboard-answers")
        queue.defer("read-people", lock="read-people", is_only_one=True, queue=queue_name)
        with working(database, (*jobs.tasks(bench), other)):
            assert eventually(lambda: table.readings())

    def test_one_without_a_token_sets_nothing_aside(self, database: Database, tmp_path: Path) -> None:
        bench, queue = jobs.Bench(load({}, tmp_path), database), JobQueue(database)
        queue.defer("read-people", lock="read-people", is_only_one=True)
        with working(database, jobs.tasks(bench)):
            assert eventually(lambda: waiting(database) == ["callboard-answers"])
        assert not queue.set_aside()
