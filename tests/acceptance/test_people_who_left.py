"""People who are deactivated in Slack: known without being asked for, named, and never pinged."""

from catalog_store.people import PeopleTable
from tests.acceptance.office import Office, buttons, read


def everybody_read(office: Office) -> None:
    """Wait until the job has read all of Slack's people, which it does by itself soon after the start."""
    office.slack.wait_for(lambda: PeopleTable(office.database).readings(), timeout=20)


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
