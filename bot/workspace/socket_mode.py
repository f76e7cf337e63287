"""The way to an app over WebSockets: up to ten connections, each delivery goes to one of them and is acknowledged there."""

import asyncio
import json
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from bot.workspace.deliveries import ACK_SECONDS, Ack, Delivery, Kind, Retry
from bot.workspace.messages import Json

MOST_CONNECTIONS = 10
PING_SECONDS = 5.0
TICKET_SECONDS = 30.0
_ANSWERED = ("view_submission", "block_suggestion")


@dataclass(slots=True)
class SocketMode:
    """The app's connections and what they have not acknowledged yet."""

    app_id: str
    ack_seconds: float = ACK_SECONDS
    ping_seconds: float = PING_SECONDS
    #: Where connections lead to, when that is not the workspace's own address but a way to it.
    reached_at: str = ""
    connections: dict[web.WebSocketResponse, web.Request] = field(default_factory=dict)
    _tickets: dict[str, float] = field(default_factory=dict)
    _waiting: dict[str, asyncio.Future[Any]] = field(default_factory=dict)
    _turn: int = 0

    def ticket(self) -> str:
        """A new ticket, which opens one connection within half a minute."""
        ticket = secrets.token_urlsafe(24)
        self._tickets[ticket] = asyncio.get_running_loop().time()
        return ticket

    async def welcome(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection until either side ends it."""
        issued = self._tickets.pop(request.query.get("ticket", ""), None)
        if issued is None or asyncio.get_running_loop().time() - issued > TICKET_SECONDS:
            return web.json_response({"ok": False, "error": "invalid_ticket"}, status=401)
        socket = web.WebSocketResponse(max_msg_size=1_000_000)
        await socket.prepare(request)
        if len(self.connections) >= MOST_CONNECTIONS:
            await _say_goodbye(socket, "too_many_websockets")
            await socket.close()
            return socket
        self.connections[socket] = request
        pings = asyncio.get_running_loop().create_task(self._ping(socket))
        try:
            await socket.send_json(self._hello())
            await self._listen(socket)
        finally:
            pings.cancel()
            self.connections.pop(socket, None)
        return socket

    async def carry(self, delivery: Delivery, retry: Retry) -> Ack:
        """Send to the connection whose turn it is, and wait for its acknowledgement."""
        socket = self._next_connection()
        if socket is None:
            return Ack("dispatch_failed", "connection_failed")
        envelope = _envelope(delivery, retry)
        acked: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[envelope["envelope_id"]] = acked
        try:
            await socket.send_json(envelope)
            answer = await asyncio.wait_for(acked, self.ack_seconds)
        except TimeoutError:
            return Ack("operation_timeout", "timeout")
        except ConnectionError:
            return Ack("dispatch_failed", "connection_failed")
        finally:
            self._waiting.pop(envelope["envelope_id"], None)
        return Ack(body=answer if envelope["accepts_response_payload"] else None)

    async def disconnect(self, reason: str) -> None:
        """Tell every connection to go: `warning` says so and leaves it open, any other reason closes it."""
        for socket in tuple(self.connections):
            with suppress(ConnectionError):  # it may have gone by itself just now
                await _say_goodbye(socket, reason)
            if reason != "warning":
                self.connections.pop(socket, None)
                await socket.close()

    async def cut(self, most: int = MOST_CONNECTIONS) -> None:
        """Break so many connections without a word, as a network does."""
        for socket, request in tuple(self.connections.items())[:most]:
            self.connections.pop(socket, None)
            if request.transport is not None:
                request.transport.abort()

    async def _ping(self, socket: web.WebSocketResponse) -> None:
        # Slack's pings carry text, and slack_sdk's own client does not see empty ones: no `heartbeat` of aiohttp's.
        while not socket.closed:
            await asyncio.sleep(self.ping_seconds)
            with suppress(ConnectionError):
                await socket.ping(b"Ping from applink-local")

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "debug_info": {"host": "applink-local", "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": self.app_id},
        }

    def _next_connection(self) -> web.WebSocketResponse | None:
        open_ = [socket for socket in self.connections if not socket.closed]
        if not open_:
            return None
        self._turn += 1
        return open_[self._turn % len(open_)]

    async def _listen(self, socket: web.WebSocketResponse) -> None:
        async for frame in socket:
            if frame.type != WSMsgType.TEXT:
                continue
            try:
                answer = json.loads(frame.data)
            except ValueError:
                continue  # Slack's side ignores what it cannot read, too.
            waiting = self._waiting.get(str(answer.get("envelope_id"))) if isinstance(answer, dict) else None
            if waiting is not None and not waiting.done():
                waiting.set_result(answer.get("payload"))


def _envelope(delivery: Delivery, retry: Retry) -> Json:
    envelope: Json = {
        "envelope_id": secrets.token_hex(16),
        "type": delivery.kind.value,
        "payload": delivery.payload,
        "accepts_response_payload": delivery.kind is Kind.COMMAND or delivery.payload.get("type") in _ANSWERED,
    }
    if delivery.kind is Kind.EVENT:
        envelope |= {"retry_attempt": retry.number, "retry_reason": retry.reason}
    return envelope


async def _say_goodbye(socket: web.WebSocketResponse, reason: str) -> None:
    await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-local"}})
