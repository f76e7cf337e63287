"""A local Slack that runs beside the caller: started, driven and read from ordinary synchronous code."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Coroutine
from typing import Any, Self, TypeVar

from aiohttp import web

from bot.workspace.deliveries import ACK_SECONDS, Delivery
from bot.workspace.messages import Json, Message
from bot.workspace.modals import OpenModal
from bot.workspace.seat import Seat
from bot.workspace.seed import WorkspaceSeed
from bot.workspace.server import Parts, application, assemble, check_loopback
from bot.workspace.settings import AppSettings
from bot.workspace.signed_http import SignedHttp
from bot.workspace.socket_mode import MOST_CONNECTIONS, PING_SECONDS
from bot.workspace.state import Workspace
from bot.workspace.web_call import ApiCall

Value = TypeVar("Value")
START_SECONDS = 10.0


class NeverHappenedError(AssertionError):
    """What was waited for did not happen in time."""


class LocalSlack:
    """Slack's side of the protocol on a loopback address, and a page to be anybody.

    The address is taken at once: making one raises OSError when the port is not free, NotLoopbackError elsewhere.

    `ack_seconds`, `ping_seconds` and `patience` shorten the time to acknowledge in, the time between Socket Mode's pings
    and the waits between an event's retries.
    """

    def __init__(
        self,
        company: WorkspaceSeed,
        *,
        port: int = 0,
        host: str = "127.0.0.1",
        app: AppSettings | None = None,
        ack_seconds: float = ACK_SECONDS,
        ping_seconds: float = PING_SECONDS,
        patience: float = 1.0,
    ) -> None:
        check_loopback(host)
        self.company = company
        self._listener = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
        name = f"[{host}]" if ":" in host else host
        self._base_url = f"http://{name}:{self._listener.getsockname()[1]}"
        self._app = app or AppSettings()
        self._ack_seconds, self._ping_seconds, self._patience = ack_seconds, ping_seconds, patience
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="local-slack", daemon=True)
        self._parts: Parts | None = None
        self._runner: web.AppRunner | None = None

    # running

    def start(self) -> Self:
        """Answer from now on."""
        self._thread.start()
        self._run(self._serve(), START_SECONDS)
        return self

    def stop(self) -> None:
        """Close every connection and end the thread."""
        if not self._thread.is_alive():
            self._listener.close()
            self._loop.close()
            return
        self._run(self._close(), START_SECONDS)
        self._end_thread()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_exc_info: object) -> None:
        self.stop()

    @property
    def api_url(self) -> str:
        """What `SLACK_API_URL` has to be."""
        return f"{self._base_url}/api/"

    @property
    def page_url(self) -> str:
        """Where a browser finds the page."""
        return f"{self._base_url}/"

    @property
    def app(self) -> AppSettings:
        """The app and its tokens."""
        return self.parts.workspace.app

    @property
    def parts(self) -> Parts:
        """What it is made of, for what this class has no words for. Not safe to change from another thread."""
        assert self._parts is not None, "not started"
        return self._parts

    def reach_app_at(self, request_url: str | None) -> None:
        """Speak signed HTTP to that address from now on; None goes back to Socket Mode."""
        self.parts.workspace.app = self.app.reached_at(request_url)

    def verify_request_url(self) -> bool:
        """Send `url_verification`; true when the challenge came back."""
        assert self.app.request_url is not None, "the app is not reached over HTTP"
        sender = SignedHttp(self.parts.session, self.app.request_url, self.app.signing_secret, self._ack_seconds)
        return self._run(sender.verify())

    # being somebody

    def as_person(self, name: str) -> Seat:
        """Take somebody's seat, by handle or id. Raises KeyError when there is nobody of that name."""
        return Seat(self.parts.workspace.person_named(name), self.parts.deeds, self.parts.modal_deeds, self._run)

    # reading

    def messages(self, channel: str, *, viewer: str | None = None, thread_ts: str | None = None) -> list[Message]:
        """What stands in a channel (by name or id), oldest first.

        With a viewer, their ephemeral messages too; with `thread_ts`, only that thread.
        """
        return [
            message
            for message in self._seen(channel, viewer)
            if thread_ts is None or thread_ts in (message.ts, message.thread_ts)
        ]

    def direct_messages(self, person: str) -> list[Message]:
        """What stands in somebody's direct message with the app, their ephemeral messages included."""
        workspace = self.parts.workspace
        user = workspace.person_named(person).id
        return self.messages(workspace.direct(user, workspace.app.bot_user_id).id, viewer=person)

    def ephemerals(self, viewer: str, channel: str | None = None) -> list[Message]:
        """What only that person sees, oldest first, everywhere or in one channel."""
        workspace = self.parts.workspace
        user = workspace.person_named(viewer).id
        places = [workspace.channel_named(channel)] if channel else list(workspace.conversations.values())
        found = [message for place in places for message in tuple(place.messages) if message.ephemeral_to == user]
        return sorted(found, key=lambda message: message.ts)

    def home(self, person: str) -> Json | None:
        """The Home's view as the app published it for that person; None before it did."""
        home = self.parts.workspace.homes.get(self.parts.workspace.person_named(person).id)
        return home.view if home else None

    def modal(self, person: str) -> OpenModal | None:
        """The modal that somebody has before them; None while there is none."""
        return self.parts.modals.top(self.parts.workspace.person_named(person).id)

    def modals(self, person: str) -> list[OpenModal]:
        """All that somebody has open, the one before them last."""
        return self.parts.modals.stack(self.parts.workspace.person_named(person).id)

    @property
    def requests(self) -> tuple[ApiCall, ...]:
        """Every call that the app made, posts to a `response_url` and answers on an acknowledgement included."""
        return tuple(self.parts.web_api.calls)

    def calls(self, method: str) -> list[ApiCall]:
        """The calls of one method."""
        return [call for call in self.requests if call.method == method]

    @property
    def deliveries(self) -> tuple[Delivery, ...]:
        """Everything that was brought to the app."""
        return tuple(self.parts.courier.deliveries)

    @property
    def connections(self) -> int:
        """How many Socket Mode connections are open."""
        return len(self.parts.socket_mode.connections)

    def wait_for(self, predicate: Callable[[], Value], timeout: float = 60.0) -> Value:
        """The predicate's first true value.

        Raises:
            NeverHappenedError: it was not true within `timeout` seconds.
        """
        end = time.monotonic() + timeout
        while True:
            value = predicate()
            if value:
                return value
            if time.monotonic() > end:
                raise NeverHappenedError(f"not within {timeout} s; the app's last calls: {self.requests[-3:]}")
            time.sleep(0.01)

    def wait_until_connected(self, connections: int = 1, timeout: float = 60.0) -> None:
        """Wait for so many Socket Mode connections."""
        self.wait_for(lambda: self.connections >= connections, timeout)

    # going wrong

    def rate_limit(self, method: str, retry_after: int = 1, times: int = 1) -> None:
        """Answer the method's next calls with 429."""
        faults = self.parts.web_api.faults
        faults.errors.pop(method, None)
        faults.rate_limits[method] = retry_after
        faults.left[method] = times

    def fail(self, method: str, error: str, times: int = 1) -> None:
        """Answer the method's next calls with that error."""
        faults = self.parts.web_api.faults
        faults.rate_limits.pop(method, None)
        faults.errors[method] = error
        faults.left[method] = times

    def delay(self, method: str, seconds: float) -> None:
        """Answer every call of the method that much later."""
        self.parts.web_api.faults.delays[method] = seconds

    def pace_posts(self, *, on: bool = True) -> None:
        """Hold the app to one `chat.postMessage` per channel and second."""
        self.parts.web_api.faults.paces_posts = on

    def deliver_twice(self, *, new_id: bool = False) -> None:
        """Deliver the next event twice, the second time under another `event_id` if wanted."""
        self.parts.courier.twice.append("new id" if new_id else "same")

    def drop_connections(self, most: int = MOST_CONNECTIONS) -> None:
        """Break Socket Mode connections without a word, all of them or the oldest ones."""
        self._run(self.parts.socket_mode.cut(most))

    def lead_links_over(self, url: str) -> None:
        """Have Socket Mode connections opened at that address from now on, which must be a way to this one."""
        self.parts.socket_mode.reached_at = url

    def disconnect(self, reason: str = "refresh_requested") -> None:
        """Send `disconnect` on every connection; `warning` leaves them open for a while, as Slack does."""
        self._run(self.parts.socket_mode.disconnect(reason))

    def advance(self, seconds: float) -> None:
        """Move the workspace's clock on: trigger ids and response addresses grow old."""
        self.parts.workspace.clock.ahead += seconds

    # inside

    def _seen(self, channel: str, viewer: str | None) -> list[Message]:
        workspace = self.parts.workspace
        user = workspace.person_named(viewer).id if viewer else ""
        return list(workspace.seen_by(user, workspace.channel_named(channel)))

    def _run(self, work: Coroutine[Any, Any, Value], timeout: float = 60.0) -> Value:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout)

    async def _serve(self) -> None:
        workspace = Workspace(self.company, self._app)
        self._parts = assemble(
            workspace,
            self._base_url,
            ack_seconds=self._ack_seconds,
            ping_seconds=self._ping_seconds,
            patience=self._patience,
        )
        self._runner = web.AppRunner(application(self._parts), access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.SockSite(self._runner, self._listener).start()

    async def _close(self) -> None:
        self.parts.courier.stop()
        await self.parts.socket_mode.disconnect("link_disabled")
        await self.parts.session.close()
        if self._runner is not None:
            await self._runner.cleanup()

    def _end_thread(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(START_SECONDS)
        self._loop.close()
