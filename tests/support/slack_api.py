"""A stand-in for Slack's Web API over real HTTP: writes down what it is sent, and says what it is told to say."""

import json
import threading
import time
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl

from tests.support.local_server import served


@dataclass(frozen=True)
class Received:
    """One call: `method` is a method's name, or the path of a response_url."""

    method: str
    payload: Mapping[str, Any]
    at: float = field(default_factory=time.monotonic)

    @property
    def text(self) -> str:
        return str(self.payload.get("text", ""))


@dataclass(frozen=True)
class Says:
    """A reply other than the usual one. `after` seconds pass before it, and it waits `until` that is set."""

    error: str | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    after: float = 0.0
    until: threading.Event | None = None


_USUAL: Mapping[str, Mapping[str, Any]] = {
    "auth.test": {"user_id": "UBOT", "bot_id": "BBOT", "team_id": "T1"},
    "chat.postMessage": {"ts": "1700000001.000100"},
    "users.info": {
        "user": {"id": "U1", "tz": "Europe/Berlin", "profile": {"email": "ana@example.org", "real_name": "Ana"}}
    },
}


class SlackApi:
    """What one test's Slack heard, and what it will say."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.url = ""
        self._script: defaultdict[str, deque[Says]] = defaultdict(deque)
        self._changed = threading.Condition()

    def will_say(self, method: str, *replies: Says) -> None:
        """The next calls of this method get these replies, one each."""
        self._script[method].extend(replies)

    def response_url(self, name: str = "1") -> str:
        """An address to answer to; what arrives is received as `response/<name>`."""
        return f"{self.url}response/{name}"

    def heard(self, method: str, *, count: int = 1, within: float = 60.0) -> list[Received]:
        """The first `count` calls of this method, as soon as they are there."""
        with self._changed:
            came = self._changed.wait_for(lambda: len(self.calls(method)) >= count, timeout=within)
        assert came, f"{method} was called {len(self.calls(method))} times: {[each.method for each in self.received]}"
        return self.calls(method)

    def calls(self, method: str) -> list[Received]:
        """The calls of this method up to now."""
        return [each for each in self.received if each.method == method]

    def take(self, method: str, payload: Mapping[str, Any]) -> Says:
        """Write one call down, and look up what to say."""
        with self._changed:
            self.received.append(Received(method, payload))
            self._changed.notify_all()
        replies = self._script[method]
        return replies.popleft() if replies else Says(body=_USUAL.get(method, {}))


@contextmanager
def running_slack_api() -> Iterator[SlackApi]:
    """A Slack of one's own on a free port."""
    api = SlackApi()
    with served(_handler_of(api)) as url:
        api.url = f"{url}/"
        yield api


def _handler_of(api: SlackApi) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            payload = json.loads(body) if body.startswith("{") else dict(parse_qsl(body))
            says = api.take(self.path.lstrip("/"), payload)
            time.sleep(says.after)
            if says.until:
                says.until.wait(60)
            reply = json.dumps({"ok": says.error is None, **({"error": says.error} if says.error else {}), **says.body})
            self.send_response_only(says.status)  # without a Date, which replies may want to set
            for name, value in {"Content-Type": "application/json", **says.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
