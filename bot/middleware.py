"""What stands around every question: who asks, how long it took, seen before or not, and what is read when it fails."""

import itertools
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import structlog

from bot import metrics, right_of_way
from catalog_store.errors import CatalogError, DatabaseAwayError
from catalog_store.slack.seen import SeenEvents
from catalog_store.spans import span
from commands.ask import Answer, Person, Surface
from commands.kit import escape

_log = structlog.get_logger()


@dataclass(slots=True)
class Trace:
    """One question on its way. `id` is what a person may quote; `outcome` and `command` are set by whoever knows."""

    id: str
    outcome: str = "failed"
    command: str = ""


@contextmanager
def traced(surface: Surface, person: Person) -> Iterator[Trace]:
    """Everything that is logged inside says whose question it was; at the end, how it went and how long it took."""
    trace = Trace(new_id())
    started = time.perf_counter()
    with (
        right_of_way.OURS.taken(),
        span("question", surface=str(surface), request=trace.id) as whole,
        structlog.contextvars.bound_contextvars(
            request=trace.id,
            surface=str(surface),
            team=person.team_id,
            user=person.user_id,
            **({"trace": whole} if whole else {}),
        ),
    ):
        try:
            yield trace
        finally:
            seconds = time.perf_counter() - started
            metrics.answered(str(surface), trace.command, str(trace.outcome), seconds)
            _log.info("answered", outcome=trace.outcome, ms=round(seconds * 1000, 1))


#: Tells processes apart. Within one, ids are counted: asking the system for randomness each time is dear.
_PROCESS = secrets.token_hex(2)
_NUMBERS = itertools.count(1)


def new_id() -> str:
    """An id short enough to be read aloud: `3fa9-12c`."""
    return f"{_PROCESS}-{next(_NUMBERS):x}"


def apology(error: Exception, trace_id: str, *, platform_channel: str | None) -> Answer:
    """What the person reads when their question failed: known errors in their own words, others with an id to quote."""
    if isinstance(error, CatalogError):
        _log.warning("question-refused", error=type(error).__name__, reason=str(error))
        return Answer(escape(error.told))
    _log.error("question-failed", id=trace_id, exc_info=error)
    return Answer(
        "Something went wrong on our side. Ask again; if it happens once more, tell"
        f" {escape(platform_channel or 'the platform team')} and quote `{trace_id}`."
    )


def is_first_delivery(seen: SeenEvents, *keys: str) -> bool:
    """Whether this was not taken before, here or in another replica; from now on it was.

    When the store cannot tell, it is taken: an answer twice is better than none.
    """
    try:
        return seen.first_time_quickly(*keys)
    except DatabaseAwayError:
        return True


def was_answered(seen: SeenEvents, *keys: str) -> bool:
    """Whether an answer to this is on its way already. When the store cannot tell, there is none."""
    try:
        return seen.knows(*keys)
    except DatabaseAwayError:
        return False
