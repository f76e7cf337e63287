"""Where slack_sdk is called: a call goes out, and whatever happens comes back as a `Reply`."""

import http.client
import json
import logging
from collections.abc import Mapping
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener, urlopen

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.sender.calls import Call, Reply
from bot.sender.methods import method
from bot.sender.remedies import NO_ANSWER, UNREACHABLE

# It says of each try that nobody answers, ten thousand times in an outage. The sender says what becomes of the call.
logging.getLogger("slack_sdk.web.base_client").setLevel(logging.CRITICAL)

#: urllib's errors are `OSError`s, its time-outs too.
_NO_ANSWER = (OSError, http.client.HTTPException)


def web_client(token: str, base_url: str, *, timeout: int = 10) -> WebClient:
    """A client for the Web API that never waits and retries by itself: the outbox does, knowing who else waits."""
    return WebClient(token=token, base_url=base_url, timeout=timeout, retry_handlers=[])


def send(client: WebClient, call: Call) -> Reply:
    """Send it, once."""
    try:
        return _respond(call.url, call, client.timeout) if call.url else _call(client, call)
    except _NO_ANSWER as error:
        return Reply(error=UNREACHABLE if _never_left(error) else NO_ANSWER)


def put_file(address: str, content: bytes, *, timeout: int) -> bool:
    """Bring a file to the address that Slack gave for it; whether it was taken."""
    if not address.startswith(("https://", "http://")):
        return False
    request = Request(address, data=content, method="POST", headers={"Content-Type": "application/octet-stream"})  # noqa: S310  # as above
    try:
        with urlopen(request, timeout=timeout) as reply:  # noqa: S310  # as above
            return bool(reply.status == 200)
    except _NO_ANSWER:
        return False


def get_file(client: WebClient, address: str, *, most: int) -> bytes | None:
    """A file of Slack's, read with the bot's token: at most so many bytes. None where it is not to be had.

    The token goes to Slack only: to its own hosts, or to the one that the client talks to, and never on to another.
    """
    if not _is_slacks(address, client.base_url):
        return None
    request = Request(address, headers={"Authorization": f"Bearer {client.token}"})  # noqa: S310  # judged above
    try:
        with build_opener(_StaysThere).open(request, timeout=client.timeout) as reply:
            content: bytes = reply.read(most + 1)
    except _NO_ANSWER:
        return None
    return None if len(content) > most else content


class _StaysThere(HTTPRedirectHandler):
    """Follows nobody elsewhere: urllib would take the token along."""

    def redirect_request(self, *_args: object) -> None:
        """Nowhere."""


def _is_slacks(address: str, api: str) -> bool:
    asked, own = urlsplit(address), urlsplit(api)
    if (asked.scheme, asked.netloc) == (own.scheme, own.netloc):
        return True
    return asked.scheme == "https" and (asked.hostname or "").endswith(".slack.com")


def _never_left(error: Exception) -> bool:
    """Whether Slack cannot have heard of it: urllib wraps what fails before the request is sent, and only that."""
    return isinstance(error, URLError) and not isinstance(error.reason, ConnectionResetError | BrokenPipeError)


def _call(client: WebClient, call: Call) -> Reply:
    body: dict[str, Any] = dict(call.payload)  # Any: JSON
    try:
        if method(call.method).takes_json:
            response = client.api_call(call.method, json=body)
        else:
            response = client.api_call(call.method, params=body)
    except SlackApiError as refusal:
        return _refused(refusal.response)
    return Reply(response.data) if isinstance(response.data, Mapping) else Reply(error=NO_ANSWER)


def _refused(response: Any) -> Reply:  # Any: the SDK's error carries its response untyped
    data: Mapping[str, Any] = response.data if isinstance(response.data, Mapping) else {}
    code = "ratelimited" if response.status_code == 429 else str(data.get("error") or "")
    if response.status_code >= 500 or not code:
        code = "service_unavailable"
    return Reply(data, code, _seconds(response.headers), _pointers(data))


def _respond(url: str, call: Call, timeout: int) -> Reply:
    response = WebhookClient(url, timeout=timeout, retry_handlers=[]).send_dict(dict(call.payload))
    if response.status_code == 429:
        return Reply(error="ratelimited", retry_after=_seconds(response.headers))
    if response.status_code >= 500:
        return Reply(error="service_unavailable")
    return Reply(error=_said(response.body, is_ok=response.status_code == 200))


def _said(body: str, *, is_ok: bool) -> str:
    """The error code in the reply of a response_url: a bare word, or in JSON even where the status says that all is well."""
    try:
        read = json.loads(body)
    except ValueError:
        read = {"ok": is_ok, "error": body.strip()[:100]}
    if isinstance(read, dict) and read.get("ok", is_ok):
        return ""
    return str(read.get("error") or "no_reason_given") if isinstance(read, dict) else "no_reason_given"


def _seconds(headers: Mapping[str, Any]) -> float | None:
    """`Retry-After`, which Slack gives in whole seconds."""
    for name, value in headers.items():
        if name.lower() == "retry-after":
            text = str(value[0] if isinstance(value, list) else value)
            return float(text) if text.isdecimal() else None
    return None


def _pointers(data: Mapping[str, Any]) -> tuple[str, ...]:
    """Where in the payload Slack found fault: `response_metadata.messages`."""
    metadata = data.get("response_metadata")
    messages = metadata.get("messages") if isinstance(metadata, Mapping) else None
    return tuple(str(each)[:300] for each in messages or ())[:10]
