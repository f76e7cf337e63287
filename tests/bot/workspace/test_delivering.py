"""How things reach an app and what happens when it does not answer: Socket Mode and signed HTTP."""

import asyncio
import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import aiohttp
import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier

from bot.workspace.local import LocalSlack
from bot.workspace.signed_http import signature
from tests.bot.workspace.conftest import APP, COMPANY, Served

pytestmark = pytest.mark.more


def test_says_that_nobody_listens(slack: LocalSlack) -> None:
    delivery = slack.as_person("ana").slash("/owner", "payments-api", channel="payments")
    assert delivery is not None
    assert delivery.error == "dispatch_failed"
    assert slack.ephemerals("ana")[0].text == "`/owner` failed with the error “dispatch_failed”"


def test_says_that_the_app_was_too_slow(slack: LocalSlack, bolt: App, run_app: Served) -> None:
    done = threading.Event()

    @bolt.command("/owner")
    def owner(ack: Ack) -> None:
        done.wait(3)
        ack()

    run_app(bolt)
    delivery = slack.as_person("ana").slash("/owner", "payments-api", channel="payments")
    done.set()
    assert delivery is not None
    assert delivery.error == "operation_timeout"
    assert slack.ephemerals("ana")[0].text == "`/owner` failed with the error “operation_timeout”"


def test_says_that_the_answer_on_the_acknowledgement_was_refused(slack: LocalSlack, bolt: App, run_app: Served) -> None:
    bolt.command("/owner")(lambda ack: ack(text="x", blocks=[{"type": "section"}]))
    run_app(bolt)
    slack.as_person("ana").slash("/owner", channel="payments")
    assert slack.ephemerals("ana")[0].text == "`/owner` failed with the error “invalid_blocks”"


def test_an_event_that_was_not_acknowledged_comes_again(slack: LocalSlack, bolt: App, run_app: Served) -> None:
    heard: list[str] = []
    first = threading.Event()

    @bolt.middleware
    def slow_at_first(body: dict[str, Any], next: Any) -> None:  # noqa: A002 - Bolt's name for it
        heard.append(body["event_id"])
        if len(heard) == 1:
            first.wait(3)
        next()

    bolt.event("app_mention")(lambda: None)
    run_app(bolt)
    slack.as_person("ana").mention("payments", "owner payments-api")
    slack.wait_for(lambda: len(heard) == 2)
    first.set()
    slack.wait_for(lambda: slack.deliveries[0].acked)

    assert heard[0] == heard[1]
    assert slack.deliveries[0].acks[0].error == "operation_timeout"


def test_slack_can_deliver_twice(slack: LocalSlack, bolt: App, run_app: Served) -> None:
    heard: list[str] = []
    bolt.event("app_mention")(lambda body: heard.append(body["event_id"]))
    run_app(bolt)
    slack.deliver_twice()
    slack.deliver_twice(new_id=True)
    for _ in range(2):
        slack.as_person("ana").mention("payments", "owner payments-api")
    slack.wait_for(lambda: len(heard) == 4)
    assert len(set(heard)) == 3


class TestSocketMode:
    def test_each_payload_goes_to_one_connection(self, slack: LocalSlack, client: WebClient, connect: Served) -> None:
        heard: list[int] = []
        for number in range(3):
            connect(_counting(App(client=client), number, heard))
        for _ in range(6):
            slack.as_person("ana").slash("/owner", channel="payments")
        assert sorted(heard) == [0, 0, 1, 1, 2, 2]

    @pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
    def test_an_app_comes_back_after_a_disconnect(
        self, slack: LocalSlack, bolt: App, connect: Served, reason: str
    ) -> None:
        bolt.command("/owner")(lambda ack: ack("here"))
        connect(bolt)
        slack.disconnect(reason)
        slack.wait_for(lambda: len(slack.calls("apps.connections.open")) >= 2, timeout=60)
        slack.wait_for(lambda: _answers(slack), timeout=60)

    def test_an_app_comes_back_after_the_network_broke(self, slack: LocalSlack, bolt: App, connect: Served) -> None:
        bolt.command("/owner")(lambda ack: ack("here"))
        connect(bolt)
        slack.drop_connections()
        slack.wait_for(lambda: _answers(slack), timeout=60)

    def test_a_ticket_opens_one_connection(self, slack: LocalSlack) -> None:
        client = WebClient(slack.app.app_token, base_url=slack.api_url)
        url = str(client.apps_connections_open(app_token=slack.app.app_token)["url"]).replace("ws://", "http://")
        for ticket in (url, url.replace("ticket=", "ticket=x")):
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(ticket)  # noqa: S310 - our own loopback
            refused.value.close()
            assert refused.value.code in (400, 401)

    def test_pings_keep_an_idle_connection(self) -> None:
        with LocalSlack(COMPANY, app=APP, ping_seconds=0.05) as slack:
            assert asyncio.run(_first_ping(slack)) == b"Ping from applink-local"

    def test_greets_ten_connections_and_sends_the_eleventh_away(self, slack: LocalSlack) -> None:
        words = asyncio.run(_first_words(slack, 11))
        assert [word["type"] for word in words] == ["hello"] * 10 + ["disconnect"]
        assert words[0]["connection_info"] == {"app_id": APP.id}
        assert words[9]["num_connections"] == 10
        assert words[10]["reason"] == "too_many_websockets"


class TestSignedHttp:
    def test_proves_itself_to_slacks_own_verifier(self) -> None:
        verifier = SignatureVerifier("secret")
        timestamp = str(int(time.time()))
        signed = signature("secret", timestamp, b"payload={}")
        assert verifier.is_valid(body="payload={}", timestamp=timestamp, signature=signed)

    def test_asks_for_the_challenge(self, slack: LocalSlack, bolt: App, serve: Served) -> None:
        serve(bolt)
        assert slack.verify_request_url()

    def test_an_app_with_another_secret_refuses(self, slack: LocalSlack, client: WebClient, serve: Served) -> None:
        serve(App(client=client, signing_secret="another"))
        assert not slack.verify_request_url()
        delivery = slack.as_person("ana").slash("/owner", channel="payments")
        assert delivery is not None
        assert delivery.error == "dispatch_failed"

    def test_repeats_an_event_three_times_and_says_why(self, slack: LocalSlack) -> None:
        with _broken_app() as (address, seen):
            slack.reach_app_at(address)
            slack.as_person("ana").mention("payments", "owner payments-api")
            slack.wait_for(lambda: len(seen) == 4)
        assert [headers.get("X-Slack-Retry-Num") for headers in seen] == [None, "1", "2", "3"]
        assert seen[1]["X-Slack-Retry-Reason"] == "http_error"
        assert seen[0]["User-Agent"].startswith("Slackbot 1.0")

    def test_does_not_repeat_when_asked_not_to(self, slack: LocalSlack) -> None:
        with _broken_app({"X-Slack-No-Retry": "1"}) as (address, seen):
            slack.reach_app_at(address)
            slack.as_person("ana").mention("payments", "owner payments-api")
            slack.wait_for(lambda: seen)
            time.sleep(0.4)
        assert len(seen) == 1


class TestResponseUrl:
    def test_is_good_for_five_answers(self, slack: LocalSlack, bolt: App, run_app: Served) -> None:
        url = _response_url(slack, bolt, run_app)
        outcomes = [_post(url, {"text": f"answer {number}"}) for number in range(6)]
        assert outcomes == [(200, "ok")] * 5 + [(404, '{"ok": false, "error": "used_url"}')]

    def test_is_good_for_half_an_hour(self, slack: LocalSlack, bolt: App, serve: Served) -> None:
        url = _response_url(slack, bolt, serve)
        slack.advance(30 * 60 + 1)
        assert _post(url, {"text": "late"}) == (404, '{"ok": false, "error": "expired_url"}')

    def test_refuses_what_posting_refuses(self, slack: LocalSlack, bolt: App, serve: Served) -> None:
        url = _response_url(slack, bolt, serve)
        assert _post(url, {"text": ""})[1] == '{"ok": false, "error": "no_text"}'
        assert _post(url, {"text": "x", "blocks": [{"type": "section"}]})[0] == 400
        assert _post(url, {"text": "x", "response_type": "secret"})[0] == 400
        assert _post(url, ["text"]) == (400, "invalid_payload")
        assert _post(url + "x", {"text": "x"})[0] == 404


def _answers(slack: LocalSlack) -> bool:
    delivery = slack.as_person("ana").slash("/owner", channel="payments")
    return delivery is not None and delivery.acked


def _counting(app: App, number: int, heard: list[int]) -> App:
    @app.command("/owner")
    def owner(ack: Ack) -> None:
        heard.append(number)
        ack()

    return app


@contextmanager
def _broken_app(answer_headers: dict[str, str] | None = None) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """An app that refuses everything; its address, and the headers that it was sent."""
    seen: list[dict[str, str]] = []

    class Broken(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            seen.append(dict(self.headers.items()))
            self.send_response(500)
            for name, value in (answer_headers or {}).items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Broken)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", seen
    server.shutdown()
    server.server_close()


def _response_url(slack: LocalSlack, bolt: App, run: Served) -> str:
    urls: list[str] = []

    @bolt.command("/owner")
    def owner(ack: Ack, command: dict[str, Any]) -> None:
        urls.append(command["response_url"])
        ack()

    run(bolt)
    slack.as_person("ana").slash("/owner", channel="random")
    return urls[0]


def _post(url: str, body: object) -> tuple[int, str]:
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})  # noqa: S310
    try:
        with urllib.request.urlopen(request) as answer:  # noqa: S310 - our own loopback
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


async def _first_words(slack: LocalSlack, connections: int) -> list[dict[str, Any]]:
    """What each of so many connections, open at the same time, hears first."""
    client = WebClient(slack.app.app_token, base_url=slack.api_url)
    async with aiohttp.ClientSession() as session, AsyncExitStack() as stack:
        heard = []
        for _ in range(connections):
            url = str(client.apps_connections_open(app_token=slack.app.app_token)["url"])
            socket = await stack.enter_async_context(session.ws_connect(url))
            heard.append(await socket.receive_json())
        return heard


async def _first_ping(slack: LocalSlack) -> bytes:
    url = str(
        WebClient(slack.app.app_token, base_url=slack.api_url).apps_connections_open(app_token=APP.app_token)["url"]
    )
    async with aiohttp.ClientSession() as session, session.ws_connect(url, autoping=False) as socket:
        await socket.receive_json()
        ping = await socket.receive()
        return bytes(ping.data)
