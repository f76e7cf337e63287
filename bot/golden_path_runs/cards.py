"""What people see of a run: one message edited in place, its log in the thread below, one mention at the end."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.sender import Delivered, OutboxFullError, Sender
from catalog_store.errors import CatalogError
from catalog_store.runs.drawing import RunDrawing
from catalog_store.runs.model import Run, RunState, RunStep, StepState
from catalog_store.runs.store import Runs
from commands.ask import Answer
from commands.run_states import steps_without_names, without_names
from commands.runs.card import run_card, run_ended, step_log

_log = structlog.get_logger()

_ENDED_STEPS = frozenset((StepState.DONE, StepState.FAILED, StepState.CANCELLED))
_ENDINGS = frozenset((RunState.SUCCEEDED, RunState.FAILED, RunState.CANCELLED, RunState.REJECTED, RunState.EXPIRED))
_MOST_LINES = 200
#: What was posted is remembered for a day. What ended longer ago was told then.
_NEWS = timedelta(hours=12)
#: So many messages this process knows to be on their way.
_MOST_TOLD = 10_000


class RunCards:
    """Draws runs. Where this replica cannot, another one does: each looks what is behind."""

    def __init__(
        self,
        runs: Runs,
        drawing: RunDrawing,
        sender: Callable[[], Sender | None],
        *,
        clock: Callable[[], datetime],
        is_private: Callable[[Run], bool] = lambda _run: False,
        is_ready: Callable[[], bool] = lambda: True,
    ) -> None:
        """`sender` gives None where this process has none. `is_private`: not everybody may know what the run acts on."""
        self._runs = runs
        self._drawing = drawing
        self._sender = sender
        self._clock = clock
        self._is_private = is_private
        self._is_ready = is_ready
        self._lock = threading.RLock()
        self._told: set[str] = set()

    def look(self) -> None:
        """Draw those that nobody has drawn for a while. To be called every few seconds."""
        if self._sender() is None or not self._is_ready():
            return
        for run in self._drawing.behind():
            self.draw(run.id)

    def draw(self, run_id: str) -> None:
        """Show the run as it stands, as soon as Slack lets us. Never raises: what fails is drawn by a later look."""
        sender = self._sender()
        if sender is None:
            return
        try:
            with self._lock:  # else an older state might be sent after a newer one
                self._draw(sender, run_id)
        except (CatalogError, OutboxFullError) as away:
            _log.info("run-not-drawn", run=run_id, reason=str(away))

    def _draw(self, sender: Sender, run_id: str) -> None:
        found = self._drawing.now(run_id)
        if found is None:
            return
        run, steps = found
        is_for_few = not _is_alone(run) and self._is_private(run)
        if is_for_few:
            run, steps = without_names(run), steps_without_names(steps)
        if run.message_ts is None:
            self._post(sender, run, run_card(run, steps))
            return
        sent = sender.update(run.channel, run.message_ts, run_card(run, steps))
        self._tell(sender, run, () if is_for_few else steps, run.message_ts)
        sent.add_done_callback(partial(self._drawn, run))

    def _post(self, sender: Sender, run: Run, card: Answer, *, is_second: bool = False) -> None:
        fate = sender.post_once(run.channel, card, key=f"run {run.id} card{' again' if is_second else ''}")
        if isinstance(fate, Future):
            fate.add_done_callback(partial(self._posted, run))
        elif fate.ts:
            self._drawing.posted(run, fate.ts)
            self.draw(run.id)
        elif fate.outcome and not is_second:  # nobody knows whether it arrived: better two than none
            self._post(sender, run, card, is_second=True)

    def _posted(self, run: Run, sent: Delivered) -> None:
        """It stands in Slack; what has happened meanwhile is drawn at once."""
        if sent.cancelled() or sent.exception() is not None:
            return
        reply = sent.result()
        try:
            self._drawing.posted(run, str(reply["ts"]), channel=str(reply.get("channel") or run.channel))
        except CatalogError as away:
            _log.info("run-not-drawn", run=run.id, reason=str(away))
        else:
            self.draw(run.id)

    def _tell(self, sender: Sender, run: Run, steps: tuple[RunStep, ...], ts: str) -> None:
        """Say in the thread what is to be said there; each thing once."""
        for step in steps:
            if step.state in _ENDED_STEPS and self._is_news(step.ended_at):
                self._tell_of_step(sender, run, step, ts)
        if run.state in _ENDINGS and self._is_news(run.ended_at):
            assert run.ended_at is not None
            self._tell_once(sender, run, f"ended {run.ended_at.timestamp():.3f}", run_ended(run, steps), ts)

    def _tell_of_step(self, sender: Sender, run: Run, step: RunStep, ts: str) -> None:
        assert step.ended_at is not None
        what = f"step {step.number} {step.ended_at.timestamp():.3f}"
        if self._key(run, what) in self._told:
            return
        lines = self._runs.log_lines(run.id, step.number, _MOST_LINES)
        if lines:
            self._tell_once(sender, run, what, step_log(run, step, lines), ts)

    def _tell_once(self, sender: Sender, run: Run, what: str, answer: Answer, ts: str) -> None:
        key = self._key(run, what)
        if key in self._told:
            return
        sender.post_once(run.channel, answer, key=key, thread_ts=ts)
        if len(self._told) >= _MOST_TOLD:
            self._told.clear()
        self._told.add(key)

    def _drawn(self, run: Run, sent: Delivered) -> None:
        if sent.cancelled() or sent.exception() is not None:
            return
        try:
            ts = str(sent.result().get("ts") or run.message_ts)
            if ts != run.message_ts:  # the old one was gone, so it was posted anew
                self._drawing.moved(run, ts)
            self._drawing.drawn(run)
        except CatalogError as away:
            _log.info("run-not-drawn", run=run.id, reason=str(away))

    def _is_news(self, ended_at: datetime | None) -> bool:
        return ended_at is not None and self._clock() - ended_at < _NEWS

    def _key(self, run: Run, what: str) -> str:
        return f"run {run.id} {what}"


def _is_alone(run: Run) -> bool:
    """Whether nobody but whoever asked for it reads it."""
    return run.channel == run.user_id or run.channel.startswith("D")
