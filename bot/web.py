"""What the bot serves over HTTP: Slack's requests, and whether it is alive and ready."""

import json
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeAlias
from urllib.parse import parse_qsl
from wsgiref.types import StartResponse, WSGIEnvironment

import structlog
from slack_bolt import App, BoltRequest
from waitress.server import create_server

_log = structlog.get_logger()

#: Slack's largest payloads, views, stay below 250 kB.
LARGEST_BODY = 1_000_000
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply to a request over HTTP."""

    status: HTTPStatus
    body: str = ""
    content_type: str = "text/plain; charset=utf-8"


Endpoint: TypeAlias = Callable[[WSGIEnvironment], Reply]


@dataclass(frozen=True, slots=True)
class Route:
    """Where an endpoint is found, and how it is asked."""

    path: str
    method: str
    endpoint: Endpoint


class Site:
    """A small WSGI application: a table of routes, and plain words for everything else."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._routes = {route.path: route for route in routes}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """One request."""
        reply = self._reply(environ)
        body = reply.body.encode()
        headers = [("Content-Type", reply.content_type), ("Content-Length", str(len(body)))]
        start_response(f"{reply.status.value} {reply.status.phrase}", headers)
        return [body]

    def _reply(self, environ: WSGIEnvironment) -> Reply:
        route = self._routes.get(environ["PATH_INFO"])
        if route is None:
            return Reply(HTTPStatus.NOT_FOUND, f"There is nothing here. {self._listing()}\n")
        asked = environ["REQUEST_METHOD"]
        if asked != route.method and not (asked == "HEAD" and route.method == "GET"):
            return Reply(HTTPStatus.METHOD_NOT_ALLOWED, f"{route.path} takes {route.method} only.\n")
        return route.endpoint(environ)

    def _listing(self) -> str:
        return "Try " + " or ".join(sorted(self._routes)) + "."


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
        response = app.dispatch(_request(raw, headers))
        if response.status == HTTPStatus.UNAUTHORIZED:
            _log.warning("signature-refused", advice="compare SLACK_SIGNING_SECRET and this machine's clock")
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


class WebServer:
    """Waitress around a site. It reads whole requests before a thread sees them, so slow clients cost a socket only."""

    def __init__(self, site: Site, *, host: str, port: int, threads: int) -> None:
        """Listens at once; `port` 0 takes a free one.

        Raises:
            OSError: the address is taken, or not ours to listen on.
        """
        self._server = create_server(
            site,
            host=host,
            port=port,
            threads=threads,
            ident=None,
            connection_limit=200,
            channel_timeout=15,
            cleanup_interval=5,
            max_request_body_size=LARGEST_BODY,
            max_request_header_size=32_768,
            clear_untrusted_proxy_headers=True,
        )
        self._thread = threading.Thread(target=self._server.run, name="web")
        self.host, self.port = host, int(self._server.effective_port)

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Take in no more, and end what is being answered."""
        self._server.close()
        if self._thread.is_alive():
            self._thread.join(10.0)


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
