"""`callboard report` as a person and a program meet it."""

from bot import wiring
from catalog_store.database import Database
from catalog_store.slack.channel_names import ListedChannels
from tests.bot.cli.conftest import Terminal

CATALOG = """\
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: payments, title: Payments, annotations: {slack.com/channel-id: C0PAYMENT1}}
spec: {type: team, children: []}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: payments-api}
spec: {type: service, lifecycle: production, owner: payments}
"""


def filled(terminal: Terminal, url: str) -> Terminal:
    terminal.set(DATABASE_URL=url)
    terminal.write("catalog-info.yaml", CATALOG)
    assert terminal.types("ingest", "catalog-info.yaml").status == 0
    return terminal


def test_a_digest_is_printed_as_a_person_would_read_it(terminal: Terminal, database_url: str) -> None:
    printed = filled(terminal, database_url).types("report", "scorecard", "--team", "payments")
    assert printed.status == 0
    assert printed.out.startswith("# Slack channel C0PAYMENT1\n")
    assert "payments-api" in printed.out


def test_a_channel_has_the_name_that_slack_told_the_bot(terminal: Terminal, database: Database) -> None:
    filled(terminal, database.libpq_url)
    ListedChannels(database).save({"C0PAYMENT1": "team-payments"}, at=wiring.now())
    assert terminal.types("report", "scorecard", "--team", "payments").out.startswith("# #team-payments\n")


def test_a_team_that_cannot_be_reached_is_told_as_such(terminal: Terminal, database_url: str) -> None:
    terminal.set(DATABASE_URL=database_url)
    terminal.write("catalog-info.yaml", CATALOG.replace(", annotations: {slack.com/channel-id: C0PAYMENT1}", ""))
    terminal.types("ingest", "catalog-info.yaml")
    assert terminal.types("report", "scorecard").out.startswith("# no channel to send it to\n")


def test_one_of_something_is_counted_as_one(terminal: Terminal, database_url: str) -> None:
    filled(terminal, database_url)
    terminal.write("broken.yaml", "kind: [")
    terminal.types("ingest", "broken.yaml")
    assert "• 1 faulty file\n" in terminal.types("report", "catalog-health").out


def test_messages_are_printed_with_their_channels(terminal: Terminal, database_url: str) -> None:
    terminal.write("app-config.yaml", "callboard: {platformChannel: C0PLATFORM}\n")
    filled(terminal, database_url)
    for report, channel in (
        ("scorecard", "C0PAYMENT1"),
        ("stale-ownership", "C0PAYMENT1"),
        ("catalog-health", "C0PLATFORM"),
    ):
        printed = terminal.types("report", report, "--json")
        (message,) = printed.json
        assert (message["type"], message["channel"]) == ("message", channel)
        assert message["payload"]["text"]
        assert message["payload"]["blocks"]


def test_an_unknown_team_is_not_tried(terminal: Terminal, database_url: str) -> None:
    printed = filled(terminal, database_url).types("report", "scorecard", "--team", "nobody-like-that")
    assert printed.status == 2
    assert "no team called nobody-like-that" in printed.err


def test_an_unknown_report_is_not_tried(terminal: Terminal) -> None:
    assert terminal.types("report", "weather").status == 2


def test_without_a_token_nothing_is_sent(terminal: Terminal) -> None:
    printed = terminal.types("report", "scorecard", "--send")
    assert printed.status == 2
    assert "SLACK_BOT_TOKEN is not set" in printed.err
