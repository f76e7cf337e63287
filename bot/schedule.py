"""What happens by itself, one line per job. APScheduler only ticks; each job may run in any replica, or in all of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from catalog_store.errors import CatalogError

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do every so often. `jitter` spreads the replicas; `at_once` also does it at the start."""

    name: str
    work: Callable[[], None]
    every: timedelta
    jitter: timedelta = field(default=timedelta(seconds=30))
    at_once: bool = False


class Schedule:
    """The clock of this process. A job that is late is done once, and never beside itself."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(2)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": 3600},
        )
        self._scheduler.add_listener(_tell, EVENT_JOB_ERROR)
        for job in jobs:
            seconds = int(job.every.total_seconds())
            first = {"next_run_time": datetime.now(UTC)} if job.at_once else {}
            self._scheduler.add_job(
                job.work, "interval", seconds=seconds, jitter=int(job.jitter.total_seconds()), id=job.name, **first
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
        _log.warning("job-failed", job=event.job_id, reason=str(event.exception))
    else:
        _log.error("job-failed", job=event.job_id, exc_info=event.exception)
