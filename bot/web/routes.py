"""What is asked over HTTP: Slack's requests, and whether we are alive and ready."""

import json
import time
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl
from wsgiref.types import WSGIEnvironment

import structlog
from slack_bolt import App, BoltRequest

from bot import metrics
from bot.web.site import Reply, Route
from catalog_store.operating import OperatingState

_log = structlog.get_logger()

_FORM = "application/x-www-form-urlencoded"
#: Seconds for which Slack's requests count, and digits that no time stamp has.
_COUNTS_FOR = 300
_LONGEST_STAMP = 12


def slack_events(app: App) -> Route:
    """Everything that Slack sends: commands, events, clicks. Bolt checks the signature."""

    def take(environ: WSGIEnvironment) -> Reply:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        try:
            raw = environ["wsgi.input"].read(length).decode()
        except UnicodeDecodeError:
            return Reply(HTTPStatus.BAD_REQUEST, "The body is not UTF-8.\n")
        headers = _headers(environ)
        if not _could_be_signed(headers):
            return Reply(HTTPStatus.UNAUTHORIZED, "The request is not signed by Slack.\n")
        started = time.perf_counter()
        try:
            response = app.dispatch(_request(raw, headers))
        except Exception as bug:  # noqa: BLE001  # the edge of a listener: Bolt stumbles over what Slack would never send
            _log.error("request-failed", exc_info=bug)
            return Reply(HTTPStatus.BAD_REQUEST, "The request is none that Slack sends.\n")
        metrics.acknowledged("http", time.perf_counter() - started)
        if response.status == HTTPStatus.UNAUTHORIZED:
            _log.warning("signature-refused", advice=_advice(headers))
        content_type = response.headers.get("content-type", [""])[0]
        return Reply(HTTPStatus(response.status), response.body or "", content_type)

    return Route("/slack/events", "POST", take)


def healthz() -> Route:
    """Whether the process is alive."""
    return Route("/healthz", "GET", lambda _environ: Reply(HTTPStatus.OK, "ok\n"))


def readyz(faults: Callable[[], Iterable[str]]) -> Route:
    """Whether questions can be answered; if not, `faults` says why in words."""

    def tell(_environ: WSGIEnvironment) -> Reply:
        found = list(faults())
        if found:
            return Reply(HTTPStatus.SERVICE_UNAVAILABLE, "".join(f"{fault}\n" for fault in found))
        return Reply(HTTPStatus.OK, "ready\n")

    return Route("/readyz", "GET", tell)


def metrics_page(state: Callable[[], OperatingState], faults: Callable[[], Iterable[str]]) -> Route:
    """What is counted, for Prometheus. `faults` are those of `/readyz`."""

    def tell(_environ: WSGIEnvironment) -> Reply:
        page = metrics.page(state, is_ready=not list(faults()))
        return Reply(HTTPStatus.OK, page, metrics.CONTENT_TYPE)

    return Route("/metrics", "GET", tell)


def _headers(environ: WSGIEnvironment) -> dict[str, str]:
    """The headers that Bolt looks at."""
    headers = {name: environ[key] for name, key in _HEADERS.items() if key in environ}
    headers["content-type"] = environ.get("CONTENT_TYPE", "").partition(";")[0].strip()
    return headers


_HEADERS = {
    "x-slack-signature": "HTTP_X_SLACK_SIGNATURE",
    "x-slack-request-timestamp": "HTTP_X_SLACK_REQUEST_TIMESTAMP",
    "x-slack-retry-num": "HTTP_X_SLACK_RETRY_NUM",
    "x-slack-retry-reason": "HTTP_X_SLACK_RETRY_REASON",
}


def _could_be_signed(headers: Mapping[str, str]) -> bool:
    """The SDK's verifier raises on time stamps that are no numbers and on signatures that are not ASCII."""
    stamp = headers.get("x-slack-request-timestamp", "")
    return stamp.isascii() and stamp.isdecimal() and headers.get("x-slack-signature", "").isascii()


def _advice(headers: Mapping[str, str]) -> str:
    """What to look at first: Slack's requests count for five minutes, by its clock."""
    stamp = headers.get("x-slack-request-timestamp", "")
    apart = time.time() - int(stamp) if stamp and len(stamp) < _LONGEST_STAMP else 0.0
    if abs(apart) <= _COUNTS_FOR:
        return "compare SLACK_SIGNING_SECRET with the app's signing secret"
    direction = "ahead of" if apart > 0 else "behind"
    return (
        f"this machine's clock is {abs(apart) / 60:.0f} minutes {direction} what the request says: where that is so for all"
        " of them, set it, best by NTP; else somebody sends an old request again"
    )


def _request(raw: str, headers: dict[str, str]) -> BoltRequest:
    """The request for Bolt, with the body read by us.

    Bolt takes every body in which the word `payload` stands for one with a parameter of that name, and loses
    `/owner payload-validator` altogether.
    """
    request = BoltRequest(body=_body(raw, headers["content-type"]), headers=dict(headers), mode="socket_mode")
    request.raw_body = raw
    request.mode = "http"
    return request


def _body(raw: str, content_type: str) -> dict[str, Any]:  # Any: JSON
    """Slack's form, its JSON, or the JSON in its form. Nothing, when it is neither: the signature is looked at first."""
    if content_type == _FORM:
        form = dict(parse_qsl(raw, keep_blank_values=True))
        if "payload" not in form:
            return dict(form)
        raw = form["payload"]
    try:
        read = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}
