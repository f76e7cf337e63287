"""One source in words: when it was read, what is wrong, how much came from it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from catalog_store.ownership import TIME_TO_LIVE
from catalog_store.sources import SourceState
from commands import kit
from commands.ask import Block

_FAULT_LIMIT = 200
#: A read may wait for its turn and take its time before anybody should wonder.
_GRACE = timedelta(minutes=15)


def row(source: SourceState, now: datetime) -> Block:
    """A paragraph: the place, then its state."""
    return kit.section("\n".join([f"{_sign(source, now)} {kit.place(source.id)}", *_lines(source, now)]))


def sentence(source: SourceState, now: datetime) -> str:
    """What is wrong with it, in full sentences."""
    told = f"{kit.place(source.id)} was last read whole {_age(source, now)}."
    fault = f" {kit.capitalized(kit.shown(source.fault, _FAULT_LIMIT))}." if source.fault else ""
    waiting = f" {kit.counted(source.waiting, 'removal')} wait for a decision." if source.waiting else ""
    return told + fault + waiting


def _sign(source: SourceState, now: datetime) -> str:
    if source.fault:
        return ":red_circle: *failing*"
    if source.waiting:
        return ":large_yellow_circle: *waiting*"
    if source.completed_at is None or now - source.completed_at > TIME_TO_LIVE:
        return ":large_yellow_circle: *late*"
    return ":large_green_circle: *read, with faults*" if source.faulty else ":large_green_circle: *well*"


def _lines(source: SourceState, now: datetime) -> Iterator[str]:
    read = [f"last read whole {_age(source, now)}"]
    if source.completed_at is None or source.attempted_at > source.completed_at:
        read.append(f"last tried {kit.age(now - source.attempted_at)}")
    if source.next_at is not None:
        word = "overdue since" if now - source.next_at > _GRACE else "next read"
        read.append(f"{word} {kit.moment(source.next_at)}")
    held = [kit.counted(source.files, "file"), kit.counted(source.entities, "entity", "entities")]
    faulty = [f"{source.faulty} of them with faults"] if source.faulty else []
    yield " · ".join([*read, ", ".join([held[0], *faulty]), held[1]])
    if source.requests_left is not None and source.requests_limit and source.requests_reset_at:
        until = kit.moment(source.requests_reset_at)
        yield f"{source.requests_left:,} of {source.requests_limit:,} requests left until {until}"
    if source.fault:
        yield f":warning: {kit.shown(source.fault, _FAULT_LIMIT)}"
    if source.waiting:
        yield f":warning: {kit.counted(source.waiting, 'removal')} wait for a decision"


def _age(source: SourceState, now: datetime) -> str:
    if source.completed_at is None:
        return "never"
    return f"{kit.age(now - source.completed_at)} ({kit.moment(source.completed_at)})"
