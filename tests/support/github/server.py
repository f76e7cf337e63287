"""The HTTP server: REST and GraphQL under both kinds of root, git, raw files, and deliveries on their way out."""

import asyncio
import time
from dataclasses import dataclass, field
from urllib.parse import unquote

import aiohttp
from aiohttp import web

from tests.support.github.answering import Api, Asked
from tests.support.github.call import Reply
from tests.support.github.faults import Fault, Faults, emptied
from tests.support.github.git_http import GitHttp
from tests.support.github.happenings import Delivery

DELIVERY_SECONDS = 10.0
LARGEST_BODY = 200_000_000
CASE = {"x-github-api-version": "X-GitHub-Api-Version"}


@dataclass(slots=True)
class Server:
    """What answers on the port, in the event loop's thread."""

    api: Api
    git: GitHttp
    faults: Faults
    address: str
    session: aiohttp.ClientSession
    parcels: "asyncio.Queue[Delivery]" = field(default_factory=asyncio.Queue)

    def application(self) -> web.Application:
        """The aiohttp application."""
        app = web.Application(client_max_size=LARGEST_BODY)
        app.router.add_route("*", "/{rest:.*}", self.answer)
        return app

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Whatever was asked."""
        path = unquote(request.rel_url.raw_path)
        if self.git.is_git(path):
            return await self._answer_git(request, path)
        asked = await self._asked(request, path)
        met = self.faults.take(asked.method, asked.path, asked.query.get("page", "1"))
        self.api.underway += 1
        try:
            for fault in met:
                await asyncio.sleep(fault.seconds)
            instead = next((fault.instead for fault in met if fault.instead is not None), None)
            reply = self.api.answer(asked, instead)
            return await self._respond(request, reply, met)
        finally:
            self.api.underway -= 1

    async def _answer_git(self, request: web.Request, path: str) -> web.StreamResponse:
        """git knows of no JSON: what goes wrong shows as a status, as slowness, or as a connection that ends."""
        met = self.faults.take(request.method, path, "1")
        for fault in met:
            await asyncio.sleep(fault.seconds)
            if fault.instead is not None:
                return web.Response(status=fault.instead.status, text="trouble\n")
            if fault.cut:
                # What was asked for is done; only the answer gets lost.
                await self.git.answer(request, path)
                return await _cut(request, 200, {}, b"0000")
        return await self.git.answer(request, path)

    async def deliver(self) -> None:
        """Bring deliveries to their hooks, one after another, for as long as the server runs."""
        while True:
            delivery = await self.parcels.get()
            await self._post(delivery)
            delivery.done = True

    async def _post(self, delivery: Delivery) -> None:
        started, timeout = time.monotonic(), aiohttp.ClientTimeout(total=DELIVERY_SECONDS)
        try:
            async with self.session.post(
                delivery.hook.url, data=delivery.body, headers=delivery.headers, timeout=timeout, allow_redirects=False
            ) as answer:
                await answer.read()
                delivery.status = delivery.hook.status = answer.status
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            delivery.error = f"{type(error).__name__}: {error}"
        delivery.seconds = time.monotonic() - started

    async def _asked(self, request: web.Request, path: str) -> Asked:
        root = ""
        for prefix, kept in (("/api/v3", ""), ("/api/graphql", "/graphql"), ("/api/uploads", "/uploads")):
            if path == prefix or path.startswith(f"{prefix}/"):
                root, path = "/api/v3", kept + path.removeprefix(prefix)
                break
        return Asked(
            request.method,
            path or "/",
            dict(request.rel_url.query),
            request.rel_url.raw_query_string,
            _headers(request),
            await request.read(),
            request.remote or "",
            self.address + root,
            self.address,
        )

    async def _respond(self, request: web.Request, reply: Reply, met: list[Fault]) -> web.StreamResponse:
        body = reply.payload()
        if any(fault.empty for fault in met):
            body = emptied(body)
        if any(fault.truncate for fault in met):
            body = body[: len(body) // 2]
        headers = {**reply.headers, "Content-Type": reply.content_type}
        if any(fault.cut for fault in met):
            return await _cut(request, reply.status, headers, body)
        if reply.status in (204, 304):
            headers.pop("Content-Type")
            return web.Response(status=reply.status, headers=headers)
        return web.Response(status=reply.status, headers=headers, body=body)


def _headers(request: web.Request) -> dict[str, str]:
    return {CASE.get(name.lower(), name.title()): value for name, value in request.headers.items()}


async def _cut(request: web.Request, status: int, headers: dict[str, str], body: bytes) -> web.StreamResponse:
    """Half of the body, and then the connection is gone."""
    response = web.StreamResponse(status=status, headers={**headers, "Content-Length": str(len(body))})
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    if request.transport is not None:
        request.transport.abort()
    return response
