"""The same words get the same answer, whichever way they are asked."""

import pytest

from bot.__main__ import main
from catalog_store.slack.channel_names import ListedChannels
from tests.acceptance.office import Colleague, Office, read, told


@pytest.fixture
def ana(office: Office) -> Colleague:
    return office.person("ana", "payments")


def test_a_question_is_answered_alike_on_every_surface(ana: Colleague) -> None:
    alerts = ana.in_("payments-alerts")
    asked = {
        "/owner": ana.types("/owner", "payments-api"),
        "/callboard": ana.types("/callboard", "owner payments-api"),
        "a mention": ana.mentions("owner payments-api"),
        "a question in a thread": ana.in_("checkout").mentions("who owns payments-api?"),
        "a direct message": ana.writes("owner payments-api"),
        "the menu of a message": alerts.finds_the_owner(alerts.found("PaymentsLatencyHigh")),
    }

    expected = told(asked["/owner"])
    assert "Payments API is owned by Payments." in expected
    assert {way: told(answer) for way, answer in asked.items()} == dict.fromkeys(asked, expected)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("joseph", "@bilal"),
        ("ingrid", "@noor"),
        ("elena", "#payments"),
        ("miguel", "#payments-alerts"),
        ("yusuf", "payments.ternholm.example"),
    ],
)
def test_people_channels_and_addresses_are_understood_alike(office: Office, name: str, words: str) -> None:
    """Slack writes them in one way into commands and in another into messages."""
    office.get_to_know("bilal", "noor")
    somebody = office.person(name)

    assert told(somebody.types("/owner", words)) == told(somebody.writes(f"owner {words}"))


def test_the_command_line_prints_what_slack_shows(
    over_http: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    over_http.get_to_know("bilal")
    shown = read(over_http.person("bilal", "payments").types("/owner", "payments-api"))
    names = over_http.slack.wait_for(ListedChannels(over_http.database).names)
    capsys.readouterr()
    monkeypatch.setenv("DATABASE_URL", over_http.database_url)

    assert main(["ask", "owner", "payments-api"]) == 0
    # Slack draws a channel's name where a message has nothing but its id; a terminal has to know it.
    for channel, name in names.items():
        shown = shown.replace(f"#{channel}", f"#{name}")
    assert _without_age(capsys.readouterr().out) == _without_age(shown)


def test_a_slash_command_is_answered_for_the_asker_alone(office: Office) -> None:
    answer = office.person("greta", "payments").types("/owner", "ledger")

    assert answer.ephemeral_to == office.slack.as_person("greta").person.id
    assert answer not in office.person("tomasz", "payments").in_view()


def test_a_mention_is_answered_below_it_and_nowhere_else(office: Office) -> None:
    mei = office.person("mei", "booking")
    before = len(office.slack.messages("booking"))
    answer = mei.mentions("who owns seat-inventory?")

    assert answer.is_reply
    assert not answer.broadcast
    assert answer.ephemeral_to is None
    assert len(office.slack.messages("booking")) == before + 2


def test_a_mention_in_a_thread_is_answered_in_that_thread(office: Office) -> None:
    bilal = office.person("bilal", "inc-2041-payments")
    incident = bilal.found("I have it.")
    answer = bilal.mentions("who owns card-vault?", incident.ts)

    assert answer.thread_ts == incident.ts
    assert "Card vault is owned by Payments." in answer.text


def test_a_direct_message_needs_no_mention(office: Office) -> None:
    answer = office.person("kwame").writes("whose is disruption-service?")

    assert "owned by Sailings" in answer.text
    assert not answer.is_reply


def test_the_bot_is_asked_where_it_is_no_member(office: Office) -> None:
    """Slash commands and shortcuts work everywhere, in private channels too."""
    leads = office.person("ana", "payments-leads")
    freight = office.person("ben", "freight")

    assert "owned by Payments" in leads.types("/owner", "payments-api").text
    assert "Dock scales" in read(freight.finds_the_owner(freight.found("dock-scales stopped")))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("https://github.com/ternholm/payments-api/pull/912", "Payments API is owned by Payments."),
        ("payments.ternholm.example", "Payments API is owned by Payments."),
        ("#payments", "Payments is a team of"),
        ("#payments-alerts", "Payments API is owned by Payments."),
        ("@ana", "Ana Duarte is in Payments."),
        ("ana.duarte@ternholm.example", "Ana Duarte is in Payments."),
        ("واجهة الكشك بالعربية", "owned by Boarding"),
        ("ghcr.io/ternholm/payments-api:2.31.0", "Payments API is owned by Payments."),
        ("`payments-api-7d9f8b6c5-x2x9k`", "Payments API is owned by Payments."),
    ],
)
def test_what_slack_makes_of_pasted_words_is_understood(over_http: Office, words: str, expected: str) -> None:
    """Slack turns addresses into links and names into mentions before the bot hears of them."""
    over_http.get_to_know("ana")
    sam = over_http.person("sam", "general")

    assert expected in sam.types("/owner", words).text


def test_questions_in_one_channel_are_all_answered_each_in_its_thread(over_socket: Office) -> None:
    thandi = over_socket.person("thandi", "oncall")
    asked = {name: thandi.seat.mention("oncall", f"owner {name}") for name in ("ledger", "kiosk-ui", "waitlist")}

    answers = {name: thandi.answer_to(question).text for name, question in asked.items()}
    assert answers["ledger"].startswith("ledger is owned by Payments")
    assert answers["kiosk-ui"].startswith("Kiosk is owned by Boarding")
    assert answers["waitlist"].startswith("Waiting list is owned by Booking")


def _without_age(text: str) -> str:
    return text.strip().partition(" · read ")[0]
