"""`callboard ask` gives the answers that Slack gives, as plain text or as the message that would be sent."""

from datetime import UTC, datetime

import pytest

from bot.cli.channel_names import ChannelNames
from catalog_store.database import Database
from catalog_store.refs import EntityRef
from catalog_store.slack.bindings import Bindings, Place
from catalog_store.slack.channel_names import ListedChannels
from commands.kit import faults
from tests.bot.cli.conftest import Terminal

CATALOG = """\
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: payments, title: Payments, annotations: {slack.com/channel-id: C07M3HV2QXD}}
spec: {type: team, children: []}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: ana}
spec: {memberOf: [payments], profile: {displayName: Ana, email: ana@example.org}}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: payments-api}
spec: {type: service, lifecycle: production, owner: payments}
"""


@pytest.fixture
def asking(with_database: Terminal) -> Terminal:
    """A terminal with a small catalog."""
    with_database.write("catalog-info.yaml", CATALOG)
    assert with_database.types("ingest", "catalog-info.yaml").status == 0
    return with_database


def test_answers_in_plain_text(asking: Terminal) -> None:
    printed = asking.types("ask", "owner", "payments-api")
    assert (printed.status, printed.err) == (0, "")
    assert "Payments" in printed.out
    assert "*" not in printed.out


def test_options_may_stand_anywhere(asking: Terminal) -> None:
    expected = asking.types("ask", "--channel", "payments", "owner", "payments-api").out
    assert asking.types("ask", "owner", "--channel", "#payments", "payments-api").out == expected


@pytest.mark.parametrize("channel", ["payments", "#payments", "C07M3HV2QXD"])
def test_in_a_channel_a_question_without_a_name_is_about_what_the_channel_is_about(
    asking: Terminal, channel: str
) -> None:
    asking.write("app-config.yaml", "callboard: {channels: {payments: C07M3HV2QXD}}")
    printed = asking.types("ask", "--channel", channel, "owner")
    assert printed.out.startswith("Payments")
    assert "#payments" in printed.out
    assert "C07M3HV2QXD" not in printed.out


def test_a_channel_whose_name_nobody_told_is_shown_as_an_id_of_slacks(asking: Terminal) -> None:
    printed = asking.types("ask", "--channel", "C07M3HV2QXD", "owner")
    assert "Slack channel C07M3HV2QXD" in printed.out
    assert "#C07M3HV2QXD" not in printed.out


@pytest.mark.parametrize("channel", ["payments", "C07M3HV2QXD"])
def test_a_channel_may_have_the_name_that_slack_told_the_bot(
    with_database: Terminal, database: Database, channel: str
) -> None:
    ListedChannels(database).save({"C07M3HV2QXD": "payments"}, at=datetime.now(UTC))
    with_database.write("catalog-info.yaml", CATALOG)
    with_database.types("ingest", "catalog-info.yaml")
    printed = with_database.types("ask", "--channel", channel, "owner")
    assert printed.out.startswith("Payments")
    assert "#payments" in printed.out


def test_what_the_configuration_calls_a_channel_is_above_what_slack_told(database: Database) -> None:
    ListedChannels(database).save({"C07M3HV2QXD": "payments", "C07M3HV2QXE": "orders"}, at=datetime.now(UTC))
    names = ChannelNames.known(database, {"orders": "C07M3HV2QXD"})
    assert (names.meant("orders").id, names.titled("C07M3HV2QXE")) == ("C07M3HV2QXD", "#orders")


def test_what_somebody_chose_for_a_channel_in_slack_counts_in_a_terminal_too(
    asking: Terminal, database_url: str
) -> None:
    database = Database(database_url)
    chosen = EntityRef.parse("component:payments-api")
    Bindings(database).save(Place("T1", "C0000009"), chosen, by="U1", at=datetime(2026, 3, 2, tzinfo=UTC))
    database.close()
    assert asking.types("ask", "--channel", "C0000009", "owner").out.startswith("payments-api")


def test_prints_the_message_as_it_would_be_sent(asking: Terminal) -> None:
    printed = asking.types("ask", "--json", "owner", "payments-api").json
    assert list(printed) == ["type", "payload"]
    assert printed["type"] == "message"
    assert "Payments" in printed["payload"]["text"]
    assert faults(printed["payload"]["blocks"], surface="message") == []


def test_not_found_is_an_answer_too(asking: Terminal) -> None:
    printed = asking.types("ask", "owner", "qwertzuiop")
    assert printed.status == 0
    assert "qwertzuiop" in printed.out


def test_no_words_show_what_can_be_asked(asking: Terminal) -> None:
    assert asking.types("ask").out == asking.types("ask", "help").out
    assert "owner payments-api" in asking.types("ask").out


@pytest.mark.parametrize("person", ["ana@example.org", "ana", "user:default/ana"])
def test_can_be_asked_as_somebody(asking: Terminal, person: str) -> None:
    printed = asking.types("ask", "--as", person, "--wait", "0", "owner", "payments-api")
    assert (printed.status, printed.err) == (0, "")


@pytest.mark.parametrize("person", ["nobody", "not a name", "nobody@example.org"])
def test_says_when_nobody_is_called_so_and_answers_all_the_same(asking: Terminal, person: str) -> None:
    printed = asking.types("ask", "--as", person, "owner", "payments-api")
    assert printed.status == 0
    assert printed.out == asking.types("ask", "--as", "ana", "owner", "payments-api").out
    assert printed.err.startswith(
        f"callboard: nobody in the catalog is called {person}, so the answer is a stranger's."
    )


def test_in_a_terminal_nobody_is_anybody_without_as(asking: Terminal) -> None:
    assert "callboard ask --as you@example.com me" in asking.types("ask", "me").out


def test_says_when_the_database_is_away(terminal: Terminal) -> None:
    terminal.set(DATABASE_URL="postgresql://callboard@127.0.0.1:9/callboard")
    printed = terminal.types("ask", "owner", "payments-api")
    assert (printed.status, printed.out) == (2, "")
    assert len(printed.err.splitlines()) == 1
    assert printed.err.startswith("callboard: The catalog's database does not answer right now")


def test_wait_takes_seconds(terminal: Terminal) -> None:
    assert terminal.types("ask", "--wait", "long", "owner", "x").status == 2


def test_brings_an_empty_database_up_to_date(terminal: Terminal, empty_database_url: str) -> None:
    terminal.set(DATABASE_URL=empty_database_url)
    assert terminal.types("ask", "--no-migrate", "owner", "x").status == 2
    assert terminal.types("ask", "owner", "x").status == 0
