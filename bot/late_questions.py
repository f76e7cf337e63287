"""Questions acknowledged before their answer was safe: should the process die over one, another process answers it."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from bot import wiring
from bot.surfaces.desk import Desk
from bot.workers import CONVERSING, Arguments, Job, Task
from catalog_store.job_queue import JobQueue
from commands.ask import Ask, Channel, Person, Surface

#: The others could not answer.
QUEUE = CONVERSING
_NAME = "answer-question"
#: By then the answer is there, unless its process died.
_AFTER = timedelta(seconds=20)


def leave(queue: JobQueue, ask: Ask, keys: Sequence[str], *, after: timedelta = _AFTER) -> None:
    """Have it answered if nobody has by then.

    Raises:
        DatabaseAwayError: Postgres does not answer.
    """
    queue.defer(_NAME, {"ask": _written(ask), "keys": list(keys)}, queue=QUEUE, due_at=wiring.now() + after)


def task(desk: Desk) -> Task:
    """What a process does that finds one."""

    def answer(job: Job) -> None:
        desk.answer_now(_read(job.arguments["ask"]), job.arguments["keys"])

    return Task(_NAME, answer, tries=3, queue=QUEUE)


def _written(ask: Ask) -> dict[str, Any]:  # Any: JSON
    return {**asdict(ask), "asked_at": ask.asked_at.isoformat()}


def _read(written: Arguments) -> Ask:
    return Ask(
        words=written["words"],
        person=Person(**written["person"]),
        surface=Surface(written["surface"]),
        asked_at=datetime.fromisoformat(written["asked_at"]),
        channel=Channel(**written["channel"]) if written["channel"] else None,
        thread_ts=written["thread_ts"],
    )
