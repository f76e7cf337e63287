"""Looks up in Slack whether an unsure report arrived: by the metadata of our own messages, where we may read them."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as NotYetError
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.reports.delivering import EVENT
from bot.sender import OutboxFullError, UndeliveredError
from bot.sender.calls import Delivered, Payload
from catalog_store.reports.deliveries import Deliveries, Delivery

_log = structlog.get_logger()

_Ask = Callable[[str, Payload], Delivered]
HISTORY = "conversations.history"
#: What Slack has just taken may not stand in the history at once; what is hours old is left to people.
_AFTER, _UNTIL = timedelta(minutes=1), timedelta(minutes=30)
_MARGIN = timedelta(minutes=1)
_PATIENCE = 15.0
_PAGE, _MOST_PAGES = 100, 5
_NOT_READ = (UndeliveredError, CancelledError, NotYetError, OutboxFullError)


class NotSeenWholeError(Exception):
    """The channel's history could not be read far enough, so nothing is known."""


@dataclass(slots=True)
class LookingBack:
    """Settles unsure reports. Without the optional scopes it learns so at the first one, and asks no more."""

    deliveries: Deliveries
    ask: _Ask
    _is_allowed: bool = field(default=True)

    def look(self, *, now: datetime) -> None:
        """Close those that stand in their channel, and have the others made anew. Any replica may, at any time."""
        for delivery in self.deliveries.troubled(since=now - timedelta(days=2)) if self._is_allowed else ():
            if delivery.is_unsure and delivery.closed_at and _AFTER <= now - delivery.closed_at <= _UNTIL:
                self._settle(delivery, now)

    def _settle(self, delivery: Delivery, now: datetime) -> None:
        try:
            ts = self._find(delivery)
        except UndeliveredError as error:
            self._is_allowed = self._is_allowed and error.code != "missing_scope"
            _log.info("report-not-looked-up", delivery=delivery.id, reason=error.code)
        except (*_NOT_READ, NotSeenWholeError) as error:
            _log.info("report-not-looked-up", delivery=delivery.id, reason=type(error).__name__)
        else:
            settled = self.deliveries.confirm(delivery.id, ts) if ts else self.deliveries.again(delivery.id, now=now)
            if settled:
                _log.info("report-looked-up", delivery=delivery.id, found=bool(ts))

    def _find(self, delivery: Delivery) -> str | None:
        """When the message was posted; None where the whole history since its claim does not have it."""
        for message in self._messages(delivery):
            metadata = message.get("metadata") or {}
            payload = metadata.get("event_payload") or {}
            if metadata.get("event_type") == EVENT and payload.get("delivery") == delivery.id:
                return str(message["ts"])
        return None

    def _messages(self, delivery: Delivery) -> Iterator[Mapping[str, Any]]:  # Any: Slack's JSON
        wanted = {
            "channel": delivery.channel,
            "oldest": f"{(delivery.claimed_at - _MARGIN).timestamp():.6f}",
            "include_all_metadata": True,
            "limit": _PAGE,
        }
        cursor = ""
        for _ in range(_MOST_PAGES):
            page = self.ask(HISTORY, wanted | ({"cursor": cursor} if cursor else {})).result(_PATIENCE)
            yield from page.get("messages") or ()
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return
        raise NotSeenWholeError
