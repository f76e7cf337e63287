"""One thing to be sent to Slack, and what came of it."""

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Any, TypeAlias

from catalog_store.slack.outgoing import Claimed
from catalog_store.spans import here

Payload: TypeAlias = Mapping[str, Any]  # Any: JSON on its way to Slack
#: The reply, once it is there. Raises `UndeliveredError` when Slack would not have it.
Delivered: TypeAlias = "Future[Payload]"


class Urgency(IntEnum):
    """Who waits for it. The lower goes first."""

    WAITING = 0
    BACKGROUND = 1


class UndeliveredError(Exception):
    """Slack did not take it. `code` is Slack's word for why."""

    def __init__(self, method: str, code: str) -> None:
        super().__init__(f"Slack did not take {method}: {code}.")
        self.code = code


@dataclass(frozen=True, slots=True)
class Kept:
    """The row in which a call outlives us, and until when (by the monotonic clock) it is worth trying."""

    claimed: Claimed
    good_until: float


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a method, or one use of a `response_url` (a capability: never shown, never logged).

    Calls of one lane go one after another. Of those that coalesce only the latest waiting one is sent.
    `instead` is what to send where the message to be changed is gone, or nothing can be said in that place. `kept` calls
    outlive the process. After `good_until` (by the monotonic clock) it is not worth trying again. `cause` is what was being
    done when it was made, for whoever follows that.
    """

    method: str
    payload: Payload
    lane: tuple[str, ...] = field(repr=False)
    urgency: Urgency = Urgency.WAITING
    coalesces: bool = False
    url: str | None = field(default=None, repr=False)
    instead: "Call | None" = None
    kept: Kept | None = None
    good_until: float | None = None
    cause: object = field(default_factory=here, repr=False, compare=False)

    def text_alone(self) -> "Call":
        """The same without blocks: the empty list also takes away those that a message to be changed still has."""
        return replace(self, payload={**self.payload, "blocks": []})


@dataclass(frozen=True, slots=True)
class Reply:
    """What Slack said. `error` is empty when all is well; `pointers` name the places in the payload that it did not like."""

    data: Payload = field(default_factory=dict)
    error: str = ""
    retry_after: float | None = None
    pointers: tuple[str, ...] = ()
