"""A small WSGI application: a table of routes, and plain words for everything else."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeAlias
from wsgiref.types import StartResponse, WSGIEnvironment


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
    """The routes, answering."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._routes = {route.path: route for route in routes}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """One request."""
        reply = self._reply(environ)
        body = reply.body.encode()
        headers = [("Content-Type", reply.content_type), ("Content-Length", str(len(body)))]
        start_response(f"{reply.status.value} {reply.status.phrase}", headers)
        return [body] if environ["REQUEST_METHOD"] != "HEAD" else []

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
