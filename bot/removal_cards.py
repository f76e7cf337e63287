"""Asks people about large removals: one message for each in the platform channel, and at last what became of it."""

from collections.abc import Callable
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as NotYetError
from datetime import datetime

import structlog

from bot.sender import Delivered, OutboxFullError, Sender, Urgency
from bot.sender.calls import UndeliveredError
from catalog_store.sync.removals import Card, Removals, Waiting
from commands.ask import Answer
from commands.removals.card import outcome, question
from commands.services import Services

_log = structlog.get_logger()

#: Seconds that a message may take on its way; after that another look begins anew.
_PATIENCE = 60.0


class RemovalCards:
    """Keeps the cards true. Every replica may look; each card is one replica's."""

    def __init__(
        self,
        services: Services,
        sender: Sender,
        *,
        team: Callable[[], str],
        is_ready: Callable[[], bool] = lambda: True,
    ) -> None:
        """`team` is the workspace that the platform channel is in."""
        self._services = services
        self._sender = sender
        self._team = team
        self._is_ready = is_ready

    def look(self) -> None:
        """Ask about what nobody was asked about, and draw anew what was settled.

        Raises:
            DatabaseAwayError: Postgres does not answer; the next look does it.
        """
        if not self._is_ready() or not self._services.platform_channel:
            return
        for waiting in self._removals.take(now=self._now()):
            self._ask(self._services.platform_channel, waiting)
        for card in self._removals.to_draw(now=self._now()):
            self._draw(card)

    def _ask(self, channel: str, waiting: Waiting) -> None:
        """With a new message, or with another question in the one that was just asked."""
        before = self._removals.asked_before(waiting, now=self._now())
        channel, ts = (before.channel or channel, before.ts) if before else (channel, None)
        try:
            reply = self._put(channel, ts, question(waiting)).result(_PATIENCE)
        except (UndeliveredError, OutboxFullError, CancelledError, NotYetError) as failure:
            _log.warning("removal-card-not-posted", source=waiting.source, channel=channel, reason=str(failure))
            return
        # Where somebody deleted the message that was to be changed, there is another one now.
        stands = str(reply.get("ts") or ts)
        self._removals.posted(waiting, channel=str(reply.get("channel") or channel), ts=stands, in_place_of=ts)
        _log.info("removal-card-posted", source=waiting.source, count=len(waiting.refs))

    def _put(self, channel: str, ts: str | None, answer: Answer) -> Delivered:
        if ts:
            return self._sender.update(channel, ts, answer, urgency=Urgency.BACKGROUND)
        return self._sender.post(channel, answer, urgency=Urgency.BACKGROUND)

    def _draw(self, card: Card) -> None:
        assert card.channel is not None
        assert card.ts is not None
        answer = outcome(card, self._team(), self._services)
        try:
            self._sender.update(card.channel, card.ts, answer, urgency=Urgency.BACKGROUND)
        except OutboxFullError:
            return  # the next look draws it
        self._removals.drawn(card)

    @property
    def _removals(self) -> Removals:
        return self._services.removals

    def _now(self) -> datetime:
        return self._services.clock()
