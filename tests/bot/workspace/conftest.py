"""A small company in a local Slack, and tiny unmodified Bolt apps that talk to it."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from shutil import which
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from slack_bolt import Ack, App
from slack_bolt.adapter.socket_mode.builtin import SocketModeHandler
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk import WebClient

from bot.workspace.local import LocalSlack
from bot.workspace.seed import SeedChannel, SeedMessage, SeedPerson, SeedReply, SeedTeam, SeedUserGroup, WorkspaceSeed
from bot.workspace.settings import AppSettings, Shortcut, SlashCommand

Served = Callable[[App], str]

COMPANY = WorkspaceSeed(
    team=SeedTeam(id="T0NORTHWND", name="Northwind", domain="northwind"),
    people=(
        SeedPerson(name="ana", real_name="Ana Sousa", title="Staff engineer", email="ana@northwind.example"),
        SeedPerson(name="ben", real_name="Ben Ode", title="Payments lead", email="ben@northwind.example"),
        SeedPerson(name="cleo", real_name="Cleo Marsh", deleted=True, email="cleo@northwind.example"),
    ),
    channels=(
        SeedChannel(
            name="payments",
            topic="Everything that moves money",
            members=("ana", "ben"),
            bots=True,
            history=(
                SeedMessage(
                    by="ben",
                    text="`payments-api` is slow again, see https://git.northwind.example/payments-api",
                    minutes_ago=42,
                    replies=(SeedReply(by="ana", text="Looking."),),
                ),
            ),
        ),
        SeedChannel(name="random", members=("ana", "ben")),
        SeedChannel(name="secrets", members=("ben",), is_private=True),
        SeedChannel(name="old-news", members=("ana", "ben"), is_archived=True, bots=True),
    ),
    user_groups=(SeedUserGroup(handle="payments-team", members=("ana", "ben")),),
)

PAYMENTS = COMPANY.channels[0].id
CHROMIUM = which("chromium") or which("chromium-browser") or which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]

APP = AppSettings(
    commands=(
        SlashCommand("/owner", "Who owns it", "[anything]"),
        SlashCommand("/plain", "Takes its text as typed", should_escape=False),
    ),
    shortcuts=(Shortcut("find_owner", "Find the owner"),),
    events=("app_mention", "message.im", "app_home_opened"),
)


@pytest.fixture
def slack() -> Iterator[LocalSlack]:
    """The company's workspace; an app has a second to acknowledge, and retries wait hundredths."""
    with LocalSlack(COMPANY, app=APP, ack_seconds=1.0, patience=0.001) as running:
        yield running


@pytest.fixture
def client(slack: LocalSlack) -> WebClient:
    """Slack's own SDK with the bot's token."""
    return WebClient(token=slack.app.bot_token, base_url=slack.api_url)


@pytest.fixture
def bolt(slack: LocalSlack, client: WebClient) -> App:
    """A Bolt app without listeners."""
    return App(client=client, signing_secret=slack.app.signing_secret, request_verification_enabled=True)


@pytest.fixture
def connect(slack: LocalSlack) -> Iterator[Served]:
    """Connect an app in Socket Mode."""
    with ExitStack() as stack:

        def connected(app: App) -> str:
            handler = SocketModeHandler(
                app,
                slack.app.app_token,
                web_client=WebClient(token=slack.app.app_token, base_url=slack.api_url),
                ping_interval=0.5,
            )
            before = slack.connections
            handler.client.connect()
            stack.callback(_hang_up, slack, handler)
            slack.wait_until_connected(before + 1)
            return "socket"

        yield connected


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def serve(slack: LocalSlack) -> Iterator[Served]:
    """Serve an app over HTTP, and have the workspace speak to it there."""
    with ExitStack() as stack:

        def served(app: App) -> str:
            server = make_server("127.0.0.1", 0, SlackRequestHandler(app), server_class=_Server, handler_class=_Quiet)
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
            thread.start()
            stack.callback(server.server_close)
            stack.callback(server.shutdown)
            address = f"http://127.0.0.1:{server.server_port}/slack/events"
            slack.reach_app_at(address)
            return address

        yield served


def _hang_up(slack: LocalSlack, handler: SocketModeHandler) -> None:
    """End the connection from Slack's side first, and wake the SDK's reader of its queue: alone it takes seconds."""
    client = handler.client
    client.auto_reconnect_enabled = False
    slack.drop_connections()
    client.message_processor.event.set()
    client.enqueue_message("")
    client.close()


@pytest.fixture(params=["socket", "http"])
def run_app(request: pytest.FixtureRequest) -> Served:
    """Run an app either way: what it sees and answers must not differ."""
    served: Served = request.getfixturevalue("connect" if request.param == "socket" else "serve")
    return served


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, or whichever the machine has."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: `apt-get install chromium` brings it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, slack: LocalSlack) -> Iterator[Page]:
    """The page as Ana sees it in #payments; errors in its scripts fail the test."""
    page = browser.new_page(viewport={"width": 1280, "height": 860})
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{slack.page_url}#as={COMPANY.people[0].id}&in={PAYMENTS}")
    expect(page.get_by_role("article").first).to_be_visible()
    yield page
    page.close()
    assert faults == []


@pytest.fixture
def heard(bolt: App, run_app: Served) -> list[dict[str, Any]]:
    """What an app hears that acknowledges everything."""
    found: list[dict[str, Any]] = []
    anything = re.compile("")

    def take(ack: Ack, body: dict[str, Any]) -> None:
        found.append(body)
        ack()

    bolt.command("/owner")(take)
    bolt.action(anything)(take)
    bolt.view(anything)(take)
    bolt.view_closed(anything)(take)
    run_app(bolt)
    return found
