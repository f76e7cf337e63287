"""`callboard serve` as a program of its own: what it says when it cannot begin, how it waits, and how it ends."""

import re
import signal
import socket
from pathlib import Path

import pytest

from tests.bot.cli.conftest import Printed, Terminal
from tests.bot.cli.served import Served, serving
from tests.support.cable import cable_to
from tests.support.processes import becomes_true
from tests.support.slack_api import Says, SlackApi

pytestmark = pytest.mark.more

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"


@pytest.fixture
def ready_terminal(terminal: Terminal, slack: SlackApi) -> Terminal:
    """A terminal in which everything is set but the database."""
    terminal.set(SLACK_API_URL=slack.url, SLACK_BOT_TOKEN="xoxb-1-secret", SLACK_SIGNING_SECRET=SECRET)
    return terminal


def refused(printed: Printed) -> str:
    """What is said when it cannot begin: nothing on the output, and no traceback."""
    assert (printed.status, printed.out) == (2, "")
    assert "Traceback" not in printed.err
    return printed.err


def test_says_what_is_missing(terminal: Terminal) -> None:
    assert refused(terminal.types("serve")) == (
        "callboard: SLACK_BOT_TOKEN is not set. It is the app's Bot User OAuth Token and begins with xoxb-.\n"
        "callboard: Neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set."
        " Set the first to connect by Socket Mode, the second to be called over HTTP.\n"
        "callboard: To try Callboard without Slack, run `callboard try`.\n"
    )


@pytest.mark.more
def test_says_that_slack_refuses_the_token(ready_terminal: Terminal, slack: SlackApi, database_url: str) -> None:
    slack.will_say("auth.test", Says(error="invalid_auth"))
    printed = ready_terminal.runs("serve", DATABASE_URL=database_url, CALLBOARD_LISTEN="127.0.0.1:0")
    assert "callboard: Slack does not take the bot's token (invalid_auth)." in refused(printed)
    assert "xoxb-1-secret" not in printed.err


def test_says_that_the_address_is_taken(ready_terminal: Terminal, database_url: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = f"127.0.0.1:{other.getsockname()[1]}"
        printed = ready_terminal.runs("serve", DATABASE_URL=database_url, CALLBOARD_LISTEN=taken)
    assert f"callboard: Nothing can listen on {taken} (Address already in use)." in refused(printed)


@pytest.mark.more
@pytest.mark.parametrize("nowhere", ["nowhere.invalid:3000", "192.0.2.1:3000"])
def test_says_that_the_address_is_not_ours(ready_terminal: Terminal, database_url: str, nowhere: str) -> None:
    printed = ready_terminal.runs("serve", DATABASE_URL=database_url, CALLBOARD_LISTEN=nowhere)
    assert f"callboard: Nothing can listen on {nowhere} (" in refused(printed)


@pytest.mark.more
def test_waits_for_a_database_that_is_away_and_recovers_by_itself(ready_terminal: Terminal, database_url: str) -> None:
    with cable_to(database_url) as cable:
        ready_terminal.set(DATABASE_URL=cable.url)
        with serving(ready_terminal) as served:
            assert served.says("The catalog's database does not answer right now")
            cable.mend()
            assert served.says("ready\n")
            cable.cut()
            assert served.says("The catalog's database does not answer right now")
            cable.mend()
            assert served.says("ready\n")
            served.send(signal.SIGTERM)
            assert served.ends() == 0
        assert "Traceback" not in served.log


@pytest.mark.more
def test_stops_at_once_while_its_sources_wait_for_the_database(ready_terminal: Terminal, database_url: str) -> None:
    ready_terminal.write("app-config.yaml", "catalog: {locations: [{type: file, target: .}]}\n")
    with cable_to(database_url) as cable:
        ready_terminal.set(DATABASE_URL=cable.url)
        with serving(ready_terminal) as served:
            assert served.says("does not answer")
            served.send(signal.SIGTERM)
            assert served.ends() == 0


@pytest.mark.more
def test_waits_for_somebody_else_to_bring_an_old_database_up_to_date(
    ready_terminal: Terminal, empty_database_url: str
) -> None:
    ready_terminal.set(DATABASE_URL=empty_database_url)
    with serving(ready_terminal, "serve", "--no-migrate") as served:
        assert served.says("Run `callboard migrate`.")
        assert ready_terminal.types("migrate").out == "The database is up to date.\n"
        assert served.says("ready\n")
        served.send(signal.SIGINT)
        assert served.ends() == 0


@pytest.mark.more
def test_reads_its_sources_at_the_start(ready_terminal: Terminal, database_url: str) -> None:
    ready_terminal.write("app-config.yaml", "catalog: {locations: [{type: file, target: ./all.yaml}]}\n")
    ready_terminal.write(
        "all.yaml", "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: all}\nspec: {}\n"
    )
    ready_terminal.set(DATABASE_URL=database_url, LOG_FORMAT="json")
    with serving(ready_terminal) as served:
        assert becomes_true(lambda: '"source-read"' in served.log, within=60)
        assert '"files": 1' in served.log
        served.send(signal.SIGTERM)
        assert served.ends() == 0


@pytest.mark.more
def test_does_jobs_without_slack(terminal: Terminal, database_url: str) -> None:
    terminal.write("app-config.yaml", "catalog: {locations: [{type: file, target: ./all.yaml}]}\n")
    terminal.write("all.yaml", "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: all}\nspec: {}\n")
    terminal.set(DATABASE_URL=database_url, LOG_FORMAT="json")
    with serving(terminal, "serve", "--no-slack") as served:
        assert served.says("ready\n")
        assert becomes_true(lambda: '"source-read"' in served.log, within=60)
        served.send(signal.SIGTERM)
        assert served.ends() == 0


@pytest.mark.more
def test_the_embedded_server_ends_with_it(ready_terminal: Terminal) -> None:
    with serving(ready_terminal) as served:
        assert served.says("ready\n", within=60)
        server = _pid_of_server(ready_terminal.folder / ".callboard")
        served.send(signal.SIGTERM)
        assert served.ends() == 0
    assert becomes_true(lambda: not Path(f"/proc/{server}").exists())


def _told_again(served: Served) -> bool:
    """Of two signals that come before it has looked, the system makes one."""
    served.send(signal.SIGTERM)
    return served.has_ended


@pytest.mark.more
def test_a_second_signal_ends_it_without_ceremony(ready_terminal: Terminal, slack: SlackApi, database_url: str) -> None:
    slack.will_say("auth.test", Says(after=30))
    ready_terminal.set(DATABASE_URL=database_url)
    with serving(ready_terminal) as served:
        assert slack.heard("auth.test", within=60)
        assert becomes_true(lambda: _told_again(served))
        assert served.ends() == -signal.SIGTERM


def test_migrating_twice_is_the_same_as_once(terminal: Terminal, empty_database_url: str) -> None:
    terminal.set(DATABASE_URL=empty_database_url)
    assert [terminal.types("migrate").status for _ in range(2)] == [0, 0]


def _pid_of_server(home: Path) -> int:
    [found] = home.rglob("postmaster.pid")
    return int(re.findall(r"\d+", found.read_text())[0])
