"""Requests that nobody would write by hand, to everything that is served: refused in time, in words, and told to nobody."""

import http.client
import json
import re
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import logs
from bot.identity import Identity
from bot.sender import Sender
from bot.settings import LogFormat
from bot.web import Site, WebServer, healthz, metrics_page, readyz, slack_events
from bot.web.github_hook import github_webhook
from catalog_store.database import Database
from catalog_store.operating import Operating
from tests.support.signed import SECRET, SlackSends, signature
from tests.support.slack_side import answering_app

pytestmark = pytest.mark.more

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "http.md"
PATHS = ("/healthz", "/readyz", "/metrics", "/slack/events", "/webhooks/github")
HOOK_SECRET = "a-webhook-s-secret"
#: What a log may not show: our secrets, and an address of Slack's by which anybody might answer in our name.
CAPABILITY = "https://hooks.slack.example/commands/T1/1/capability"
SECRETS = (SECRET, HOOK_SECRET)
#: Seconds that a refusal may take on a machine that is busy with other tests.
PROMPT = 30.0
SETTINGS = settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=30)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
#: Slack's own words with any values in their places, so that more than the first look is passed.
_KEYS = st.sampled_from(
    [
        "type",
        "event",
        "payload",
        "actions",
        "user",
        "team",
        "channel",
        "view",
        "command",
        "text",
        "container",
        "trigger_id",
    ]
)
_TYPES = st.sampled_from(
    [
        "event_callback",
        "block_actions",
        "view_submission",
        "view_closed",
        "message_action",
        "block_suggestion",
        "shortcut",
    ]
)
slackish = st.dictionaries(_KEYS, json_values, max_size=8).flatmap(
    lambda payload: _TYPES.map(lambda kind: {**payload, "type": kind, "response_url": CAPABILITY})
)
bodies = st.one_of(
    st.binary(max_size=200),
    json_values.map(lambda value: json.dumps(value).encode()),
    slackish.map(lambda value: json.dumps(value).encode()),
    slackish.map(lambda value: urlencode({"payload": json.dumps(value)}).encode()),
    st.dictionaries(texts, texts, max_size=5).map(lambda form: urlencode(form).encode()),
)
kinds = st.sampled_from(
    ["application/json", "application/x-www-form-urlencoded", "text/plain", "multipart/form-data", ""]
)
methods = st.sampled_from(["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "BREW"])
stamps = st.one_of(texts, st.integers(-(10**20), 10**20).map(str))
headers = st.dictionaries(
    st.sampled_from(
        ["X-Slack-Retry-Num", "X-GitHub-Event", "X-GitHub-Delivery", "X-Forwarded-For", "Range", "Expect-No"]
    ),
    st.text("abcdefghij0123456789-_ ", max_size=20),
)


@dataclass
class Served:
    """Everything that is served, and the log of it."""

    sends: SlackSends
    log: StringIO

    def ask(self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> int:
        """The status; told in time, or this fails."""
        connection = http.client.HTTPConnection(self.sends.host, self.sends.port, timeout=60)
        started = time.monotonic()
        try:
            connection.request(method, path, body, {key: _ascii(value) for key, value in (headers or {}).items()})
            answer = connection.getresponse()
            answer.read()
            return answer.status
        finally:
            connection.close()
            assert time.monotonic() - started < PROMPT

    def has_told_no_secret(self) -> bool:
        return not any(secret in self.log.getvalue() for secret in (*SECRETS, "capability"))


def _ascii(text: str) -> str:
    return text.encode("ascii", "replace").decode().strip()


@pytest.fixture(scope="module")
def _log() -> Iterator[StringIO]:
    stream = StringIO()
    logs.configure(LogFormat.JSON, SECRETS, stream=stream)
    yield stream
    logs.configure(LogFormat.TEXT, ())


@pytest.fixture
def served(database: Database, sender: Sender, tmp_path: Path, _log: StringIO) -> Iterator[Served]:
    us = Identity("UBOT", "BBOT", "T1")
    with answering_app(database, sender, tmp_path, identity=lambda: us) as (app, _services):
        hook = github_webhook([HOOK_SECRET], is_new=lambda _id: True, take=lambda _change: None)
        state = Operating(database).state
        site = Site([slack_events(app), healthz(), readyz(lambda: ()), metrics_page(state, lambda: ()), hook])
        web = WebServer(site, host="127.0.0.1", port=0, threads=4)
        web.start()
        try:
            yield Served(SlackSends(web.host, web.port), _log)
        finally:
            web.stop()


def test_the_page_lists_what_is_asked_here() -> None:
    assert tuple(re.findall(r"^\| `(/[^`]+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)) == PATHS


def test_what_nobody_signed_is_refused(served: Served) -> None:
    @SETTINGS
    @given(
        st.sampled_from(PATHS) | texts.map(lambda text: f"/{_ascii(text).replace(' ', '%20')}"),
        methods,
        bodies,
        kinds,
        headers,
    )
    def refuse(path: str, method: str, body: bytes, kind: str, more: dict[str, str]) -> None:
        status = served.ask(method, path, body, {"Content-Type": kind, **more})
        is_open = path in PATHS[:3] and method in ("GET", "HEAD")
        assert status == 200 if is_open else 400 <= status < 500, (method, path, status)

    refuse()
    assert served.has_told_no_secret()


def test_what_is_forged_or_old_is_refused(served: Served) -> None:
    @SETTINGS
    @given(bodies, kinds, stamps, st.sampled_from(["v0=", "v0=00", "v1=", "sha256="]), st.booleans())
    def refuse(body: bytes, kind: str, stamp: str, beginning: str, is_old: bool) -> None:
        forged = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"{beginning}{'0' * 64}"}
        if is_old:
            forged = signature(body.decode("utf-8", "replace"), at=int(time.time()) - 301)
        forged |= {"Content-Type": kind, "X-Hub-Signature-256": forged.get("X-Slack-Signature", "")}
        for path in PATHS[3:]:
            assert served.ask("POST", path, body, forged) in (400, 401)

    refuse()
    assert served.has_told_no_secret()


def test_what_slack_signed_and_would_never_send_does_no_harm(served: Served) -> None:
    """It passes the first look, so that everything behind it is met, too."""

    @SETTINGS
    @given(slackish, st.booleans())
    def take(payload: dict[str, object], is_form: bool) -> None:
        body = urlencode({"payload": json.dumps(payload)}) if is_form else json.dumps(payload)
        kind = "application/x-www-form-urlencoded" if is_form else "application/json"
        signed = {"Content-Type": kind, **signature(body, at=int(time.time()))}
        assert served.ask("POST", "/slack/events", body.encode(), signed) < 500

    take()
    assert served.has_told_no_secret()


def test_what_is_too_large_is_refused_unread(served: Served) -> None:
    @settings(SETTINGS, max_examples=20)
    @given(st.sampled_from(PATHS), st.integers(1_000_001, 10**12))
    def refuse(path: str, size: int) -> None:
        with socket.create_connection((served.sends.host, served.sends.port), timeout=60) as connection:
            connection.sendall(f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {size}\r\n\r\n".encode())
            assert connection.recv(100).startswith(b"HTTP/1.1 413")

    refuse()


def test_what_is_no_http_is_refused(served: Served) -> None:
    @settings(SETTINGS, max_examples=60)
    @given(st.binary(min_size=1, max_size=300))
    def refuse(noise: bytes) -> None:
        with socket.create_connection((served.sends.host, served.sends.port), timeout=60) as connection:
            connection.sendall(noise + b"\r\n\r\n")
            connection.shutdown(socket.SHUT_WR)
            said = connection.recv(100)
            assert said == b"" or re.match(rb"HTTP/1\.[01] [45]\d\d", said), said

    refuse()
    assert served.has_told_no_secret()


def test_nobody_else_is_slowed(served: Served) -> None:
    """Forged requests cost no question to the database, and no thread that others wait for."""

    def seconds() -> float:
        started = time.monotonic()
        fields = {"command": "/owner", "text": "payments-api", "user_id": "U1", "team_id": "T1", "channel_id": "C1"}
        assert served.sends.form({**fields, "trigger_id": f"{time.monotonic()}"}).status == 200
        return time.monotonic() - started

    usual = sorted(seconds() for _ in range(15))[7]
    beside = []
    for _ in range(15):
        for _ in range(10):
            assert served.ask("POST", "/slack/events", b"x" * 50_000, {"X-Slack-Signature": "v0=00"}) == 401
        beside.append(seconds())
    assert sorted(beside)[7] < max(0.5, 3 * usual), (usual, beside)
