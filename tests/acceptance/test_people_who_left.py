"""People who are deactivated in Slack: known without being asked for, named, and never pinged."""

from functools import partial
from pathlib import Path

from catalog_store.job_queue import JobQueue
from catalog_store.slack.people import PeopleTable
from tests.acceptance.office import Office, buttons, company_slack, read, running_bot


def everybody_read(office: Office) -> None:
    """Wait until the job has read all of Slack's people, which it does by itself soon after the start."""
    office.slack.wait_for(lambda: PeopleTable(office.database).readings(), timeout=60)


def test_an_owner_who_left_is_said_to_have_left(office: Office) -> None:
    everybody_read(office)
    answer = office.person("elena", "sailings").types("/owner", "tide-tables")

    assert "owned by Daniel Osei, who left (deactivated in Slack). Ask Sailings" in answer.text
    assert "Daniel Osei, who left (deactivated in Slack), ask Sailings" in read(answer)
    assert "Claim" in buttons(answer)


def test_a_mention_of_what_they_own_pings_nobody(office: Office) -> None:
    everybody_read(office)
    answer = office.person("kwame", "sailings").mentions("who owns tide-tables?")

    assert "who left (deactivated in Slack)" in answer.text
    assert not answer.pings


def test_the_team_of_somebody_who_left_says_so(office: Office) -> None:
    everybody_read(office)
    answer = office.person("ingrid", "sailings").types("/callboard", "team sailings")

    assert "1 of whom left (deactivated in Slack)" in answer.text
    assert "Daniel Osei (left)" in read(answer)


def test_health_counts_what_they_own(office: Office) -> None:
    everybody_read(office)
    answer = office.person("sam", "platform").types("/callboard", "health owners-left")

    assert "tide-tables (component)" in read(answer)
    assert "Sailings should mend it" in read(answer)


def test_two_replicas_read_slacks_people_once(company_copy: str, tmp_path: Path) -> None:
    start = partial(running_bot, database_url=company_copy, home=tmp_path, over="socket")
    with company_slack() as slack, start(slack.api_url) as (_, database), start(slack.api_url):
        slack.wait_until_connected(2)
        slack.wait_for(lambda: PeopleTable(database).readings(), timeout=60)
        slack.wait_for(lambda: JobQueue(database).condition().waiting == 0, timeout=60)

        assert len(slack.calls("users.list")) == 1


def test_an_outage_while_people_are_read_makes_nobody_leave(company_copy: str, tmp_path: Path) -> None:
    with company_slack() as slack:
        slack.fail("users.list", "missing_scope")
        with running_bot(slack.api_url, company_copy, tmp_path, over="socket") as (_, database):
            slack.wait_for(lambda: PeopleTable(database).readings(), timeout=60)
            (reading,) = PeopleTable(database).readings()

            assert "the app lacks a scope" in str(reading.fault)
            assert (reading.completed_at, reading.departed) == (None, 0)
