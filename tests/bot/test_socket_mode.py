"""Socket Mode against the local workspace: every surface, and connections that break."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from bot.identity import Installation
from bot.sender import Sender
from bot.sender.door import web_client
from bot.socket_mode import SocketMode
from bot.workspace.local import LocalSlack
from bot.workspace.seed import SeedChannel, SeedPerson, SeedTeam, WorkspaceSeed
from bot.workspace.settings import AppSettings
from bot.workspace.socket_mode import MOST_CONNECTIONS
from catalog_store.database import Database
from catalog_store.slack.outgoing import Outgoing
from commands import ALL
from commands.ask import Answer, Ask
from commands.command import Command
from commands.services import Services
from tests.support.cable import cable_to
from tests.support.local_server import served
from tests.support.processes import becomes_true
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


#: Makes a bot that is connected, with so many connections and that many seconds between pings.
Connect = Callable[..., AbstractContextManager[SocketMode]]


@pytest.fixture
def workspace() -> Iterator[LocalSlack]:
    """A workspace in which the app is installed as the manifest says."""
    with LocalSlack(COMPANY, app=AppSettings.from_manifest(MANIFEST), ping_seconds=0.5) as slack:
        yield slack


@pytest.fixture
def connect(workspace: LocalSlack, database: Database, tmp_path: Path) -> Connect:
    @contextmanager
    def connected(connections: int = 1, ping: float = 5.0, apart: float = 0.0) -> Iterator[SocketMode]:
        store = Outgoing(database, replica="one")
        sender = Sender(web_client(workspace.app.bot_token, workspace.api_url), store=store)
        sender.start()
        installation = Installation(sender)
        installation.learn()
        commands = (*ALL, Command(("wait",), "Answers late.", _answer_late))
        with answering_app(database, sender, tmp_path, identity=lambda: installation.identity, commands=commands) as (
            app,
            _services,
        ):
            socket = SocketMode(
                app,
                app_token=workspace.app.app_token,
                base_url=workspace.api_url,
                threads=4,
                connections=connections,
                ping=ping,
                apart=apart,
            )
            socket.start()
            workspace.wait_until_connected(min(connections, MOST_CONNECTIONS), timeout=30.0)
            yield socket
            socket.stop()
            sender.stop(timeout=1.0)

    return connected


_begun = threading.Event()


def _answer_late(_rest: str, _ask: Ask, _services: Services) -> Answer:
    _begun.set()
    time.sleep(1.0)
    return Answer("It took a while.")


@pytest.fixture
def connected(connect: Connect) -> Iterator[SocketMode]:
    """The bot, connected to it."""
    with connect() as socket:
        yield socket


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
    ana = workspace.as_person("ana")
    workspace.deliver_twice(new_id=new_id)
    question = ana.mention("payments", "owner payments-api")
    workspace.wait_for(lambda: len(workspace.messages("payments", thread_ts=question.ts)) == 2)
    workspace.wait_for(lambda: len(workspace.deliveries) == 2 and all(each.acked for each in workspace.deliveries))
    later = ana.mention("payments", "owner payments-api")  # whose answer would go out behind another one to the first
    workspace.wait_for(lambda: len(workspace.messages("payments", thread_ts=later.ts)) == 2)

    assert len(workspace.messages("payments", thread_ts=question.ts)) == 2
    assert len(workspace.calls("chat.postMessage")) == 2


def test_comes_back_when_the_connection_breaks(workspace: LocalSlack, connected: SocketMode) -> None:
    workspace.wait_for(connected.is_connected)
    workspace.drop_connections()
    workspace.wait_until_connected(timeout=60)
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
    workspace.wait_until_connected(timeout=60)
    workspace.as_person("ana").direct_message("owner payments-api")

    workspace.wait_for(lambda: len(workspace.direct_messages("ana")) == 2)
    assert connected.is_connected()


def test_answers_while_a_connection_is_opened_again(workspace: LocalSlack, connect: Connect) -> None:
    """Slack renews each every few hours; with two of them there is always one."""
    ana = workspace.as_person("ana")
    with connect(connections=2) as socket:
        for number in range(4):
            workspace.wait_until_connected(2, timeout=30.0)
            workspace.drop_connections(1)
            delivery = ana.slash("/owner", "payments-api", channel="payments")
            assert delivery, number
            assert delivery.acked, delivery.error
            assert socket.fault() is None
    assert len(workspace.ephemerals("ana", "payments")) == 4


def test_each_question_comes_over_one_connection(workspace: LocalSlack, connect: Connect) -> None:
    with connect(connections=3):
        for _ in range(6):
            workspace.as_person("ana").direct_message("owner payments-api")
        workspace.wait_for(lambda: len(workspace.calls("chat.postMessage")) == 6)
    assert len(workspace.direct_messages("ana")) == 12
    assert {len(delivery.acks) for delivery in workspace.deliveries} == {1}


def test_notices_a_line_on_which_nothing_comes_any_more(workspace: LocalSlack, connect: Connect) -> None:
    """Half open: neither side was told, as when a machine on the way forgets the connection."""
    with cable_to(workspace.page_url) as cable:
        cable.mend()
        workspace.lead_links_over(cable.url)
        with connect(ping=0.5) as socket:
            workspace.wait_for(socket.is_connected)
            cable.fall_silent()
            workspace.wait_for(lambda: socket.fault(), timeout=30.0)
            workspace.lead_links_over("")
            workspace.wait_for(lambda: socket.fault() is None, timeout=30.0)
            workspace.as_person("ana").direct_message("owner payments-api")
            workspace.wait_for(lambda: len(workspace.direct_messages("ana")) == 2)
            cable.speak()


def test_a_question_is_answered_whose_connection_breaks_meanwhile(workspace: LocalSlack, connected: SocketMode) -> None:
    """Slack brings it again, as nobody acknowledged it, and hears of it once."""
    question = workspace.as_person("ana").mention("payments", "wait a little")
    workspace.drop_connections()
    workspace.wait_for(lambda: len(workspace.messages("payments", thread_ts=question.ts)) == 2, timeout=30.0)
    workspace.wait_until_connected(timeout=30.0)
    assert connected.fault() is None


def test_answers_what_is_at_hand_before_it_hangs_up(workspace: LocalSlack, connect: Connect) -> None:
    ana = workspace.as_person("ana")
    _begun.clear()
    with ThreadPoolExecutor(1) as pool, connect() as socket:
        asking = pool.submit(ana.slash, "/callboard", "wait a little", channel="payments")
        assert _begun.wait(20)
        socket.stop()
        delivery = asking.result(20)
    assert delivery
    assert delivery.acked, delivery.error
    assert [message.text for message in workspace.ephemerals("ana", "payments")] == ["It took a while."]


def test_waits_for_room_where_others_have_all_connections(workspace: LocalSlack, connect: Connect) -> None:
    with connect(connections=11) as socket:
        workspace.wait_for(lambda: len(workspace.calls("apps.connections.open")) == 11, timeout=30.0)
        time.sleep(1.5)  # in which it would have knocked again some three times
        assert len(workspace.calls("apps.connections.open")) == 11
        assert (workspace.connections, socket.fault()) == (MOST_CONNECTIONS, None)


def test_says_why_slack_does_not_let_it_in(workspace: LocalSlack, database: Database, tmp_path: Path) -> None:
    sender = Sender(web_client(workspace.app.bot_token, workspace.api_url))
    with answering_app(database, sender, tmp_path, identity=lambda: None) as (app, _services):
        socket = SocketMode(app, app_token="xapp-wrong", base_url=workspace.api_url, threads=1)
        socket.start()
        workspace.wait_for(lambda: socket.refusal)
        socket.stop()

    assert "SLACK_APP_TOKEN" in (socket.fault() or "")


class _BreaksOff(BaseHTTPRequestHandler):
    """Promises more than it sends."""

    asked = 0

    def do_POST(self) -> None:
        type(self).asked += 1
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b"{")
        self.close_connection = True

    def log_message(self, *_words: object) -> None:
        """Nobody reads it."""


def test_knocks_again_after_an_answer_that_broke_off(database: Database, tmp_path: Path) -> None:
    _BreaksOff.asked = 0
    with served(_BreaksOff) as url:
        sender = Sender(web_client("xoxb-test", f"{url}/"))
        with answering_app(database, sender, tmp_path, identity=lambda: None) as (app, _services):
            socket = SocketMode(app, app_token="xapp-test", base_url=f"{url}/", threads=1)
            socket.start()
            assert becomes_true(lambda: _BreaksOff.asked >= 2)
            socket.stop()


def test_waits_for_slack_when_it_is_away_at_the_start(database: Database, tmp_path: Path) -> None:
    sender = Sender(web_client("xoxb-test", "http://127.0.0.1:9/"))
    with answering_app(database, sender, tmp_path, identity=lambda: None) as (app, _services):
        socket = SocketMode(app, app_token="xapp-test", base_url="http://127.0.0.1:9/", threads=1)
        socket.start()
        away = "The Socket Mode connection to Slack is down; it is being opened again."
        assert becomes_true(lambda: socket.fault() == away), socket.fault()
        socket.stop()
