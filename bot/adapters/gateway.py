"""The web services that golden paths may call: those under `proxy.endpoints`, and nothing beside them."""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import unquote, urlsplit

from bot.adapters.json_api import JsonApi
from bot.operation_source import SourceFailedError
from bot.proxy_settings import Proxy
from golden_paths.ports import HttpAnswer, HttpRequest, OutsideError

#: What Backstage writes before the name of an endpoint.
_BEFORE = re.compile(r"/?(?:api/)?proxy(?=/)")
#: Headers that say who asks, or how the bytes travel: not a template's business.
_NOT_THEIRS = frozenset({"host", "connection", "content-length", "transfer-encoding", "upgrade", "te", "trailer"})
_LINE_ENDS = re.compile(r"[\r\n\0]")


class ProxyGateway:
    """Asks the service that the configuration names for a path, with the configuration's own headers."""

    def __init__(self, proxies: Sequence[Proxy]) -> None:
        self._services = [(proxy, JsonApi(proxy.target, {})) for proxy in proxies]

    def request(self, request: HttpRequest) -> HttpAnswer:
        """The answer, whatever its status. Redirections are not followed: they may lead anywhere.

        Raises:
            OutsideError: it leads elsewhere, or there is no answer.
        """
        path, query = _path(request.path)
        for proxy, service in self._services:
            if path == proxy.prefix or path.startswith(f"{proxy.prefix}/"):
                return _answer(proxy, service, path.removeprefix(proxy.prefix) + query, request)
        known = ", ".join(f"/proxy{proxy.prefix}" for proxy, _ in self._services) or "none"
        raise OutsideError(
            f"{request.path} leads to no service that golden paths may call. There are: {known}."
            " An administrator can name others under `proxy.endpoints` in app-config.yaml."
        )


def _path(written: str) -> tuple[str, str]:
    """What follows `/proxy`, and the query with its question mark."""
    parts = urlsplit(written)
    plain = unquote(parts.path)
    if parts.scheme or parts.netloc or _LINE_ENDS.search(unquote(written)) or "\\" in plain or ".." in plain.split("/"):
        raise OutsideError(f"{written!r} is no path of a service. Write it as `/proxy/tickets/new`, without `..`.")
    found = _BEFORE.match(parts.path)
    if not found:
        raise OutsideError(f"{written!r} does not begin with `/proxy/`. Write it as `/proxy/tickets/new`.")
    return parts.path[found.end() :], f"?{parts.query}" if parts.query else ""


def _answer(proxy: Proxy, service: JsonApi, rest: str, request: HttpRequest) -> HttpAnswer:
    if proxy.methods and request.method not in proxy.methods:
        raise OutsideError(f"{request.method} is not allowed for /proxy{proxy.prefix}: {', '.join(proxy.methods)}.")
    try:
        sent = service.send(
            request.method,
            rest,
            request.params,
            request.body,
            _headers(proxy, request.headers),
            seconds=request.timeout,
        )
    except SourceFailedError as error:
        is_unsent = "cannot be reached" in str(error)
        raise OutsideError(f"/proxy{proxy.prefix} did not answer: {error}.", is_retryable=is_unsent) from error
    return HttpAnswer(sent.status, sent.headers, sent.content)


def _headers(proxy: Proxy, given: Mapping[str, str]) -> Mapping[str, str]:
    own = {name.lower(): value.get_secret_value() for name, value in proxy.headers.items()}
    theirs = {name.lower(): value for name, value in given.items() if name.lower() not in _NOT_THEIRS}
    if any(_LINE_ENDS.search(f"{name}{value}") for name, value in theirs.items()):
        raise OutsideError("A header holds a line end. Write each header's value on one line.")
    return {**theirs, **own}
