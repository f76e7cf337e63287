"""What `callboard doctor` finds, with a real database, a stand-in for Slack over HTTP, and real sockets."""

import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime

import psycopg
import pytest

from bot import wiring
from bot.cli.doctor.examination import examine_all
from bot.cli.doctor.finding import Check, Finding, ok
from bot.settings import Settings, load
from bot.web import Site, WebServer, healthz, readyz
from bot.workspace.settings import AppSettings
from tests.bot.cli.conftest import Printed, Terminal
from tests.support.slack_api import Says, SlackApi

SCOPES = ",".join(AppSettings.from_manifest(wiring.manifest()).scopes)
COMPONENT = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: a}\n"
SPEC = "spec: {type: service, lifecycle: production, owner: me}\n"


def findings(printed: Printed, check: str) -> list[tuple[str, str]]:
    return [(each["level"], each["message"]) for each in printed.json if each["check"] == check]


@pytest.fixture
def doctor(with_database: Terminal, slack: SlackApi) -> Terminal:
    """A terminal with a database, a Slack and everything that is needed to serve."""
    with_database.set(
        SLACK_API_URL=slack.url,
        SLACK_BOT_TOKEN="xoxb-1-secret",
        SLACK_APP_TOKEN="xapp-1-secret",
        CALLBOARD_LISTEN="127.0.0.1:0",
    )
    return with_database


def slack_says(slack: SlackApi, *, scopes: str = SCOPES, ahead: timedelta = timedelta(0)) -> None:
    date = format_datetime(wiring.now() + ahead, usegmt=True)
    body = {"user": "callboard", "team": "Ternholm"}
    slack.will_say("auth.test", Says(body=body, headers={"X-OAuth-Scopes": scopes, "Date": date}))


def test_says_that_all_is_well(doctor: Terminal, slack: SlackApi) -> None:
    slack_says(slack)
    printed = doctor.types("doctor")
    assert (printed.status, printed.err) == (0, "")
    assert "ok     slack:          Slack takes SLACK_BOT_TOKEN: we are @callboard in Ternholm.\n" in printed.out
    assert "ok     slack:          The token has every scope that manifest.yml asks for.\n" in printed.out
    assert "ok     slack:          This machine's clock agrees with Slack's.\n" in printed.out
    assert "ok     way in:         SLACK_APP_TOKEN can open a Socket Mode connection.\n" in printed.out
    assert "ok     database:       The database of DATABASE_URL answers (PostgreSQL " in printed.out
    assert printed.out.endswith("\nAll is well.\n")
    assert not any(line.startswith("fault") for line in printed.out.splitlines())


def test_without_a_slack_app_it_does_not_call_all_well(with_database: Terminal) -> None:
    with_database.set(CALLBOARD_LISTEN="127.0.0.1:0")
    printed = with_database.types("doctor")
    assert printed.status == 0
    assert "note   slack:          No Slack app is configured, so `callboard serve` would not start." in printed.out
    assert "Set SLACK_BOT_TOKEN, and SLACK_APP_TOKEN or SLACK_SIGNING_SECRET.\n" in printed.out
    assert printed.out.endswith("\nNothing is broken; 1 thing still to set up: slack.\n")


def test_every_fault_of_the_settings_is_one_line(terminal: Terminal) -> None:
    terminal.set(LOG_FORMAT="loud", CALLBOARD_LISTEN="here")
    printed = terminal.types("doctor")
    assert printed.status == 1
    assert [line.split()[0] for line in printed.out.splitlines()] == ["fault", "fault", "note", "2"]


def test_names_the_scopes_that_are_missing_and_those_that_are_too_many(doctor: Terminal, slack: SlackApi) -> None:
    slack_says(slack, scopes=SCOPES.replace("users:read.email", "admin"))
    printed = doctor.types("doctor", "--json")
    assert printed.status == 1
    assert ("fault", "The token lacks scopes that manifest.yml asks for: users:read.email.") in findings(
        printed, "slack"
    )
    assert ("note", "The token has scopes that nothing here needs: admin.") in findings(printed, "slack")


def test_says_once_that_roles_by_user_groups_need_their_scope(doctor: Terminal, slack: SlackApi) -> None:
    without = SCOPES.replace("usergroups:read,", "")
    slack_says(slack, scopes=without)
    assert doctor.types("doctor", "--json").status == 0, "no role needs it"

    doctor.write("app-config.yaml", 'callboard: {roles: {platform: ["slack:@platform-oncall", "slack:S0123ABCD"]}}')
    slack_says(slack, scopes=without)
    told = (
        "Roles by Slack user groups (@platform-oncall, S0123ABCD) need the scope usergroups:read, which the token lacks:"
        " until then these groups count as empty."
    )
    assert findings(doctor.types("doctor", "--json"), "slack").count(("fault", told)) == 1


@pytest.mark.parametrize("minutes, words", [(7, "7 minutes behind Slack's"), (-7, "7 minutes ahead of Slack's")])
def test_finds_a_clock_that_is_wrong(doctor: Terminal, slack: SlackApi, minutes: int, words: str) -> None:
    slack_says(slack, ahead=timedelta(minutes=minutes))
    assert ("fault", f"This machine's clock is {words}.") in findings(doctor.types("doctor", "--json"), "slack")


def test_says_which_token_slack_refuses(doctor: Terminal, slack: SlackApi) -> None:
    slack.will_say("auth.test", Says(error="invalid_auth"))
    slack.will_say("apps.connections.open", Says(error="not_allowed_token_type"))
    printed = doctor.types("doctor")
    assert printed.status == 1
    assert "Slack does not take the bot's token (invalid_auth)" in printed.out
    assert "Slack does not take SLACK_APP_TOKEN for Socket Mode (not_allowed_token_type)" in printed.out
    assert "secret" not in printed.out + printed.err


def test_says_when_slack_is_out_of_reach_and_goes_on_with_the_rest(doctor: Terminal) -> None:
    doctor.set(SLACK_API_URL="http://127.0.0.1:9/")
    printed = doctor.types("doctor")
    assert printed.status == 1
    assert "http://127.0.0.1:9/ cannot be reached (Connection refused)." in printed.out
    assert "ok     database:" in printed.out
    assert printed.err == ""


def test_a_secret_for_http_is_as_good_as_socket_mode(doctor: Terminal, slack: SlackApi) -> None:
    slack_says(slack)
    doctor.set(SLACK_APP_TOKEN="", SLACK_SIGNING_SECRET="8f742231b10e8888")
    assert findings(doctor.types("doctor", "--json"), "way in")[0][0] == "ok"


def test_a_bot_token_alone_lets_nobody_in(doctor: Terminal, slack: SlackApi) -> None:
    slack_says(slack)
    doctor.set(SLACK_APP_TOKEN="")
    assert findings(doctor.types("doctor", "--json"), "way in")[0][0] == "fault"


def test_looks_the_platform_channel_up_when_it_may(doctor: Terminal, slack: SlackApi) -> None:
    doctor.write("app-config.yaml", "callboard: {platformChannel: C0PLATFORM}\n")
    slack_says(slack, scopes=f"{SCOPES},channels:read")
    slack.will_say("conversations.info", Says(error="channel_not_found"))
    printed = doctor.types("doctor", "--json")
    message = "Slack does not know the platform team's channel C0PLATFORM (channel_not_found)."
    assert ("fault", message) in findings(printed, "slack")


def test_lists_keys_without_a_meaning_once(doctor: Terminal) -> None:
    doctor.write("app-config.yaml", "app: {title: x}\nauth: {}\ncatalog: {processing: 1}\n")
    message = "These of its keys mean nothing to Callboard and do no harm: app, auth, catalog.processing."
    assert findings(doctor.types("doctor", "--json"), "configuration").count(("note", message)) == 1


def test_names_rules_that_are_left_out(doctor: Terminal) -> None:
    doctor.write("app-config.yaml", "callboard: {scorecards: {checks: [{id: mine, title: Mine, level: Gold}]}}\n")
    told = [
        message for level, message in findings(doctor.types("doctor", "--json"), "configuration") if level == "fault"
    ]
    assert told == ["callboard.scorecards.checks[0].pass: is no condition."]


def test_looks_into_every_location(doctor: Terminal) -> None:
    doctor.write("good/catalog-info.yaml", COMPONENT + SPEC)
    doctor.write("empty/README.md", "nothing here")
    targets = "".join(f"    - {{type: file, target: ./{name}}}\n" for name in ("good", "empty", "gone"))
    doctor.write("app-config.yaml", f"catalog:\n  locations:\n{targets}")
    assert findings(doctor.types("doctor", "--json"), "locations") == [
        ("ok", "good can be read (1 file)."),
        ("fault", "empty holds no descriptor."),
        ("fault", "gone cannot be read: there is no such file."),
    ]


def test_says_when_the_database_is_away(doctor: Terminal) -> None:
    doctor.set(DATABASE_URL="postgresql://callboard@127.0.0.1:9/callboard")
    [(level, message)] = findings(doctor.types("doctor", "--json"), "database")
    assert level == "fault"
    assert message.startswith("The catalog's database does not answer right now")


def test_tables_that_are_missing_are_no_fault(doctor: Terminal, empty_database_url: str) -> None:
    doctor.set(DATABASE_URL=empty_database_url)
    assert [level for level, _ in findings(doctor.types("doctor", "--json"), "database")] == ["ok", "note"]


def test_says_when_the_database_lets_nothing_be_written(doctor: Terminal, database_url: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database()); END $$"
        )
    assert ("fault", "The database lets this user only read.") in findings(doctor.types("doctor", "--json"), "database")


def test_an_address_held_by_another_program_is_a_fault(doctor: Terminal) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        doctor.set(CALLBOARD_LISTEN=f"127.0.0.1:{other.getsockname()[1]}")
        threading.Thread(target=lambda: other.accept()[0].close(), daemon=True).start()
        [(level, message)] = findings(doctor.types("doctor", "--json"), "address")
    assert level == "fault"
    assert message.startswith("Another program listens on 127.0.0.1:")


@pytest.mark.parametrize(
    "faults, level, words", [((), "ok", "is ready"), (("Slack is away.",), "fault", "Slack is away.")]
)
def test_an_address_held_by_callboard_says_how_that_is(
    doctor: Terminal, faults: tuple[str, ...], level: str, words: str
) -> None:
    web = WebServer(Site([healthz(), readyz(lambda: faults)]), host="127.0.0.1", port=0, threads=2)
    web.start()
    try:
        doctor.set(CALLBOARD_LISTEN=f"127.0.0.1:{web.port}")
        [(found, message)] = findings(doctor.types("doctor", "--json"), "address")
    finally:
        web.stop()
    assert found == level
    assert words in message


def test_a_check_that_fails_or_hangs_does_not_stop_the_others(terminal: Terminal) -> None:
    hanging = threading.Event()

    def breaks(_settings: Settings) -> Iterator[Finding]:
        yield ok("So far, so good.")
        raise ZeroDivisionError

    def hangs(_settings: Settings) -> Iterator[Finding]:
        hanging.wait(10)
        yield ok("too late")

    checks = (Check("a", breaks), Check("b", hangs, patience=0.1), Check("c", lambda _: [ok("Well.")]))
    found = [(name, finding.message) for name, finding in examine_all(checks, load({}, terminal.folder))]
    hanging.set()
    assert found == [
        ("a", "So far, so good."),
        ("a", "This check itself failed; the reason is in the log above."),
        ("b", "This was not done within 0.1 seconds."),
        ("c", "Well."),
    ]
