"""The way to an app over HTTP: forms and JSON signed with the app's secret, answered within three seconds."""

import hashlib
import hmac
import json
import secrets
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bot.workspace.deliveries import ACK_SECONDS, Ack, Delivery, Kind, Retry
from bot.workspace.messages import Json

_FORM, _JSON = "application/x-www-form-urlencoded", "application/json"


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Slack's `v0` signature of a request."""
    return "v0=" + hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()


@dataclass(slots=True)
class SignedHttp:
    """Posts deliveries to the app's request URL."""

    session: aiohttp.ClientSession
    request_url: str
    signing_secret: str
    ack_seconds: float = ACK_SECONDS

    async def carry(self, delivery: Delivery, retry: Retry) -> Ack:
        """Try once; what went wrong is told in Slack's words."""
        content_type, body = _encoded(delivery)
        headers = self._headers(content_type, body) | _retry_headers(retry)
        return await self._post(body, headers)

    async def verify(self) -> bool:
        """Send `url_verification`; true when the challenge came back."""
        challenge = secrets.token_urlsafe(32)
        body = json.dumps({"token": "local", "challenge": challenge, "type": "url_verification"}).encode()
        ack = await self._post(body, self._headers(_JSON, body))
        answered = ack.body.get("challenge") if isinstance(ack.body, dict) else ack.body
        return not ack.error and answered == challenge

    def _headers(self, content_type: str, body: bytes) -> dict[str, str]:
        timestamp = str(int(time.time()))
        return {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "Accept": "application/json,*/*",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(self.signing_secret, timestamp, body),
        }

    async def _post(self, body: bytes, headers: dict[str, str]) -> Ack:
        timeout = aiohttp.ClientTimeout(total=self.ack_seconds)
        try:
            async with self.session.post(self.request_url, data=body, headers=headers, timeout=timeout) as answer:
                text = await answer.text()
        except TimeoutError:
            return Ack("operation_timeout", "http_timeout")
        except aiohttp.ClientError:
            return Ack("dispatch_failed", "connection_failed")
        if answer.status >= 400 or answer.status in (301, 302, 307, 308):
            return Ack("dispatch_failed", "http_error", may_retry="X-Slack-No-Retry" not in answer.headers)
        return Ack(body=_decoded(text, answer.content_type))


def _encoded(delivery: Delivery) -> tuple[str, bytes]:
    match delivery.kind:
        case Kind.COMMAND:
            return _FORM, urlencode(delivery.payload).encode()
        case Kind.INTERACTION:
            return _FORM, urlencode({"payload": json.dumps(delivery.payload)}).encode()
        case Kind.EVENT:
            return _JSON, json.dumps(delivery.payload).encode()


def _retry_headers(retry: Retry) -> Json:
    if not retry.number:
        return {}
    return {"X-Slack-Retry-Num": str(retry.number), "X-Slack-Retry-Reason": retry.reason}


def _decoded(text: str, content_type: str) -> Any:  # Any: the answer's JSON or text
    if content_type != _JSON:
        return text or None
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text
