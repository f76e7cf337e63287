"""Jobs on their way to the workers: put in, taken back from those that died, and named when they never succeed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

from catalog_store.database import Database

QUEUE = "callboard"

# Whether one waits already is only looked at: a lock in the queue's table would get in the way of trying a job again.
_DEFER = text(
    """
    SELECT procrastinate_defer_jobs_v1(ARRAY[
        ROW(:queue, :task, 0, :lock, NULL, CAST(:arguments AS jsonb), CAST(:due_at AS timestamptz))
    ]::procrastinate_job_to_defer_v1[])
    WHERE NOT (:is_only_one AND EXISTS (
        SELECT FROM procrastinate_jobs
        WHERE status = 'todo' AND task_name = :task AND args = CAST(:arguments AS jsonb)
    ))
    """
)
# Each job is locked before it is judged, so that no two replicas judge it, and none judges what another one has begun.
_RESCUE = text(
    """
    WITH stalled AS (
        SELECT job.id, job.task_name, job.attempts + 1 < tries.most AS has_tries_left
        FROM procrastinate_jobs AS job
        JOIN unnest(CAST(:tasks AS text[]), CAST(:tries AS int[])) AS tries (task_name, most) USING (task_name)
        WHERE job.status = 'doing' AND NOT EXISTS (
            SELECT FROM procrastinate_workers AS worker
            WHERE worker.id = job.worker_id AND worker.last_heartbeat > now() - :patience
        )
        FOR UPDATE OF job SKIP LOCKED
    )
    SELECT id, task_name, has_tries_left, CASE
        WHEN has_tries_left THEN procrastinate_retry_job_v2(id, now(), NULL, NULL, NULL)
        ELSE procrastinate_finish_job_v1(id, 'failed', false) END
    FROM stalled
    """
)
# What waits is marked, so that what is asked for from now on is no longer taken for the same and put in anew. It stays
# until it is done: whoever comes after a process that died, of whichever version, finds it.
_TAKE_ALONG = text(
    """
    WITH waiting AS (
        SELECT id FROM procrastinate_jobs
        WHERE status = 'todo' AND task_name = :task AND lock = :lock AND scheduled_at IS NULL
            AND EXISTS (SELECT FROM procrastinate_jobs WHERE id = :job)
        ORDER BY id LIMIT :limit FOR UPDATE SKIP LOCKED
    ), taken AS (
        UPDATE procrastinate_jobs AS job SET args = job.args || '{"is_taken": true}'
        FROM waiting WHERE job.id = waiting.id RETURNING job.id, job.args
    )
    SELECT id, args FROM taken ORDER BY id
    """
)
_DONE_ALONG = text("DELETE FROM procrastinate_jobs WHERE id = ANY(:jobs) AND status = 'todo'")
_SET_ASIDE = text(
    """
    SELECT job.task_name, job.args, job.attempts AS tries, coalesce(max(event.at), now()) AS at
    FROM procrastinate_jobs AS job LEFT JOIN procrastinate_events AS event ON event.job_id = job.id
    WHERE job.status = 'failed' GROUP BY job.id ORDER BY at DESC, job.id DESC LIMIT :limit
    """
)
_CONDITION = text(
    """
    SELECT count(*) AS waiting, coalesce(extract(epoch FROM now() - min(coalesce(job.scheduled_at, event.at))), 0)::float8
        AS oldest
    FROM procrastinate_jobs AS job
    LEFT JOIN procrastinate_events AS event ON event.job_id = job.id AND event.type = 'deferred'
    WHERE job.status = 'todo' AND coalesce(job.scheduled_at <= now(), true)
    """
)
_FORGET = text(
    """
    DELETE FROM procrastinate_jobs AS job WHERE status IN ('succeeded', 'failed', 'cancelled', 'aborted')
        AND NOT EXISTS (SELECT FROM procrastinate_events AS event WHERE event.job_id = job.id AND event.at >= :before)
    """
)
_FORGET_WORKERS = text("DELETE FROM procrastinate_workers WHERE last_heartbeat < :before")


@dataclass(frozen=True, slots=True)
class Rescued:
    """A job of a worker that died. Without tries left it was set aside."""

    id: int
    task: str
    has_tries_left: bool


@dataclass(frozen=True, slots=True)
class TakenAlong:
    """A job that is done with another one."""

    id: int
    arguments: Mapping[str, Any]  # Any: JSON


@dataclass(frozen=True, slots=True)
class SetAside:
    """A job that failed as often as it may."""

    task: str
    arguments: Mapping[str, Any]  # Any: JSON
    tries: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Errand:
    """A job that is put in by whoever keeps what gives cause for it, in one with that."""

    task: str
    arguments: Mapping[str, Any]  # Any: JSON
    queue: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class QueueCondition:
    """How many jobs are due and in nobody's hands, and for how many seconds the oldest is."""

    waiting: int
    oldest: float


def defer(
    connection: Connection,
    task: str,
    arguments: Mapping[str, Any] | None = None,  # Any: JSON
    *,
    lock: str | None = None,
    is_only_one: bool = False,
    queue: str = QUEUE,
    due_at: datetime | None = None,
) -> bool:
    """As `JobQueue.defer`, within the transaction that gives cause for the job: both happen, or neither."""
    values = {
        "queue": queue,
        "task": task,
        "arguments": json.dumps(arguments or {}),
        "lock": lock,
        "is_only_one": is_only_one,
        "due_at": due_at,
    }
    return connection.execute(_DEFER, values).one_or_none() is not None


class JobQueue:
    """The jobs of all replicas."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def defer(
        self,
        task: str,
        arguments: Mapping[str, Any] | None = None,  # Any: JSON
        *,
        lock: str | None = None,
        is_only_one: bool = False,
        queue: str = QUEUE,
        due_at: datetime | None = None,
    ) -> bool:
        """Have it done. Of jobs with one `lock` one is done at a time.

        False when it `is_only_one` and the same waits already. That spares work, and no more: one that is being done
        does not count, and two replicas may ask at once.
        """
        with self._database.changing() as connection:
            return defer(connection, task, arguments, lock=lock, is_only_one=is_only_one, queue=queue, due_at=due_at)

    def take_along(self, job: int, task: str, *, lock: str, limit: int) -> tuple[TakenAlong, ...]:
        """The jobs like this one that wait behind it, oldest first: this one is to do them as well, and say so when it has.

        Tried again, it gives those that it took along before, and what has come since.
        """
        with self._database.changing() as connection:
            values = {"job": job, "task": task, "lock": lock, "limit": limit}
            rows = connection.execute(_TAKE_ALONG, values).all()
        return tuple(TakenAlong(row.id, row.args) for row in rows)

    def done_along(self, taken: Sequence[TakenAlong]) -> None:
        """They are done with the job that took them along."""
        with self._database.changing() as connection:
            connection.execute(_DONE_ALONG, {"jobs": [each.id for each in taken]})

    def rescue(self, tries: Mapping[str, int], *, patience: timedelta) -> tuple[Rescued, ...]:
        """Give the jobs of workers without a sign of life to others, each task as often as `tries` says."""
        values = {"tasks": list(tries), "tries": list(tries.values()), "patience": patience}
        with self._database.changing() as connection:
            rows = connection.execute(_RESCUE, values).all()
        return tuple(Rescued(row.id, row.task_name, row.has_tries_left) for row in rows)

    def set_aside(self, *, limit: int = 20) -> tuple[SetAside, ...]:
        """The jobs that failed for good, the newest first."""
        with self._database.reading() as connection:
            rows = connection.execute(_SET_ASIDE, {"limit": limit})
            return tuple(SetAside(row.task_name, row.args, row.tries, row.at) for row in rows)

    def condition(self) -> QueueCondition:
        """How much waits."""
        with self._database.reading() as connection:
            row = connection.execute(_CONDITION).one()
        return QueueCondition(row.waiting, row.oldest)

    def forget(self, *, before: datetime) -> int:
        """Drop what ended before this time. Gives the number of jobs dropped."""
        with self._database.changing() as connection:
            connection.execute(_FORGET_WORKERS, {"before": before})
            return connection.execute(_FORGET, {"before": before}).rowcount
