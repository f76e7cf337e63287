"""Windows over Slack: opened at once and empty, as their trigger lives three seconds, and drawn when we know what to draw."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from bot.sender import Delivered, OutboxFullError, Sender, UndeliveredError
from commands.ask import Answer, Modal
from commands.kit import fits, section

_log = structlog.get_logger()

TITLE = "Callboard"
#: What a window shows until we know better.
WAITING = Modal(TITLE, (section(":hourglass_flowing_sand: One moment …"),), close="Close")
WORKING = Modal(
    TITLE,
    (section(":hourglass_flowing_sand: Working on it. This takes a little longer; the outcome appears here."),),
    close="Close",
)
TOO_LATE = "Slack would not open the form any more: that has to happen within three seconds."
_DONE = Answer("That is done. You can close this window.")
#: Slack opened a window with this trigger before: it delivered the click twice, or our first try did arrive.
_OPENED_BEFORE = "exchanged_trigger_id"
_CHANGED_MEANWHILE = "hash_conflict"
_GONE = "not_found"
#: So many windows are remembered with the newest press in them; each is looked at for minutes.
_MOST_WINDOWS = 10_000
#: Seconds after which Slack has done what an acknowledgement said.
_ACKNOWLEDGED_BY = 0.7
#: As much as Slack takes in one paragraph.
_TEXT_LIMIT = 3_000


@dataclass(frozen=True, slots=True)
class Window:
    """A window that is being opened. `name` finds it before Slack has told its id."""

    opened: Delivered
    name: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """The window that somebody pressed in, as it was then: `at` is Slack's time of the press."""

    view_id: str
    view_hash: str
    at: str


@dataclass(slots=True)
class Windows:
    """Opens and redraws windows. Safe to use from many threads; returns at once."""

    sender: Sender
    _newest: OrderedDict[str, str] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def open(self, trigger_id: str, *, pushed: bool = False) -> Window:
        """Open one before anything else is done; `pushed` on top of the one that was pressed in."""
        name = f"opened:{trigger_id}"[:255]
        return Window(self.sender.open_modal(trigger_id, WAITING, name=name, pushed=pushed), name)

    def draw(self, window: Window, modal: Modal, *, unopened: Callable[[], None]) -> None:
        """Show this in it as soon as it is open; `unopened` where Slack would not open it any more."""

        def go_on(done: Delivered) -> None:
            error = _error_of(done)
            if done.cancelled():
                return
            if error is None:
                view = done.result()["view"]
                self._show(modal, view_id=str(view["id"]), view_hash=str(view["hash"]))
            elif error.code == _OPENED_BEFORE:
                self._show(modal, name=window.name)
            else:
                unopened()

        _when_done(window.opened, go_on)

    def note(self, pressed: Pressed) -> None:
        """Somebody pressed in a window: what came of older presses need not be drawn any more."""
        with self._lock:
            newest = max(pressed.at, self._newest.pop(pressed.view_id, ""))
            self._newest[pressed.view_id] = newest
            if len(self._newest) > _MOST_WINDOWS:
                self._newest.popitem(last=False)

    def redraw(self, pressed: Pressed, modal: Modal) -> None:
        """Show what came of a press in the window itself, unless a newer press came after it.

        Where it changed since the press, the newest press that we know of goes over it all the same: Slack sends with
        each press all that the fields hold, so the newest knows most.
        """
        if not self._is_newest(pressed):
            return

        def insist(done: Delivered) -> None:
            error = _error_of(done)
            if error is None:
                return
            if error.code != _CHANGED_MEANWHILE:
                self._explain(error, view_id=pressed.view_id)
            elif self._is_newest(pressed):
                self._show(modal, view_id=pressed.view_id)

        _when_done(self.sender.update_modal(modal, view_id=pressed.view_id, view_hash=pressed.view_hash), insist)

    def replace_soon(self, view_id: str, modal: Modal) -> None:
        """Show this instead of what our acknowledgement puts there.

        That travels by another way: overtaken, it would stand there for good.
        """
        timer = threading.Timer(_ACKNOWLEDGED_BY, lambda: _unless_full(lambda: self._show(modal, view_id=view_id)))
        timer.daemon = True
        timer.start()

    def _is_newest(self, pressed: Pressed) -> bool:
        with self._lock:
            return pressed.at >= self._newest.get(pressed.view_id, "")

    def _show(self, modal: Modal, *, view_id: str = "", name: str = "", view_hash: str = "") -> None:
        def look(done: Delivered) -> None:
            error = _error_of(done)
            if error is not None and error.code == _CHANGED_MEANWHILE:  # by a try of ours whose reply was lost
                self.sender.update_modal(modal, view_id=view_id, name=name)
            elif error is not None:
                self._explain(error, view_id=view_id, name=name)

        _when_done(self.sender.update_modal(modal, view_id=view_id, name=name, view_hash=view_hash), look)

    def _explain(self, error: UndeliveredError, *, view_id: str, name: str = "") -> None:
        """Slack did not take it. Whoever looks at the window is told, unless they closed it."""
        if error.code == _GONE:
            return
        _log.error("form-not-drawn", reason=str(error))
        self.sender.update_modal(as_modal(_NOT_DRAWN), view_id=view_id, name=name)


_NOT_DRAWN = Answer(
    "Slack did not take what belongs here, and the reason is in our log. Close this window and try again."
)


def as_modal(answer: Answer | None) -> Modal:
    """An answer to be read in a window: its blocks where a window takes them, else its text."""
    answer = answer or _DONE
    blocks = (
        answer.blocks
        if answer.blocks and fits(answer.blocks, surface="modal")
        else (section(answer.text[:_TEXT_LIMIT]),)
    )
    return Modal(TITLE, blocks, close="Close")


def _error_of(done: Delivered) -> UndeliveredError | None:
    error = None if done.cancelled() else done.exception()
    assert error is None or isinstance(error, UndeliveredError), "the sender knows no other way to fail"
    return error


def _when_done(sent: Delivered, then: Callable[[Delivered], None]) -> None:
    """Go on from one of the sender's threads, where nobody would hear that too much is waiting."""

    sent.add_done_callback(lambda done: _unless_full(lambda: then(done)))


def _unless_full(work: Callable[[], None]) -> None:
    try:
        work()
    except OutboxFullError as error:
        _log.warning("form-not-drawn", reason=str(error))
