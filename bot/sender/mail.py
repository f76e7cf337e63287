"""Messages that outlive the process: kept as rows, renewed while they are in our hands, taken over from whoever died."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import structlog

from bot.sender.calls import Call, Kept, Urgency
from bot.sender.hands import Hands, Settled
from bot.sender.outbox import Outbox, OutboxFullError
from bot.sender.remedies import SHARED
from catalog_store.errors import CatalogError
from catalog_store.job_queue import Errand
from catalog_store.slack.outgoing import SENT, UNSURE, Claimed, Letter, Outgoing
from catalog_store.slack.outgoing import Kept as Fate
from commands.kit import escape

_log = structlog.get_logger()

#: Seconds between looks for what is due. What is in our hands is renewed at every second look.
_LOOK = 1.0
#: Seconds for which an answer is worth sending; after that nobody waits for it any more.
_GOOD_FOR = 30 * 60.0
#: So many looks after Postgres was away nothing is taken over: every process first says again what it has settled.
_LOOKS_TO_TELL = 3
#: So many taken over at once, and as long as the outbox holds no more than this. The rest waits as rows.
_HANDFUL = 20

_REASONS: Mapping[str, str] = {
    "is_archived": "it is archived",
    "channel_is_archived": "it is archived",
    "channel_not_found": "it is gone, or I am not in it",
    "not_in_channel": "I am not in it",
    SHARED: "it is shared with another company (Slack Connect), which is told nothing internal",
}


class Mail:
    """The kept messages of this process."""

    def __init__(
        self,
        store: Outgoing,
        outbox: Outbox,
        *,
        is_ready: Callable[[], bool] = lambda: True,
        platform_channel: str | None = None,
    ) -> None:
        """Nothing is taken over before `is_ready`. `platform_channel` is told of channels that cannot be reached."""
        self._store = store
        self._outbox = outbox
        self._is_ready = is_ready
        self._platform_channel = platform_channel
        self._hands = Hands()
        self._looks_to_tell = 0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work, name="mail", daemon=True)

    def start(self) -> None:
        """Begin to take over."""
        self._thread.start()

    def stop(self) -> None:
        """Take over no more, and renew no more."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(_LOOK + 4.0)

    def keep(self, call: Call, *, keys: Sequence[str], asker: str, errand: Errand | None = None) -> Call | None:
        """The call as it is to be sent, safe from now on and its errand with it; None when these keys were seen before.

        Raises:
            TooManyAnswersError: this asker is being answered again and again.
            DatabaseAwayError: Postgres does not answer.
        """
        return self._ours(call, self._store.keep(_letter(call), keys=keys, asker=asker, errand=errand))

    def keep_once(self, call: Call, *, key: str, errand: Errand | None = None) -> Call | None:
        """The same for what nobody asked for; None when a message with this key was kept before, by any replica.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
        return self._ours(call, self._store.keep_once(_letter(call), key=key, errand=errand))

    def fate(self, key: str) -> Fate | None:
        """What became of that message; None when there is none.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
        return self._store.find(key)

    def leave(self, call: Call, *, due_at: datetime | None = None) -> int:
        """Leave it to whichever replica has time for it."""
        return self._store.leave(_letter(call), due_at=due_at)

    def may_begin(self, call: Call) -> bool | None:
        """Whether it is ours to send; None when that cannot be told now."""
        if call.kept is None:
            return True
        try:
            is_ours = self._store.begin(call.kept.claimed)
        except CatalogError:
            return None
        if not is_ours:
            self._hands.let_go(call.kept.claimed)
        return is_ours

    def let_go(self, call: Call) -> None:
        """It is renewed no more: in a moment somebody takes it over."""
        if call.kept is not None:
            self._hands.let_go(call.kept.claimed)

    def settle(self, call: Call, outcome: str = SENT, *, ts: str | None = None) -> None:
        """Nothing more is to be done about it."""
        if call.kept is not None:
            settled = Settled(call.kept.claimed, outcome, ts)
            self._hands.settle(settled)
            self._try(lambda: self._tell(settled))

    def postpone(self, call: Call, *, release: bool = False) -> None:
        """Slack has not taken it. `release` leaves it to the others."""
        if call.kept is not None:
            claimed = call.kept.claimed
            if release:
                self._hands.let_go(claimed)
            self._try(lambda: self._store.postpone(claimed, release=release))

    def tell_of_lost_channel(self, call: Call, code: str) -> None:
        """Tell the platform team, once in all replicas, that a channel takes nothing from us any more."""
        channel = str(call.payload.get("channel", ""))
        if self._platform_channel in (None, channel) or channel.startswith(("D", "U", "W")):
            return
        self._try(lambda: self._tell_of_lost_channel(channel, code))

    def _tell_of_lost_channel(self, channel: str, code: str) -> None:
        if not self._store.tell_once(f"lost-channel:{channel}:{code}"):
            return
        name = f"<#{channel}>" if channel.startswith(("C", "G")) else escape(channel)
        reason = _REASONS.get(code, f"Slack says {code}")
        text = f"I cannot post to {name} any more: {reason}. Bring it back, invite me, or choose another channel."
        told = {"channel": self._platform_channel, "text": text, "unfurl_links": False, "unfurl_media": False}
        lane = (str(self._platform_channel),)
        self._store.leave(Letter("chat.postMessage", told, lane, Urgency.BACKGROUND))

    def _work(self) -> None:
        looks = 0
        while not self._stopped.wait(_LOOK):
            looks += 1
            if self._is_ready():
                self._try(self._look if looks % 2 else self._renew_and_look)

    def _renew_and_look(self) -> None:
        if held := self._hands.held():
            self._store.renew(held)
        self._look()

    def _look(self) -> None:
        if self._looks_to_tell:
            self._tell_again()
        else:
            self._take_over()

    def _tell_again(self) -> None:
        """Postgres was away, and may have lost what it was told last: it may be another one, which only followed the first."""
        is_first = self._looks_to_tell == _LOOKS_TO_TELL
        self._looks_to_tell -= 1  # before: what another thread cannot tell meanwhile has all of it told once more
        if is_first:
            for settled in self._hands.settled():
                self._tell(settled)

    def _tell(self, settled: Settled) -> None:
        self._store.settle(settled.claimed, outcome=settled.outcome, ts=settled.ts)

    def _take_over(self) -> None:
        for doubt in self._store.doubt():
            _log.error(
                "message-in-doubt",
                id=doubt.id,
                method=doubt.method,
                where=doubt.lane[0] if doubt.lane else "",
                advice="it may have arrived, so it is not sent again",
            )
        room = _HANDFUL - len(self._outbox)
        for claimed, letter, made_at in self._store.claim(limit=room) if room > 0 else ():
            self._hand_over(claimed, letter, made_at)

    def _hand_over(self, claimed: Claimed, letter: Letter, made_at: datetime) -> None:
        # Reports may wait for hours for their turn; an answer is good for as long as it was when it was new.
        age = (datetime.now(UTC) - made_at).total_seconds() if letter.urgency == Urgency.WAITING else 0.0
        kept = Kept(claimed, time.monotonic() + _GOOD_FOR - age)
        call = Call(letter.method, letter.payload, letter.lane, Urgency(letter.urgency), kept=kept)
        self._hands.take(claimed)
        try:
            self._outbox.put(call)
        except OutboxFullError:
            self._hands.let_go(claimed)
            self._store.postpone(claimed, release=True)

    def _ours(self, call: Call, claimed: Claimed | None) -> Call | None:
        if claimed is None:
            return None
        self._hands.take(claimed)
        return replace(call, kept=Kept(claimed, time.monotonic() + _GOOD_FOR))

    def _try(self, work: Callable[[], object]) -> None:
        try:
            work()
        except CatalogError as away:
            self._looks_to_tell = _LOOKS_TO_TELL
            _log.info("mail-waits", reason=str(away))
        except Exception as bug:  # noqa: BLE001  # the edge of a job: messages go out all the same
            _log.error("mail-failed", exc_info=bug)


def log_doubt(call: Call) -> None:
    """Say that nobody knows whether it arrived."""
    _log.error(
        "message-in-doubt",
        method=call.method,
        where=call.lane[0] if call.lane else "",
        outcome=UNSURE,
        advice="Slack took the connection and gave no answer; it may have arrived, so it is not sent again",
    )


def _letter(call: Call) -> Letter:
    return Letter(call.method, call.payload, call.lane, call.urgency)
