"""Asks those who have to approve a run: one message for each rule, true to what they say, and a word to whoever asked."""

from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as NotYetError

import structlog

from bot.sender import OutboxFullError, Sender, Urgency
from bot.sender.calls import UndeliveredError
from catalog_store.runs.approvals import Approval, ApprovalState
from catalog_store.runs.model import Run
from commands.approvals.card import told_requester
from commands.approvals.presses import card_of
from commands.ask import Answer, Person
from commands.deciders import Deciders, deciders_of
from commands.services import Services

_log = structlog.get_logger()

#: Seconds that a message may take on its way; after that another look begins anew.
_PATIENCE = 30.0


class ApprovalCards:
    """Keeps the cards true. Every replica may look; each card is one replica's."""

    def __init__(self, services: Services, sender: Sender, *, is_ready: Callable[[], bool] = lambda: True) -> None:
        self._services = services
        self._sender = sender
        self._is_ready = is_ready

    def look(self) -> None:
        """Ask what nobody was asked yet, end what nobody decided in time, and draw anew what has changed.

        Raises:
            DatabaseAwayError: Postgres does not answer; the next look does it.
        """
        if not self._is_ready():
            return
        approvals = self._services.approvals
        approvals.expire(now=self._services.clock())
        for approval in approvals.take(now=self._services.clock()):
            self._ask(approval)
        for approval in approvals.to_draw():
            self._draw(approval)

    def _ask(self, approval: Approval) -> None:
        run = self._services.runs.find(approval.run_id)
        if run is None:
            return
        asked = deciders_of(approval, run, self._services)
        for place in dict.fromkeys(_places(run, asked, self._services.platform_channel)):
            ts = self._post(place, self._card(approval, run, place), approval)
            if ts:
                self._services.approvals.posted(approval, channel=ts[0], ts=ts[1])
                _log.info("approval-asked", run=run.id, rule=approval.rule, channel=place)
                return

    def _post(self, channel: str, card: Answer, approval: Approval) -> tuple[str, str] | None:
        try:
            reply = self._sender.post(channel, card, urgency=Urgency.BACKGROUND).result(_PATIENCE)
        except (UndeliveredError, OutboxFullError, CancelledError, NotYetError) as failure:
            _log.warning("approval-not-asked", run=approval.run_id, channel=channel, reason=str(failure))
            return None
        return str(reply.get("channel") or channel), str(reply["ts"])

    def _draw(self, approval: Approval) -> None:
        run = self._services.runs.find(approval.run_id)
        if run is None or approval.channel is None or approval.ts is None:
            return
        card = self._card(approval, run, approval.channel)
        try:
            self._sender.update(approval.channel, approval.ts, card, urgency=Urgency.BACKGROUND)
        except OutboxFullError:
            return  # the next look draws it
        if self._services.approvals.drawn(approval) and approval.state not in (ApprovalState.OPEN, ApprovalState.VOID):
            self._tell(approval, run)

    def _tell(self, approval: Approval, run: Run) -> None:
        """Whoever asked hears of it once: only the replica that noted the last change as drawn tells."""
        try:
            self._sender.post(run.user_id, told_requester(approval, run), urgency=Urgency.BACKGROUND)
        except OutboxFullError:
            _log.warning("requester-not-told", run=run.id, outcome=approval.state)

    def _card(self, approval: Approval, run: Run, place: str) -> Answer:
        """In a channel as everybody may know of it; to whoever asked, in full."""
        is_alone = run.user_id == place or place.startswith("D")
        if is_alone:
            return card_of(approval, run, self._services, Person(run.user_id, run.team_id))
        return card_of(approval, run, self._services.seen_by(None))


def _places(run: Run, asked: Deciders, platform_channel: str | None) -> Iterator[str]:
    """Where to ask: the approvers' own channel, else the platform team's, else where the run is."""
    if asked.channel:
        yield asked.channel
    if platform_channel:
        yield platform_channel
    yield run.channel
