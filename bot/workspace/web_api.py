"""The Web API: which methods there are, who may call them, and Slack's answers when it says no."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from aiohttp import web

from bot.workspace import chat_methods, directory_methods, file_methods, history_methods, view_methods
from bot.workspace.errors import RateLimitedError, SlackError
from bot.workspace.messages import Json
from bot.workspace.web_call import ApiCall, Arguments, Site, arguments_of

POSTS_PER_CHANNEL_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Method:
    """One method: which token it takes, and any one of these scopes."""

    perform: Callable[[Site, Arguments], Json]
    scopes: tuple[str, ...] = ()
    token: str = "bot"  # noqa: S105 - the kind of token, not one


@dataclass(slots=True)
class Faults:
    """What tests ask to go wrong: by method, how often still."""

    rate_limits: dict[str, int] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    delays: dict[str, float] = field(default_factory=dict)
    left: Counter[str] = field(default_factory=Counter)
    paces_posts: bool = False

    def meet(self, method: str) -> None:
        """Raises SlackError when this call is to go wrong."""
        if self.left[method] <= 0:
            return
        self.left[method] -= 1
        if method in self.rate_limits:
            raise RateLimitedError(self.rate_limits[method])
        if method in self.errors:
            raise SlackError(self.errors[method])


def auth_test(site: Site, _arguments: Arguments) -> Json:
    """`auth.test`."""
    team, app = site.workspace.seed.team, site.workspace.app
    answer: Json = {
        "url": f"https://{team.domain}.slack.com/",
        "team": team.name,
        "user": app.handle,
        "team_id": team.id,
        "user_id": app.bot_user_id,
        "bot_id": app.bot_id,
        "is_enterprise_install": False,
    }
    return answer | ({"enterprise_id": team.enterprise_id} if team.enterprise_id else {})


def api_test(_site: Site, arguments: Arguments) -> Json:
    """`api.test`, which fails when it is asked to."""
    if arguments.text("error"):
        raise SlackError(arguments.text("error"))
    return {"args": dict(arguments.given)}


def open_connection(site: Site, _arguments: Arguments) -> Json:
    """`apps.connections.open`."""
    return {"url": site.new_socket_address()}


METHODS: Mapping[str, Method] = {
    "api.test": Method(api_test, token="none"),  # noqa: S106 - the kind of token
    "auth.test": Method(auth_test),
    "apps.connections.open": Method(open_connection, token="app"),  # noqa: S106 - as above
    "chat.postMessage": Method(chat_methods.post_message, ("chat:write",)),
    "chat.postEphemeral": Method(chat_methods.post_ephemeral, ("chat:write",)),
    "chat.update": Method(chat_methods.update, ("chat:write",)),
    "chat.delete": Method(chat_methods.delete, ("chat:write",)),
    "chat.getPermalink": Method(chat_methods.permalink),
    "conversations.history": Method(history_methods.conversation_history, history_methods.SCOPES),
    "conversations.info": Method(
        directory_methods.conversation_info, ("channels:read", "groups:read", "im:read", "mpim:read")
    ),
    "conversations.list": Method(
        directory_methods.conversation_list, ("channels:read", "groups:read", "im:read", "mpim:read")
    ),
    "conversations.members": Method(
        directory_methods.conversation_members, ("channels:read", "groups:read", "im:read", "mpim:read")
    ),
    "conversations.open": Method(directory_methods.conversation_open, ("im:write", "mpim:write")),
    "files.getUploadURLExternal": Method(file_methods.upload_address, ("files:write",)),
    "files.completeUploadExternal": Method(file_methods.complete_upload, ("files:write",)),
    "files.info": Method(file_methods.file_info, ("files:read",)),
    "users.info": Method(directory_methods.user_info, ("users:read",)),
    "users.list": Method(directory_methods.user_list, ("users:read",)),
    "users.lookupByEmail": Method(directory_methods.user_by_email, ("users:read.email",)),
    "usergroups.list": Method(directory_methods.usergroup_list, ("usergroups:read",)),
    "views.open": Method(view_methods.open_modal),
    "views.publish": Method(view_methods.publish),
    "views.push": Method(view_methods.push),
    "views.update": Method(view_methods.update),
}


@dataclass(slots=True)
class WebApi:
    """Answers calls, keeps what was called, and goes wrong on demand."""

    site: Site
    calls: list[ApiCall]
    faults: Faults = field(default_factory=Faults)
    _last_posts: dict[str, float] = field(default_factory=dict)

    async def answer(self, request: web.Request) -> web.Response:
        """Answer one HTTP request to `/api/{method}`."""
        method = request.match_info["method"]
        await asyncio.sleep(self.faults.delays.get(method, 0.0))
        arguments = Arguments({})
        try:
            arguments = await arguments_of(request)
            body = {"ok": True, **self._perform(method, arguments, request)}
        except SlackError as refusal:
            body = refusal.body()
            self._keep(method, arguments, body)
            if isinstance(refusal, RateLimitedError):
                return web.json_response(body, status=429, headers={"Retry-After": str(refusal.retry_after)})
            return web.json_response(body)
        self._keep(method, arguments, body)
        return web.json_response(body, headers={"X-OAuth-Scopes": ",".join(sorted(self.site.scopes))})

    async def give_private_file(self, request: web.Request) -> web.Response:
        """A file that a person brought, for the bot's token and the scope `files:read`; for others a page to sign in."""
        file = self.site.files.by_id.get(request.match_info["id"])
        token = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        if token != self.site.workspace.app.bot_token or "files:read" not in self.site.scopes:
            return web.Response(text="<!DOCTYPE html><title>Sign in</title>", content_type="text/html")
        if file is None or file.content is None:
            return web.Response(text="not found", status=404)
        return web.Response(body=file.content, content_type="application/octet-stream")

    def _perform(self, name: str, arguments: Arguments, request: web.Request) -> Json:
        method = METHODS.get(name)
        if method is None:
            raise SlackError("unknown_method")
        self._check_token(method, request.headers.get("Authorization", ""), arguments.text("token"))
        self.site.need_scope(*method.scopes)
        self.faults.meet(name)
        if name == "chat.postMessage" and self.faults.paces_posts:
            self._pace(arguments.text("channel"))
        return method.perform(self.site, arguments)

    def _check_token(self, method: Method, header: str, argument: str) -> None:
        if method.token == "none":  # noqa: S105 - the kind of token
            return
        given = header.removeprefix("Bearer ").strip() or argument
        app = self.site.workspace.app
        if not given:
            raise SlackError("not_authed")
        if given not in (app.bot_token, app.app_token):
            raise SlackError("invalid_auth")
        if given != (app.app_token if method.token == "app" else app.bot_token):  # noqa: S105 - the kind of token
            raise SlackError("not_allowed_token_type")

    def _pace(self, channel: str) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._last_posts.get(channel, -POSTS_PER_CHANNEL_SECONDS) < POSTS_PER_CHANNEL_SECONDS:
            raise RateLimitedError(1)
        self._last_posts[channel] = now

    def _keep(self, method: str, arguments: Arguments, answer: Json) -> None:
        given = {name: value for name, value in arguments.given.items() if name != "token"}
        self.calls.append(ApiCall(method, given, answer))
