"""The page's own endpoints, `/workspace/…`: reading, doing something as somebody, and hearing of changes."""

import asyncio
import base64
import binascii
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.workspace.deeds import Deeds, RefusedError
from bot.workspace.deliveries import Delivery
from bot.workspace.errors import SlackError
from bot.workspace.messages import Conversation, Json, Message
from bot.workspace.modal_deeds import ModalDeeds
from bot.workspace.page_view import PageView
from bot.workspace.presses import NothingThereError
from bot.workspace.seed import SeedPerson

PAGE = Path(__file__).with_name("page")
CONTENT_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
HEARTBEAT_SECONDS = 15.0
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@dataclass(slots=True)
class Changes:
    """Tells every open page, and every waiting test, that something changed."""

    version: int = 0
    _waiting: set[asyncio.Future[None]] = field(default_factory=set)

    def note(self) -> None:
        """Something changed."""
        self.version += 1
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)
        self._waiting.clear()

    async def after(self, version: int, timeout: float) -> int:
        """The version now, as soon as it is newer than `version` or the time is over."""
        if self.version == version:
            waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.add(waiting)
            await asyncio.wait({waiting}, timeout=timeout)
            self._waiting.discard(waiting)
        return self.version


@dataclass(frozen=True, slots=True)
class PageApi:
    """Serves the page and does what is clicked there."""

    deeds: Deeds
    modal_deeds: ModalDeeds
    view: PageView
    changes: Changes

    def routes(self) -> list[web.RouteDef]:
        """Where everything is served."""
        return [
            web.get("/", self.index),
            web.get("/page/{file}", self.file),
            web.get("/workspace/people", self.read_people),
            web.get("/workspace/all", self.read_all),
            web.get("/workspace/conversation", self.read_conversation),
            web.get("/workspace/home", self.read_home),
            web.get("/workspace/modal", self.read_modal),
            web.get("/workspace/changes", self.follow),
            web.post("/workspace/do/{deed}", self.perform),
        ]

    async def index(self, _request: web.Request) -> web.StreamResponse:
        """The page."""
        return _static(PAGE / "index.html")

    async def file(self, request: web.Request) -> web.StreamResponse:
        """One of the page's own files."""
        path = PAGE / request.match_info["file"]
        if path.parent != PAGE or path.suffix not in CONTENT_TYPES or not path.is_file():
            raise web.HTTPNotFound
        return _static(path)

    async def read_people(self, _request: web.Request) -> web.Response:
        """Team, people and app, before the page knows whom it shows."""
        return web.json_response(self.view.everything())

    async def read_all(self, request: web.Request) -> web.Response:
        """Team, people, app and the person's sidebar."""
        return web.json_response(self.view.everything() | {"sidebar": self.view.sidebar(self._reader(request))})

    async def read_conversation(self, request: web.Request) -> web.Response:
        """One conversation."""
        reader = self._reader(request)
        return web.json_response(self.view.conversation(reader, self._conversation(reader, request.query)))

    async def read_home(self, request: web.Request) -> web.Response:
        """The person's Home."""
        return web.json_response(self.view.home(self._reader(request)))

    async def read_modal(self, request: web.Request) -> web.Response:
        """The modal that the person has before them."""
        return web.json_response(self.view.modal(self._reader(request)))

    async def follow(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: one line per change, so that the page reads again."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        version = -1
        try:
            while True:
                version = await self.changes.after(version, HEARTBEAT_SECONDS)
                await response.write(f"data: {version}\n\n".encode())
        except ConnectionError:
            return response  # The page was closed.

    async def perform(self, request: web.Request) -> web.Response:
        """Do something as somebody. What the client refuses comes back as `refused`, for the page to show."""
        deed = DEEDS.get(request.match_info["deed"])
        if deed is None:
            raise web.HTTPNotFound
        asked = await _asked(request)
        try:
            return web.json_response(await deed(self, self._actor(asked), asked))
        except (RefusedError, NothingThereError) as refusal:
            return web.json_response({"refused": str(refusal)})
        except KeyError as error:
            raise web.HTTPBadRequest(text=f"not understood: {error}") from error

    # What a page asks for

    async def say(self, person: SeedPerson, asked: Mapping[str, Any]) -> Json:
        """Say something."""
        message = self.deeds.say(person, self._conversation(person, asked), asked["text"], asked.get("thread_ts"))
        return {"ts": message.ts}

    async def slash(self, person: SeedPerson, asked: Mapping[str, Any]) -> Json:
        """Run a slash command, which Slack refuses in threads."""
        conversation = self._conversation(person, asked)
        if asked.get("thread_ts"):
            self.deeds.workspace.slackbot_says(
                f"`{asked['command']}` is not supported in threads. Sorry!",
                to=person.id,
                channel=conversation.id,
                thread_ts=asked["thread_ts"],
            )
            return {}
        return _outcome(await self.deeds.slash(person, conversation, asked["command"], asked.get("text", "")))

    async def press(self, person: SeedPerson, asked: Mapping[str, Any]) -> Json:
        """Press a button or choose in a menu, in a message or in the Home."""
        if asked.get("home"):
            return _outcome(await self.deeds.press_home(person, asked["action_id"], asked.get("value")))
        message = self._message(person, asked)
        return _outcome(await self.deeds.press(person, message, asked["action_id"], asked.get("value")))

    async def shortcut(self, person: SeedPerson, asked: Mapping[str, Any]) -> Json:
        """Choose a message shortcut."""
        return _outcome(await self.deeds.shortcut(person, asked["callback_id"], self._message(person, asked)))

    async def fill(self, person: SeedPerson, asked: Mapping[str, Any]) -> Json:
        """Fill in a field of the modal."""
        enter = bool(asked.get("enter"))
        return _outcome(await self.modal_deeds.fill(person, asked["action_id"], asked["value"], enter=enter))

    async def attach(self, person: SeedPerson, asked: Mapping[str, Any]) -> Json:
        """Bring a file to a field of the modal."""
        try:
            content = base64.b64decode(asked["content"], validate=True)
        except (binascii.Error, TypeError) as error:
            raise web.HTTPBadRequest(text="not base64") from error
        return _outcome(await self.modal_deeds.attach(person, asked["action_id"], str(asked["name"]), content))

    async def press_in_modal(self, person: SeedPerson, asked: Mapping[str, Any]) -> Json:
        """Press a button or choose in a menu of the modal."""
        return _outcome(await self.modal_deeds.press(person, asked["action_id"], asked.get("value")))

    async def suggest(self, person: SeedPerson, asked: Mapping[str, Any]) -> Json:
        """Type in a menu that searches: in a message, in the Home, else in the modal."""
        menu, typed = asked["action_id"], str(asked["typed"])
        if asked.get("home"):
            return {"options": await self.deeds.suggestions_home(person, menu, typed)}
        if asked.get("ts"):
            return {"options": await self.deeds.suggestions(person, self._message(person, asked), menu, typed)}
        return {"options": await self.modal_deeds.suggestions(person, menu, typed)}

    async def submit(self, person: SeedPerson, _asked: Mapping[str, Any]) -> Json:
        """Submit the modal."""
        return _outcome(await self.modal_deeds.submit(person))

    async def close(self, person: SeedPerson, asked: Mapping[str, Any]) -> Json:
        """Close the modal, or all that stand behind it as well."""
        deed = self.modal_deeds.close_all if asked.get("all") else self.modal_deeds.close
        return _outcome(await deed(person))

    async def open_home(self, person: SeedPerson, asked: Mapping[str, Any]) -> Json:
        """Open the app's page."""
        self.deeds.open_home(person, asked.get("tab", "home"))
        return {}

    async def invite_app(self, person: SeedPerson, asked: Mapping[str, Any]) -> Json:
        """Bring the app into a channel."""
        self.deeds.invite_app(person, self._conversation(person, asked))
        return {}

    async def join(self, person: SeedPerson, asked: Mapping[str, Any]) -> Json:
        """Join a channel."""
        self.deeds.join(person, self._conversation(person, asked))
        return {}

    def _reader(self, request: web.Request) -> SeedPerson:
        return self._actor(request.query)

    def _actor(self, asked: Mapping[str, Any]) -> SeedPerson:
        try:
            person = self.deeds.workspace.person(str(asked.get("as", "")))
        except SlackError as error:
            raise web.HTTPBadRequest(text="nobody is called that") from error
        if person.is_bot:
            raise web.HTTPBadRequest(text="an app cannot be played")
        return person

    def _conversation(self, person: SeedPerson, asked: Mapping[str, Any]) -> Conversation:
        visible = {known.id: known for known in self.deeds.workspace.visible_to(person.id)}
        conversation = visible.get(str(asked.get("channel", "")))
        if conversation is None:
            raise web.HTTPNotFound(text="no such conversation for this person")
        return conversation

    def _message(self, person: SeedPerson, asked: Mapping[str, Any]) -> Message:
        conversation = self._conversation(person, asked)
        for message in self.deeds.workspace.seen_by(person.id, conversation):
            if message.ts == asked.get("ts"):
                return message
        raise RefusedError("that message is gone")


DEEDS: Mapping[str, Callable[[PageApi, SeedPerson, Mapping[str, Any]], Awaitable[Json]]] = {
    "say": PageApi.say,
    "slash": PageApi.slash,
    "press": PageApi.press,
    "shortcut": PageApi.shortcut,
    "open-home": PageApi.open_home,
    "invite-app": PageApi.invite_app,
    "join": PageApi.join,
    "fill": PageApi.fill,
    "attach": PageApi.attach,
    "press-in-modal": PageApi.press_in_modal,
    "suggest": PageApi.suggest,
    "submit": PageApi.submit,
    "close": PageApi.close,
}


async def _asked(request: web.Request) -> Mapping[str, Any]:
    # A page of another site cannot send this content type without asking first, which nobody answers.
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    try:
        asked = await request.json()
    except json.JSONDecodeError as error:
        raise web.HTTPBadRequest(text="not JSON") from error
    if not isinstance(asked, dict):
        raise web.HTTPBadRequest(text="not a JSON object")
    return asked


def _outcome(delivery: Delivery | None) -> Json:
    return {"failed": delivery.error} if delivery is not None and delivery.error else {}


def _static(path: Path) -> web.Response:
    return web.Response(
        body=path.read_bytes(),
        content_type=CONTENT_TYPES[path.suffix],
        charset="utf-8",
        headers={
            "Content-Security-Policy": CONTENT_SECURITY_POLICY,
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
