"""How a status is presented: what its reader may still do with it, and what happened to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from catalog_store.entities import Known
from catalog_store.refs import EntityRef
from commands import kit
from commands.ask import Block
from commands.status.remedies import Remedy

REFRESH, DETAILS, STOP, LIVE, PAGE = "status.refresh", "status.details", "status.stop", "status.live", "status.page"
ANNOUNCE, QUIET = "status.announce", "status.quiet"
_MOST_OTHERS = 3
#: As much as the value of a button holds, and as many things as a live message follows.
_MOST_REFS = 20


@dataclass(frozen=True, slots=True)
class Frame:
    """`refs` is what it is about, as its buttons say it. `until`: it keeps itself current until then.

    `can_post`: only the asker sees it, so that there is something to post. `changes` are what changed when, the newest
    first. `ended` says why it keeps itself current no more. `announces` is what a channel may be told about from now on, and
    `remedies` what its readers may do.
    """

    refs: tuple[EntityRef, ...]
    notes: tuple[str, ...] = ()
    others: tuple[Known, ...] = ()
    can_post: bool = False
    is_for_all: bool = True
    can_page: bool = False
    announces: EntityRef | None = None
    remedies: tuple[Remedy, ...] = ()
    until: datetime | None = None
    changes: tuple[tuple[datetime, str], ...] = ()
    ended: str = ""
    incident_at: datetime | None = None

    @property
    def value(self) -> str:
        """What its buttons carry."""
        return " ".join(map(str, self.refs[:_MOST_REFS]))


def buttons(frame: Frame, *middle: kit.Element) -> tuple[Block, ...]:
    """The row of buttons; those in the middle are of one thing alone."""
    first = [kit.button("Refresh", REFRESH, frame.value)]
    post = [_posting(frame)] if frame.can_post else []
    stop = (
        [kit.button("Stop", STOP, "-", spoken="Stop keeping this current")] if frame.until and not frame.ended else []
    )
    return (*kit.row([*first, *middle, *post, *stop, *_announcing(frame)]), *_others(frame.others))


def _posting(frame: Frame) -> kit.Element:
    """What not everybody may see is told to others only by whoever says so twice, and is not kept current there."""
    if frame.is_for_all:
        return kit.button("Post live", LIVE, frame.value, spoken="Post it here and keep it current")
    return kit.danger(
        kit.button("Post for all here", LIVE, frame.value, spoken="Post here what not everybody may see"),
        title="Post it for all here?",
        question="Not everybody may see some of this. Everybody in this channel will read it as it is now.",
        yes="Post it",
    )


def _announcing(frame: Frame) -> list[kit.Element]:
    if frame.announces is None:
        return []
    spoken = "Announce here when the state of these changes"
    return [kit.button("Announce changes", ANNOUNCE, str(frame.announces), spoken=spoken)]


def _others(others: Sequence[Known]) -> tuple[Block, ...]:
    """What may have been meant instead."""
    row = [
        kit.button(each.entity.label, kit.numbered(kit.ASK_INSTEAD_ACTION, number), f"status {each.ref}")
        for number, each in enumerate(others[:_MOST_OTHERS])
    ]
    return (kit.context("Or did you mean one of these?"), *kit.row(row)) if row else ()


def changes(frame: Frame) -> tuple[Block, ...]:
    """What changed since it was posted."""
    if not frame.changes:
        return ()
    lines = [f"{kit.time_of_day(at)}  {sentence}" for at, sentence in frame.changes]
    return (kit.section(kit.bounded(["*What changed*", *lines], 1200)),)


def small_print(frame: Frame, now: datetime) -> Block:
    """Where it comes from, and how current it is."""
    current = ""
    if frame.ended:
        current = frame.ended
    elif frame.until:
        current = f"keeps itself current until {kit.time_of_day(frame.until)}"
    parts = (*frame.notes, f"as of {kit.time_of_day(now)}", current)
    return kit.context(kit.capitalized(" · ".join(filter(None, parts))))
