"""What is asked over HTTP, and by whom."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from http import HTTPStatus

import pytest
from structlog.testing import capture_logs

from bot.web import Reply, Route, Site, WebServer
from tests.support.signed import SECRET, SlackSends, signature
from tests.support.slack_side import SlackSide

BODY = "command=%2Fowner&text=payments-api&user_id=U1&team_id=T1&channel_id=C1"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def test_a_good_signature_is_answered(side: SlackSide) -> None:
    assert side.sends.request("POST", "/slack/events", BODY, {**FORM, **signature(BODY, at=_now())}).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Slack-Request-Timestamp": "soon", "X-Slack-Signature": "v0=00"},
        {"X-Slack-Request-Timestamp": str(int(time.time())), "X-Slack-Signature": "v0=00"},
        {"X-Slack-Request-Timestamp": str(int(time.time())), "X-Slack-Signature": "v0=\xe4"},
        signature(BODY, at=int(time.time()), secret="another"),
        signature(BODY, at=int(time.time()) - 301),
        signature(BODY + "x", at=int(time.time())),
    ],
    ids=["none", "no-time", "wrong", "not-ascii", "another-secret", "old", "another-body"],
)
def test_bad_and_old_signatures_are_refused(side: SlackSide, headers: dict[str, str]) -> None:
    assert side.sends.request("POST", "/slack/events", BODY, {**FORM, **headers}).status == 401


@pytest.mark.parametrize(
    ("seconds", "advice"),
    [
        (360, "this machine's clock is 6 minutes behind what the request says: "),
        (-360, "this machine's clock is 6 minutes ahead of what the request says: "),
        (0, "compare SLACK_SIGNING_SECRET with the app's signing secret"),
    ],
)
def test_the_log_says_whether_it_is_the_clock(side: SlackSide, seconds: int, advice: str) -> None:
    signed = signature(BODY, at=_now() + seconds, secret=SECRET if seconds else "another")
    with capture_logs() as log:
        assert side.sends.request("POST", "/slack/events", BODY, {**FORM, **signed}).status == 401
    (refused,) = (entry for entry in log if entry["event"] == "signature-refused")
    assert refused["advice"].startswith(advice)


def test_slack_may_look_whether_the_address_works(side: SlackSide) -> None:
    reply = side.sends.event({"type": "url_verification", "challenge": "3eZbrw1aB"})

    assert (reply.status, reply.json) == (200, {"challenge": "3eZbrw1aB"})
    assert side.sends.form({"ssl_check": "1", "token": "x"}).status == 200


@pytest.mark.parametrize("body", ["", "{", "[]", "nonsense", "payload=%7B"])
def test_signed_nonsense_is_refused_without_a_fuss(side: SlackSide, body: str) -> None:
    assert side.sends.post(body, "application/json").status == 404
    assert side.sends.post(body, FORM["Content-Type"]).status == 404


def test_what_is_not_utf_8_is_refused(side: SlackSide) -> None:
    connection = socket.create_connection((side.sends.host, side.sends.port))
    with connection:
        connection.sendall(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n\xff")
        assert connection.recv(100).startswith(b"HTTP/1.1 400")


def test_is_alive_and_ready(side: SlackSide) -> None:
    assert side.sends.request("GET", "/healthz").text == "ok\n"
    assert side.sends.request("GET", "/readyz").text == "ready\n"
    assert side.sends.request("HEAD", "/readyz").status == 200


def test_says_why_it_is_not_ready(side: SlackSide) -> None:
    side.faults.append("Slack has not told yet who we are.")

    reply = side.sends.request("GET", "/readyz")
    assert (reply.status, reply.text) == (503, "Slack has not told yet who we are.\n")


def test_other_paths_and_other_methods_are_refused_in_words(side: SlackSide) -> None:
    lost = side.sends.request("GET", "/")
    wrong = side.sends.request("GET", "/slack/events")

    assert (lost.status, "/healthz" in lost.text) == (404, True)
    assert (wrong.status, wrong.text) == (405, "/slack/events takes POST only.\n")


def test_a_body_beyond_all_that_slack_sends_is_refused_before_it_is_sent(side: SlackSide) -> None:
    connection = socket.create_connection((side.sends.host, side.sends.port))
    with connection:
        connection.sendall(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 1000001\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 413")


def test_clients_that_send_a_byte_a_second_keep_nobody_waiting(side: SlackSide) -> None:
    with ExitStack() as stack:
        for _ in range(20):
            slow = stack.enter_context(socket.create_connection((side.sends.host, side.sends.port)))
            slow.sendall(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\na")
        started = time.monotonic()

        assert side.slash("payments-api").status == 200
        assert time.monotonic() - started < 20  # they would take a hundred


@pytest.fixture
def slow_server() -> Iterator[WebServer]:
    """Half a second for every answer."""

    def answer(_environ: object) -> Reply:
        time.sleep(0.5)
        return Reply(HTTPStatus.OK, "done")

    server = WebServer(Site([Route("/slow", "GET", answer)]), host="127.0.0.1", port=0, threads=2)
    server.start()
    yield server
    server.stop()


def test_whoever_was_asking_when_the_server_stops_is_answered(slow_server: WebServer) -> None:
    answers: list[str] = []
    asking = threading.Thread(
        target=lambda: answers.append(SlackSends(slow_server.host, slow_server.port).request("GET", "/slow").text)
    )
    asking.start()
    time.sleep(0.2)
    slow_server.stop()
    asking.join()

    assert answers == ["done"]
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((slow_server.host, slow_server.port))


def test_a_server_that_never_began_can_be_stopped() -> None:
    WebServer(Site([]), host="127.0.0.1", port=0, threads=1).stop()


def test_says_when_the_address_is_taken(side: SlackSide) -> None:
    with pytest.raises(OSError, match="in use"):
        WebServer(Site([]), host=side.sends.host, port=side.sends.port, threads=1)


def _now() -> int:
    return int(time.time())
