"""How the workspace brings commands, presses and events to the app: who tries, how often, and what came back."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from bot.workspace.messages import Json

ACK_SECONDS = 3.0
RETRY_AFTER_SECONDS = (0.0, 60.0, 300.0)


class Kind(StrEnum):
    """What is delivered, in Socket Mode's words."""

    COMMAND = "slash_commands"
    INTERACTION = "interactive"
    EVENT = "events_api"


@dataclass(frozen=True, slots=True)
class Retry:
    """Which repetition of an event this is, and why there is one; number 0 is the first try."""

    number: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Ack:
    """What the app did with one delivery. `error` is Slack's word for what went wrong, empty when it was acknowledged."""

    error: str = ""
    retry_reason: str = ""
    body: Any = None  # Any: the answer's JSON or text, judged by whoever asked
    may_retry: bool = True


@dataclass(slots=True)
class Delivery:
    """One thing brought to the app, with every try's outcome."""

    kind: Kind
    payload: Json
    acks: list[Ack] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def acked(self) -> bool:
        """Some try was acknowledged."""
        return any(not ack.error for ack in self.acks)

    @property
    def error(self) -> str:
        """What the person is told: empty, `operation_timeout`, `dispatch_failed`, …"""
        return "" if self.acked or not self.acks else self.acks[-1].error

    @property
    def body(self) -> Any:  # Any: the answer's JSON or text
        """What rode on the acknowledgement."""
        return next((ack.body for ack in self.acks if not ack.error), None)


class Transport(Protocol):
    """A way to the app: Socket Mode or signed HTTP."""

    async def carry(self, delivery: Delivery, retry: Retry) -> Ack:
        """Try once."""


@dataclass(slots=True)
class Courier:
    """Brings deliveries to the app over its transport. `patience` scales the waits between an event's retries."""

    transport: Callable[[], Transport]
    patience: float = 1.0
    deliveries: list[Delivery] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    """What to do to the next events: `same` delivers it twice, `new id` again under another event id."""
    _running: set[asyncio.Task[None]] = field(default_factory=set)

    async def bring(self, kind: Kind, payload: Json) -> Delivery:
        """Deliver a command or an interaction: one try, awaited."""
        delivery = Delivery(kind, payload)
        self.deliveries.append(delivery)
        started = asyncio.get_running_loop().time()
        delivery.acks.append(await self.transport().carry(delivery, Retry()))
        delivery.seconds = asyncio.get_running_loop().time() - started
        return delivery

    def tell(self, payload: Json) -> Delivery:
        """Deliver an event in the background, with retries."""
        delivery = Delivery(Kind.EVENT, payload)
        self._start(delivery)
        for how in self.twice[:1]:
            self.twice.pop(0)
            again = payload if how == "same" else {**payload, "event_id": payload["event_id"][:-1] + "Z"}
            self._start(Delivery(Kind.EVENT, again))
        return delivery

    def stop(self) -> None:
        """Give up whatever is still being retried."""
        for task in tuple(self._running):
            task.cancel()

    def _start(self, delivery: Delivery) -> None:
        self.deliveries.append(delivery)
        task = asyncio.get_running_loop().create_task(self._insist(delivery))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _insist(self, delivery: Delivery) -> None:
        ack = await self._tried(delivery, Retry())
        for number, seconds in enumerate(RETRY_AFTER_SECONDS, start=1):
            if not ack.error or not ack.may_retry:
                return
            await asyncio.sleep(seconds * self.patience)
            ack = await self._tried(delivery, Retry(number, ack.retry_reason))

    async def _tried(self, delivery: Delivery, retry: Retry) -> Ack:
        ack = await self.transport().carry(delivery, retry)
        delivery.acks.append(ack)
        return ack
