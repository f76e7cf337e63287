"""The Home tab, as different people see it."""

from tests.acceptance.office import Colleague, Office


def test_somebody_of_a_team_sees_what_the_team_owns(office: Office) -> None:
    office.get_to_know("greta")
    home = office.person("greta").opens_home()

    assert "You are in Payments." in home
    assert "Payments API  ·  service · production" in home
    assert "Booking API" not in home


def test_what_was_asked_about_stands_there_soon_after(office: Office) -> None:
    sophie = office.person("sophie", "storefront")
    assert "Nothing yet." in sophie.opens_home()
    sophie.types("/owner", "weather-feed")

    office.slack.wait_for(lambda: "Weather feed" in _asked_about(sophie), timeout=60)


def test_a_button_in_the_home_answers_in_a_direct_message(office: Office) -> None:
    office.get_to_know("finn")
    finn = office.person("finn")
    finn.opens_home()
    before = len(finn.direct())
    finn.seat.press_in_home("Show")

    answer = office.slack.wait_for(lambda: finn.direct()[before:])[0]
    assert "owned by Booking" in answer.text


def test_somebody_who_is_in_no_team_that_owns_anything_reads_that(office: Office) -> None:
    office.get_to_know("henrik")

    assert "Nothing in the catalog names your teams as owner yet." in office.person("henrik").opens_home()


def test_a_guest_whom_the_catalog_does_not_know_reads_what_is_missing(office: Office) -> None:
    office.get_to_know("theo.guest")
    home = office.person("theo.guest").opens_home()

    assert "The catalog has nobody with your e-mail address `theo@quaycard.example`." in home
    assert "Nothing yet. Try `/owner" in home


def test_somebody_with_another_address_in_slack_reads_which_one_was_looked_for(office: Office) -> None:
    office.get_to_know("noor")

    assert "nobody with your e-mail address `noor.haddad-berg@ternholm.example`" in office.person("noor").opens_home()


def test_the_other_tabs_are_left_alone(office: Office) -> None:
    office.person("amina.guest").seat.open_home("messages")
    office.person("amina.guest").writes("help")

    assert office.slack.home("amina.guest") is None


def _asked_about(person: Colleague) -> str:
    return person.opens_home().partition("You asked about")[2]
