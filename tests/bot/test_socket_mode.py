"""Socket Mode against the local workspace: every surface, and connections that break."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.identity import Installation
from bot.sender import Sender
from bot.sender.door import web_client
from bot.socket_mode import SocketMode
from bot.workspace.local import LocalSlack
from bot.workspace.seed import SeedChannel, SeedPerson, SeedTeam, WorkspaceSeed
from bot.workspace.settings import AppSettings
from catalog_store.database import Database
from tests.support.slack_side import answering_app

pytestmark = pytest.mark.more

COMPANY = WorkspaceSeed(
    team=SeedTeam(id="T0NORTHWND", name="Northwind", domain="northwind"),
    people=(
        SeedPerson(name="ana", real_name="Ana", email="ana@example.org"),
        SeedPerson(name="ben", real_name="Ben", email="ben@example.org"),
    ),
    channels=(SeedChannel(name="payments", members=("ana", "ben"), bots=True),),
)
MANIFEST = Path(__file__).parents[2] / "manifest.yml"
SENTENCE = "payments-api is owned by Payments"


@pytest.fixture
def workspace() -> Iterator[LocalSlack]:
    """A workspace in which the app is installed as the manifest says."""
    with LocalSlack(COMPANY, app=AppSettings.from_manifest(MANIFEST)) as slack:
        yield slack


@pytest.fixture
def connected(workspace: LocalSlack, database: Database, tmp_path: Path) -> Iterator[SocketMode]:
    """The bot, connected to it."""
    sender = Sender(web_client(workspace.app.bot_token, workspace.api_url))
    sender.start()
    installation = Installation(sender)
    installation.learn()
    with answering_app(database, sender, tmp_path, identity=lambda: installation.identity) as (app, _services):
        socket = SocketMode(app, app_token=workspace.app.app_token, base_url=workspace.api_url, threads=4)
        socket.start()
        workspace.wait_until_connected()
        yield socket
        socket.stop()
        sender.stop(timeout=1.0)


@pytest.mark.usefixtures("connected")
def test_every_surface_gives_the_same_answer(workspace: LocalSlack) -> None:
    ana = workspace.as_person("ana")
    ana.slash("/owner", "payments-api", channel="payments")
    ana.slash("/callboard", "owner payments-api", channel="payments")
    question = ana.mention("payments", "owner payments-api")
    ana.direct_message("owner payments-api")
    workspace.wait_for(lambda: len(workspace.ephemerals("ana", "payments")) == 2)
    workspace.wait_for(lambda: len(workspace.messages("payments", thread_ts=question.ts)) == 2)
    workspace.wait_for(lambda: len(workspace.direct_messages("ana")) == 2)

    answers = [
        *workspace.ephemerals("ana", "payments"),
        workspace.messages("payments", thread_ts=question.ts)[1],
        workspace.direct_messages("ana")[1],
    ]
    assert all(answer.text.startswith(SENTENCE) for answer in answers)
    assert len({answer.text for answer in answers}) == 1
    assert workspace.ephemerals("ben") == []


@pytest.mark.usefixtures("connected")
def test_the_shortcut_and_the_home_tab_work(workspace: LocalSlack) -> None:
    ben, ana = workspace.as_person("ben"), workspace.as_person("ana")
    message = ben.say("payments", "payments-api is slow again")
    ana.shortcut("find_owner", message)
    ana.open_home()

    (answer,) = workspace.wait_for(lambda: workspace.ephemerals("ana", "payments"))
    assert answer.text.startswith(SENTENCE)
    assert workspace.wait_for(lambda: workspace.home("ana"))


@pytest.mark.usefixtures("connected")
def test_a_pressed_suggestion_takes_the_place_of_the_question(workspace: LocalSlack) -> None:
    ana = workspace.as_person("ana")
    ana.slash("/owner", "paymets-apo", channel="payments")
    (suggestions,) = workspace.wait_for(lambda: workspace.ephemerals("ana", "payments"))
    ana.press(suggestions, "payments-api")

    workspace.wait_for(lambda: workspace.ephemerals("ana", "payments")[-1].text.startswith(SENTENCE))
    assert len(workspace.ephemerals("ana", "payments")) == 1


@pytest.mark.parametrize("new_id", [False, True])
@pytest.mark.usefixtures("connected")
def test_an_event_that_is_delivered_twice_is_answered_once(workspace: LocalSlack, new_id: bool) -> None:
    workspace.deliver_twice(new_id=new_id)
    question = workspace.as_person("ana").mention("payments", "owner payments-api")
    workspace.wait_for(lambda: len(workspace.messages("payments", thread_ts=question.ts)) == 2)
    time.sleep(0.3)

    assert len(workspace.calls("chat.postMessage")) == 1


def test_comes_back_when_the_connection_breaks(workspace: LocalSlack, connected: SocketMode) -> None:
    workspace.wait_for(connected.is_connected)
    workspace.drop_connections()
    workspace.wait_until_connected(timeout=15.0)
    workspace.as_person("ana").direct_message("owner payments-api")

    workspace.wait_for(lambda: len(workspace.direct_messages("ana")) == 2)
    assert connected.fault() is None


@pytest.mark.more
@pytest.mark.usefixtures("connected")
def test_keeps_a_connection_on_which_nobody_speaks(workspace: LocalSlack) -> None:
    time.sleep(4.5)  # longer than slack_sdk waits for something to read
    assert len(workspace.calls("apps.connections.open")) == 1


def test_moves_to_another_connection_when_slack_asks_for_it(workspace: LocalSlack, connected: SocketMode) -> None:
    workspace.disconnect("refresh_requested")
    workspace.wait_until_connected(timeout=15.0)
    workspace.as_person("ana").direct_message("owner payments-api")

    workspace.wait_for(lambda: len(workspace.direct_messages("ana")) == 2)
    assert connected.is_connected()


def test_says_why_slack_does_not_let_it_in(workspace: LocalSlack, database: Database, tmp_path: Path) -> None:
    sender = Sender(web_client(workspace.app.bot_token, workspace.api_url))
    with answering_app(database, sender, tmp_path, identity=lambda: None) as (app, _services):
        socket = SocketMode(app, app_token="xapp-wrong", base_url=workspace.api_url, threads=1)
        socket.start()
        workspace.wait_for(lambda: socket.refusal)
        socket.stop()

    assert "SLACK_APP_TOKEN" in (socket.fault() or "")


def test_waits_for_slack_when_it_is_away_at_the_start(database: Database, tmp_path: Path) -> None:
    sender = Sender(web_client("xoxb-test", "http://127.0.0.1:9/"))
    with answering_app(database, sender, tmp_path, identity=lambda: None) as (app, _services):
        socket = SocketMode(app, app_token="xapp-test", base_url="http://127.0.0.1:9/", threads=1)
        socket.start()
        time.sleep(0.2)
        fault = socket.fault()
        socket.stop()

    assert fault == "The Socket Mode connection to Slack is down; it is being opened again."
