"""Long work, kept apart from Bolt's listeners: jobs in Postgres, done by any replica, carried on when one dies."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import structlog
from procrastinate import App, BaseRetryStrategy, JobContext, PsycopgConnector, RetryDecision
from procrastinate.jobs import Job as DeferredJob

from bot import metrics
from bot.right_of_way import Courtesy
from catalog_store.errors import CatalogError
from catalog_store.job_queue import QUEUE, JobQueue
from catalog_store.spans import span

_log = structlog.get_logger()

#: A worker gives a sign of life every two seconds. After six without one its jobs are given to others.
_HEARTBEAT = 2.0
_STALLED = timedelta(seconds=6)
_POLLING = 1.0
_DATABASE_TRIED_EVERY = 2.0
_CONNECTING = 5.0

#: What a version does not know it leaves to another one: for an hour, as an upgrade takes minutes.
_UNKNOWN, _LEFT, _LEFT_FOR = "unknown", 1_800, 2

#: The queue from which only processes take that talk to Slack: what needs its token waits here for one of them.
CONVERSING = "callboard-answers"

# At its usual level it writes three lines for each job, with all arguments.
logging.getLogger("procrastinate").setLevel(logging.CRITICAL)
logging.getLogger("psycopg.pool").setLevel(logging.ERROR)

Arguments = Mapping[str, Any]  # Any: JSON
Work = Callable[["Job"], None]


class HandedOverError(Exception):
    """We are to end, and the job has not: another replica does it."""


@dataclass(frozen=True, slots=True)
class Job:
    """One job at hand. `id` is its number in the queue."""

    arguments: Arguments
    is_to_end: Callable[[], bool]
    id: int = 0
    courtesy: Courtesy = field(default_factory=Courtesy)

    def hand_over_if_ending(self) -> None:
        """To be called often by what takes long: whoever is being answered goes first.

        Raises:
            HandedOverError: the process ends.
        """
        if self.is_to_end():
            raise HandedOverError
        self.courtesy.give_way()


@dataclass(frozen=True, slots=True)
class Task:
    """A kind of job. It must be right to do a job again from its beginning: the replica that had it may have died.

    After so many `tries`, `pause` seconds apart, it is set aside for a person to look at. Jobs of another `queue` are
    left alone by processes that have no task for it.
    """

    name: str
    work: Work
    tries: int = 5
    pause: int = 10
    queue: str = QUEUE


class Workers:
    """The threads of this process that do jobs."""

    def __init__(
        self,
        tasks: Sequence[Task],
        queue: JobQueue,
        *,
        url: str,
        wait_until_ready: Callable[[], bool],
        at_once: int = 4,
        grace: float = 10.0,
        polling: float = _POLLING,
    ) -> None:
        """`url` is the database's. When told to end, jobs have `grace` seconds before they are asked to hand over.

        Postgres tells of new jobs; every `polling` seconds a look finds those that are due later, or that it did not tell.

        `wait_until_ready` returns when the tables are there, or gives False when we end before that.
        """
        self._tasks = {task.name: task for task in tasks}
        self._queue = queue
        self._url = url
        self._wait_until_ready = wait_until_ready
        self._at_once = at_once
        self._grace = grace
        self._polling = polling
        self._loop = asyncio.new_event_loop()
        self._stopped = asyncio.Event()
        self._is_stopping = False
        self._thread = threading.Thread(target=self._work, name="workers")

    def add(self, task: Task) -> None:
        """One more, before the start."""
        self._tasks[task.name] = task

    def start(self) -> None:
        """Begin to do jobs, as soon as the database is there."""
        self._thread.start()

    def stop(self) -> None:
        """Begin no more jobs; those at hand end, or are handed over."""
        self._is_stopping = True
        if not self._thread.is_alive():
            self._loop.close()
            return
        self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join()

    def _work(self) -> None:
        try:
            if self._wait_until_ready():
                self._loop.run_until_complete(self._live())
        finally:
            self._loop.close()

    async def _live(self) -> None:
        """One life after the other: each ends when the database goes away, the last one when we are told to stop."""
        while not self._stopped.is_set():
            try:
                await self._one_life()
            except Exception as error:  # noqa: BLE001  # the edge of the thread: whatever it was, jobs go on
                _log.warning(
                    "workers-interrupted", reason=str(error).strip().partition("\n")[0], kind=type(error).__name__
                )
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), _DATABASE_TRIED_EVERY)

    async def _one_life(self) -> None:
        app = self._app()
        async with app.open_async():
            working = asyncio.create_task(
                app.run_worker_async(
                    queues=sorted({task.queue for task in self._tasks.values()}),
                    concurrency=self._at_once,
                    fetch_job_polling_interval=self._polling,
                    abort_job_polling_interval=_POLLING,
                    update_heartbeat_interval=_HEARTBEAT,
                    stalled_worker_timeout=_STALLED.total_seconds(),
                    shutdown_graceful_timeout=self._grace,
                    delete_jobs="successful",
                    install_signal_handlers=False,
                )
            )
            rescuing = asyncio.create_task(self._keep_rescuing())
            stopping = asyncio.create_task(self._stopped.wait())
            await asyncio.wait((working, rescuing, stopping), return_when=asyncio.FIRST_COMPLETED)
            await _ended((working, rescuing, stopping))
            if not self._stopped.is_set():
                working.result()

    async def _keep_rescuing(self) -> None:
        tries = {name: task.tries for name, task in self._tasks.items()}
        while True:
            try:
                for job in await asyncio.to_thread(self._queue.rescue, tries, patience=_STALLED):
                    _tell_of_rescue(job.id, job.task, has_tries_left=job.has_tries_left)
            except CatalogError as away:
                _log.info("rescue-waits", reason=str(away))
            await asyncio.sleep(_HEARTBEAT)

    def _app(self) -> App:
        connecting = {"connect_timeout": int(_CONNECTING), "application_name": "callboard workers"}
        app = App(
            connector=PsycopgConnector(
                conninfo=self._url, min_size=1, max_size=2, timeout=_CONNECTING, kwargs=connecting
            )
        )
        for task in self._tasks.values():
            app.task(name=task.name, queue=task.queue, pass_context=True, retry=_Tries(task.tries, task.pause))(
                self._doing(task)
            )
        app.tasks = _Tasks(
            app.tasks, app.task(name=_UNKNOWN, pass_context=True, retry=_Tries(_LEFT, _LEFT_FOR))(_leave)
        )
        return app

    def _doing(self, task: Task) -> Callable[..., None]:
        def do(context: JobContext, **arguments: Any) -> None:  # Any: JSON
            facts = {"task": task.name, "job": context.job.id, "tries": context.job.attempts + 1}
            job = Job(arguments, lambda: self._is_stopping or context.should_abort(), context.job.id or 0)
            with (
                span("job", task=task.name, job=context.job.id or 0) as trace,
                structlog.contextvars.bound_contextvars(**facts, **({"trace": trace} if trace else {})),
                _timed(task.name),
            ):
                try:
                    task.work(job)
                except HandedOverError:
                    _log.info("job-handed-over")
                    raise
                except CatalogError as error:
                    _log.warning("job-failed", reason=str(error))
                    raise
                except Exception as bug:
                    _log.error("job-failed", exc_info=bug)
                    raise

        return do


@contextmanager
def _timed(task: str) -> Iterator[None]:
    started, result = time.perf_counter(), "failed"
    try:
        yield
        result = "done"
    except HandedOverError:
        result = "handed-over"
        raise
    finally:
        metrics.job_ended(task, result, time.perf_counter() - started)


class _UnknownTaskError(Exception):
    """A job that another version has put in."""


def _leave(context: JobContext, /, **_arguments: Any) -> None:  # Any: JSON
    """While versions change, the newer one puts in what the older one beside it has never heard of."""
    _log.info("job-left-to-another-version", task=context.job.task_name, job=context.job.id)
    raise _UnknownTaskError(context.job.task_name)


class _Tasks(dict[str, Any]):  # Any: the library's tasks
    """By their names, and one for all other names: a job without a task is given up for good by the library."""

    def __init__(self, known: Mapping[str, Any], other: object) -> None:
        super().__init__(known)
        self._other = other

    def get(self, name: str, _default: object = None) -> Any:
        """The task of this name, or the one for all others."""
        return super().get(name, self._other)


class _Tries(BaseRetryStrategy):
    """Tries again as often as that, `pause` seconds apart; what is handed over goes on at once."""

    def __init__(self, tries: int, pause: int) -> None:
        self._tries = tries
        self._pause = pause

    def get_retry_decision(self, *, exception: BaseException, job: DeferredJob) -> RetryDecision | None:
        """When to try again; None for never."""
        if isinstance(exception, HandedOverError):
            return RetryDecision(retry_in={"seconds": 0})
        return RetryDecision(retry_in={"seconds": self._pause}) if job.attempts + 1 < self._tries else None


async def _ended(running: Iterable["asyncio.Task[Any]"]) -> None:
    """Have them end, and wait until they have. What became of them is asked elsewhere."""
    for each in running:
        each.cancel()
    await asyncio.gather(*running, return_exceptions=True)


def _tell_of_rescue(job: int, task: str, *, has_tries_left: bool) -> None:
    if has_tries_left:
        _log.warning("job-taken-from-the-dead", job=job, task=task)
    else:
        _log.error("job-set-aside", job=job, task=task, advice="its process died each time that it was tried")
