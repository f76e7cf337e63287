"""What happens by itself about scorecards and reports: things are judged, and reports that are due are claimed and built."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.reports.delivering import Delivering
from bot.schedule import Tick
from bot.workers import Job, Task
from catalog_store.job_queue import JobQueue
from commands.services import Services

_log = structlog.get_logger()

#: Only replicas that talk to Slack know whom to ask for names, so only they build reports.
QUEUE = "reports"
DELIVER, JUDGE = "deliver-report", "judge"
_LOOKED_AT_EVERY = timedelta(minutes=1)
_AT_ONCE = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Reporting:
    """The jobs and the ticks of one replica. Ticks only look and put jobs in; whichever replica has time does them."""

    services: Services
    queue: JobQueue
    is_ready: Callable[[], bool]

    def tasks(self) -> tuple[Task, ...]:
        """What the workers do. Both may be done again from the beginning at any time."""
        return (
            Task(DELIVER, self._deliver, queue=QUEUE),
            Task(JUDGE, self._judge, queue=QUEUE),
        )

    def ticks(self) -> tuple[Tick, ...]:
        """What is looked at every so often."""
        seconds = timedelta(seconds=10)
        return (
            Tick("reports", self._claim, _LOOKED_AT_EVERY, seconds),
            Tick("judging", self._have_judged, _LOOKED_AT_EVERY, seconds, at_once=True, delay=_AT_ONCE),
        )

    def _claim(self) -> None:
        if not self.is_ready():
            return
        for delivery in Delivering(self.services).claim():
            self.queue.defer(
                DELIVER, {"delivery": delivery.id}, lock=f"deliver {delivery.id}", is_only_one=True, queue=QUEUE
            )

    def _have_judged(self) -> None:
        if self.is_ready():
            self.queue.defer(JUDGE, lock=JUDGE, is_only_one=True, queue=QUEUE)

    def _deliver(self, job: Job) -> None:
        built = Delivering(self.services).build(int(job.arguments["delivery"]))
        if built:
            _log.info("report-built", report=built.report, team=built.team, period=built.period, state=built.state.value)

    def _judge(self, job: Job) -> None:
        changed = self.services.judging.keep_up(pause=job.hand_over_if_ending)
        if changed:
            _log.info("judged", changed=changed)
