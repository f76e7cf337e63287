"""What happens by itself. APScheduler only ticks, in every replica; the work itself is a job that the workers do."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from catalog_store.errors import CatalogError

_log = structlog.get_logger()

# What fails is told by `_tell`, in words where there are any. The library would add a traceback each time.
logging.getLogger("apscheduler.executors").setLevel(logging.CRITICAL)
# That a task waits for its own end is what we asked for; a warning each time would bury the reason why it takes long.
logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class Tick:
    """Something quick to do every so often. `jitter` spreads the replicas; `at_once` also does it `delay` after the start."""

    name: str
    work: Callable[[], object]
    every: timedelta
    jitter: timedelta = field(default=timedelta(seconds=30))
    at_once: bool = False
    delay: timedelta = field(default=timedelta(0))


class Schedule:
    """The clock of this process. A tick that is late comes once, and never beside itself."""

    def __init__(self, ticks: Sequence[Tick]) -> None:
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(2)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": 3600},
        )
        self._scheduler.add_listener(_tell, EVENT_JOB_ERROR)
        for tick in ticks:
            seconds = int(tick.every.total_seconds())
            first = {"next_run_time": datetime.now(UTC) + tick.delay} if tick.at_once else {}
            self._scheduler.add_job(
                tick.work, "interval", seconds=seconds, jitter=int(tick.jitter.total_seconds()), id=tick.name, **first
            )

    def start(self) -> None:
        """Begin to tick."""
        self._scheduler.start()

    def stop(self) -> None:
        """Begin nothing more, and let what is being done end."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)


def _tell(event: JobExecutionEvent) -> None:
    if isinstance(event.exception, CatalogError):
        _log.warning("tick-failed", tick=event.job_id, reason=str(event.exception))
    else:
        _log.error("tick-failed", tick=event.job_id, exc_info=event.exception)
