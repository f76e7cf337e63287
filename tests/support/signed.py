"""Requests as Slack signs them."""

import hashlib
import hmac
import http.client
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"


@dataclass(frozen=True)
class HttpReply:
    """What came back."""

    status: int
    text: str

    @property
    def json(self) -> Any:  # Any: JSON
        return json.loads(self.text)


def signature(body: str, *, at: int, secret: str = SECRET) -> dict[str, str]:
    """The two headers that Slack adds."""
    digest = hmac.new(secret.encode(), f"v0:{at}:{body}".encode(), hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(at), "X-Slack-Signature": f"v0={digest}"}


@dataclass(frozen=True)
class SlackSends:
    """Sends to our server what Slack would send."""

    host: str
    port: int

    def form(self, fields: Mapping[str, str], headers: Mapping[str, str] | None = None) -> HttpReply:
        """A slash command, or a click in its `payload`."""
        body = urlencode(fields)
        return self.post(body, "application/x-www-form-urlencoded", headers)

    def click(self, payload: Mapping[str, Any]) -> HttpReply:
        """A press or a shortcut."""
        return self.form({"payload": json.dumps(payload)})

    def event(self, payload: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> HttpReply:
        """An event."""
        return self.post(json.dumps(payload), "application/json", headers)

    def post(self, body: str, content_type: str, headers: Mapping[str, str] | None = None) -> HttpReply:
        """Anything, signed now unless other headers say so."""
        signed = {"Content-Type": content_type, **signature(body, at=int(time.time())), **(headers or {})}
        return self.request("POST", "/slack/events", body, signed)

    def request(self, method: str, path: str, body: str = "", headers: Mapping[str, str] | None = None) -> HttpReply:
        """One request, as it is."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=60)
        try:
            connection.request(method, path, body.encode(), dict(headers or {}))
            response = connection.getresponse()
            return HttpReply(response.status, response.read().decode())
        finally:
            connection.close()
