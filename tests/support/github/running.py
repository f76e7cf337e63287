"""Our GitHub, started, driven and read from ordinary synchronous code."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Self, TypeVar

import aiohttp
from aiohttp import web

from tests.support.github.access import Access, Registered
from tests.support.github.actors import Tokens
from tests.support.github.answering import Api, Request
from tests.support.github.call import Site
from tests.support.github.faults import Fault, Faults, refusal
from tests.support.github.git_http import GitHttp
from tests.support.github.happenings import Delivery, Happenings
from tests.support.github.limits import Limits, RateLimits, too_fast
from tests.support.github.server import Server
from tests.support.github.state import State
from tests.support.github.views.links import Links

__all__ = ["GitHub", "NeverHappenedError", "Registered"]
Value = TypeVar("Value")
START_SECONDS = 10.0


class NeverHappenedError(AssertionError):
    """What was waited for did not happen in time."""


class GitHub(Access):
    """A GitHub on a loopback address. Set a scene, point a client at `api_url`, and read what came of it."""

    def __init__(self) -> None:
        state = State()
        tokens = Tokens(state.clock)
        self.site = Site(state, tokens, Happenings(state, tokens, Links("", ""), self._send))
        self.rates = RateLimits(state.clock)
        self.faults = Faults()
        self._api = Api(self.site, self.rates)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="test-github", daemon=True)
        self._server: Server | None = None
        self._runner: web.AppRunner | None = None
        self._courier: asyncio.Task[None] | None = None
        self.url = ""

    # running

    def start(self) -> Self:
        """Listen on a free port."""
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._serve(), self._loop).result(START_SECONDS)
        return self

    def stop(self) -> None:
        """Close every connection, end the thread and remove the repositories."""
        if self._thread.is_alive():
            asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(START_SECONDS)
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(START_SECONDS)
            self._loop.close()
        self.state.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_exc_info: object) -> None:
        self.stop()

    @property
    def api_url(self) -> str:
        """PyGithub's `base_url`, as for GitHub Enterprise; GraphQL is found beside it."""
        return f"{self.url}/api/v3"

    @property
    def dotcom_url(self) -> str:
        """PyGithub's `base_url`, as for github.com: no path, GraphQL at `/graphql`."""
        return self.url

    def lead_over(self, url: str) -> None:
        """Have everything found at that address from now on, which must be a way to this one."""
        assert self._server, "not started"
        self.url = self._server.address = url.rstrip("/")
        self.site.happenings.links = Links(self.api_url, self.url)

    def clone_url(self, slug: str, token: str | None = None) -> str:
        """What `git clone` takes."""
        host = self.url.removeprefix("http://")
        return f"http://{f'x-access-token:{token}@' if token else ''}{host}/{slug}.git"

    # reading

    @property
    def requests(self) -> tuple[Request, ...]:
        """Every API request so far, with its route and status."""
        return tuple(self._api.requests)

    def count(self, route: str | None = None, *, status: int | None = None) -> int:
        """How many requests, of one route (`GET /orgs/{org}/repos`) and status if said."""
        return sum(
            (route is None or one.route == route) and (status is None or one.status == status) for one in self.requests
        )

    def forget_requests(self) -> None:
        """Count from nothing again."""
        self._api.requests.clear()

    @property
    def deliveries(self) -> tuple[Delivery, ...]:
        """Everything that webhooks were told."""
        return tuple(self.site.happenings.deliveries)

    def wait_for(self, predicate: Callable[[], Value], timeout: float = 60.0) -> Value:
        """The predicate's first true value. Raises NeverHappenedError."""
        end = time.monotonic() + timeout
        while not (value := predicate()):
            if time.monotonic() > end:
                raise NeverHappenedError(f"not within {timeout} s; the last requests: {self.requests[-3:]}")
            time.sleep(0.01)
        return value

    def wait_for_deliveries(self, timeout: float = 60.0) -> tuple[Delivery, ...]:
        """Wait until every delivery that is not held has arrived or failed."""
        held = self.site.happenings.held or []
        self.wait_for(lambda: all(one.done for one in self.deliveries if one not in held), timeout)
        return self.deliveries

    def advance(self, seconds: float) -> None:
        """Move GitHub's clock on: rate limits are renewed, tokens grow old."""
        self.state.clock.ahead += timedelta(seconds=seconds)

    @property
    def limits(self) -> Limits:
        """How much of everything there is; may be changed."""
        return self.rates.limits

    # going wrong

    def fail(
        self,
        pattern: str,
        status: int,
        body: Any = None,  # Any: JSON, or text as it is
        *,
        times: int = 1,
        method: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Answer the next requests whose path fits (`/repos/acme/*`, `/graphql`) so; text is sent as a proxy's page."""
        shown = {"message": "Server Error"} if body is None else body
        self._wrong(Fault(pattern, times, method, instead=refusal(status, shown, dict(headers or {}))))

    def truncate(self, pattern: str, *, times: int = 1) -> None:
        """Send half of the JSON, as if it were all."""
        self._wrong(Fault(pattern, times, truncate=True))

    def cut(self, pattern: str, *, times: int = 1) -> None:
        """Send half of the answer and drop the connection."""
        self._wrong(Fault(pattern, times, cut=True))

    def empty_page(self, pattern: str, *, page: int = 2, times: int = 1) -> None:
        """Answer that page of a list without its items, the `Link` header unchanged."""
        self._wrong(Fault(pattern, times, page=str(page), empty=True))

    def slow(self, pattern: str, seconds: float, *, times: int = 1) -> None:
        """Answer that much later."""
        self._wrong(Fault(pattern, times, seconds=seconds))

    def rate_limit(
        self, *, remaining: int = 0, reset_in: float = 60.0, resource: str = "core", status: int = 403
    ) -> None:
        """Leave everybody so many requests of `core`, `graphql`, `search` or `code_search` until then."""
        self.rates.refusal_status = status
        self.rates.force(resource, remaining, reset_in)

    def secondary_limit(
        self, pattern: str = "*", *, retry_after: int | None = 60, times: int = 1, status: int = 403
    ) -> None:
        """Refuse the next requests for coming too fast."""
        error = too_fast(retry_after)
        self._wrong(
            Fault(pattern, times, instead=refusal(status, {**error.body(), "status": str(status)}, error.headers))
        )

    def graphql_timeout(self, *, times: int = 1) -> None:
        """Give up on the next GraphQL queries, as GitHub does after ten seconds."""
        words = "Something went wrong while executing your query. This may be the result of a timeout, or it could be a GitHub bug."
        self.fail("/graphql", 502, {"data": None, "errors": [{"message": words}]}, times=times)

    def well(self) -> None:
        """Nothing goes wrong any more."""
        self.faults.waiting.clear()
        self.rates.forgive()

    # inside

    def _wrong(self, fault: Fault) -> None:
        with self.state.lock:
            self.faults.waiting.append(fault)

    def _send(self, delivery: Delivery) -> None:
        if self._server is None or self._loop.is_closed():
            delivery.error, delivery.done = "not started", True
            return
        self._loop.call_soon_threadsafe(self._server.parcels.put_nowait, delivery)

    async def _serve(self) -> None:
        listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self.site.happenings.links = Links(self.api_url, self.url)
        git = GitHttp(self.site, self.rates)
        self._server = Server(self._api, git, self.faults, self.url, aiohttp.ClientSession())
        self._runner = web.AppRunner(self._server.application(), access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.SockSite(self._runner, listener).start()
        self._courier = asyncio.create_task(self._server.deliver())

    async def _close(self) -> None:
        if self._courier is not None:
            self._courier.cancel()
            await asyncio.gather(self._courier, return_exceptions=True)
        if self._runner is not None:
            await self._runner.cleanup()
        if self._server is not None:
            await self._server.session.close()
