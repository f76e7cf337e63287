"""The server: the Web API, Socket Mode, response addresses and the page on one loopback address."""

import ipaddress
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web

from bot.workspace.capabilities import ResponseAddresses, Triggers
from bot.workspace.deeds import Deeds
from bot.workspace.deliveries import ACK_SECONDS, Courier, Transport
from bot.workspace.errors import SlackError
from bot.workspace.files import Files
from bot.workspace.modal_deeds import ModalDeeds
from bot.workspace.modals import Modals
from bot.workspace.page_api import Changes, PageApi
from bot.workspace.page_view import PageView
from bot.workspace.payloads import Payloads
from bot.workspace.responses import Responses
from bot.workspace.signed_http import SignedHttp
from bot.workspace.socket_mode import PING_SECONDS, SocketMode
from bot.workspace.state import Workspace
from bot.workspace.suggestions import Suggestions
from bot.workspace.web_api import WebApi
from bot.workspace.web_call import ApiCall, Site

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class NotLoopbackError(ValueError):
    """The local workspace lets anybody be anybody, so it is served to this machine only: use 127.0.0.1 or ::1."""


@dataclass(slots=True)
class Parts:
    """Everything that a running server is made of."""

    workspace: Workspace
    changes: Changes
    triggers: Triggers
    socket_mode: SocketMode
    courier: Courier
    deeds: Deeds
    modals: Modals
    modal_deeds: ModalDeeds
    web_api: WebApi
    page: PageApi
    responses: Responses
    session: aiohttp.ClientSession


def check_loopback(host: str) -> None:
    """Raises NotLoopbackError for any other address; names are refused too, they may resolve to anything."""
    try:
        is_loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback:
        raise NotLoopbackError(f"{host}: {NotLoopbackError.__doc__}")


def assemble(
    workspace: Workspace,
    base_url: str,
    *,
    ack_seconds: float = ACK_SECONDS,
    ping_seconds: float = PING_SECONDS,
    patience: float = 1.0,
) -> Parts:
    """Put a server's parts together. Needs a running event loop."""
    session = aiohttp.ClientSession()
    changes, payloads = Changes(), Payloads(workspace)
    workspace.changed = changes.note
    triggers, addresses = Triggers(workspace.clock), ResponseAddresses(workspace.clock)
    calls: list[ApiCall] = []
    responses = Responses(workspace, addresses, calls)
    socket_mode = SocketMode(workspace.app.id, ack_seconds, ping_seconds)

    def transport() -> Transport:
        app = workspace.app
        if app.request_url is None:
            return socket_mode
        return SignedHttp(session, app.request_url, app.signing_secret, ack_seconds)

    def new_socket_address() -> str:
        place = (socket_mode.reached_at or base_url).removeprefix("http").rstrip("/")
        return f"ws{place}/link/?ticket={socket_mode.ticket()}&app_id={workspace.app.id}"

    courier = Courier(transport, patience)
    searching = Suggestions(payloads, courier, calls)
    deeds = Deeds(workspace, payloads, courier, triggers, addresses, responses, searching, base_url)
    modals, files = Modals(workspace.clock), Files(base_url)
    modal_deeds = ModalDeeds(
        workspace, payloads, courier, triggers, addresses, modals, files, calls, searching, base_url
    )
    scopes = frozenset(workspace.app.scopes)
    site = Site(workspace, payloads, triggers, modals, new_socket_address, scopes, files)
    page = PageApi(deeds, modal_deeds, PageView(workspace, modals), changes)
    return Parts(
        workspace,
        changes,
        triggers,
        socket_mode,
        courier,
        deeds,
        modals,
        modal_deeds,
        WebApi(site, calls),
        page,
        responses,
        session,
    )


def application(parts: Parts) -> web.Application:
    """The aiohttp application."""
    app = web.Application(middlewares=[_only_from_here], client_max_size=4_000_000)

    async def respond(request: web.Request) -> web.Response:
        return await _respond(parts.responses, request)

    app.add_routes(
        [
            web.route("*", "/api/{method}", parts.web_api.answer),
            web.get("/link/", parts.socket_mode.welcome),
            web.post("/{kind:commands|actions}/{rest:.+}", respond),
            web.post("/upload/v1/{token}", parts.web_api.site.files.take),
            web.get("/files/{id}", parts.web_api.site.files.give),
            web.get("/files-pri/{id}/{name}", parts.web_api.give_private_file),
            *parts.page.routes(),
        ]
    )
    return app


@web.middleware
async def _only_from_here(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Other sites' pages can reach this address, by name or by number; they must not be able to use it."""
    host = urlsplit(f"//{request.headers.get('Host', '')}").hostname or ""
    if host != "localhost" and not _is_loopback(host):
        raise web.HTTPForbidden(text="this workspace answers on its loopback address only")
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"http://{request.headers['Host']}":
        raise web.HTTPForbidden(text="this workspace does not take requests from other sites")
    # Following a link to the page is fine from anywhere.
    if request.path != "/" and request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
        raise web.HTTPForbidden(text="this workspace does not take requests from other sites")
    return await handler(request)


def _is_loopback(host: str) -> bool:
    try:
        check_loopback(host)
    except NotLoopbackError:
        return False
    return True


async def _respond(responses: Responses, request: web.Request) -> web.Response:
    try:
        given = json.loads(await _response_body(request))
    except ValueError:
        return web.Response(text="invalid_payload", status=400)
    if not isinstance(given, dict):
        return web.Response(text="invalid_payload", status=400)
    try:
        responses.at_address(request.path, given)
    except SlackError as refusal:
        gone = refusal.error in ("expired_url", "used_url", "invalid_url", "message_not_found")
        return web.json_response(refusal.body(), status=404 if gone else 400)
    return web.Response(text="ok")


async def _response_body(request: web.Request) -> str:
    if request.content_type == "application/x-www-form-urlencoded":
        return str((await request.post()).get("payload", ""))
    return await request.text()
