"""A status that keeps itself current: what it shows now, and what changed since it was drawn last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from catalog_store.refs import EntityRef
from catalog_store.slack.live_messages import LiveMessage
from commands import kit
from commands.ask import Answer
from commands.condition.view import View, glances, views_of
from commands.services import Services
from commands.status.answers import frame_of, shown
from commands.status.card import state
from commands.status.entitled import visible
from commands.status.presses import framed
from commands.status.subject import behind

#: Ages are told by the minute or by the hour, so that a message that nothing changes is drawn again now and then.
_DRAWN_AGAIN = timedelta(minutes=5)
_MOST_CHANGES = 8
#: What could not be read, beside the states of the things.
_LATE = "late"


@dataclass(frozen=True, slots=True)
class Redrawn:
    """The message as it is to be. `answer` is None where nothing is to be changed; `is_awaiting`: more may come soon.

    `is_over`: what it was about is gone, or its time is.
    """

    answer: Answer | None
    shown: Mapping[str, str]
    changes: tuple[tuple[datetime, str], ...] = ()
    is_awaiting: bool = False
    is_over: bool = False


def redrawn(message: LiveMessage, services: Services) -> Redrawn:
    """Look again, and draw it anew if that changes anything."""
    now = services.clock()
    behind_it = behind(message.refs, services)
    found = visible(behind_it, None, services) if behind_it else None
    if found is None or isinstance(found, Answer):
        return Redrawn(None, message.shown, message.changes, is_over=True)
    views = views_of(found.things, services)
    states, changes = states_of(views), tuple(changes_of(message, views, now))[:_MOST_CHANGES]
    is_over = now >= message.until
    is_same = states == message.shown and now - message.drawn_at < _DRAWN_AGAIN
    awaiting = any(view.is_awaiting for view in views)
    if is_same and not is_over:
        return Redrawn(None, states, changes, is_awaiting=awaiting)
    frame = framed(frame_of(found, services), replace(message, changes=changes))
    if is_over:
        frame = replace(frame, ended=f"kept itself current until {kit.time_of_day(message.until)}")
    return Redrawn(shown(found, views, services, frame), states, changes, awaiting, is_over)


def remembered_states(refs: Sequence[EntityRef], services: Services) -> dict[str, str]:
    """The states as they were told a moment ago, in what is posted now."""
    found = behind(refs, services)
    return states_of(glances(found.things, services)) if found else {}


def states_of(views: Sequence[View]) -> dict[str, str]:
    """The state of each thing, and what could not be read."""
    late = sorted({told.source for view in views for told in view.late})
    return {**{str(view.known.ref): state(view) for view in views}, _LATE: ", ".join(late)}


def changes_of(message: LiveMessage, views: Sequence[View], now: datetime) -> list[tuple[datetime, str]]:
    """What changed when, the newest first. What is seen for the first time is no change."""
    new = [(now, _sentence(view, alone=len(views) == 1)) for view in views if _has_changed(view, message)]
    return [*new, *message.changes]


def _has_changed(view: View, message: LiveMessage) -> bool:
    before = message.shown.get(str(view.known.ref))
    is_first_told = message.shown.get(_LATE, "") and not view.late  # what was late before is not what changed
    return before is not None and before != state(view) and not is_first_told


def _sentence(view: View, *, alone: bool) -> str:
    return state(view) if alone else f"{kit.shown(view.known.entity.label)}: {state(view)}"
