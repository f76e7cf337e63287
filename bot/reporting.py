"""What happens by itself about scorecards and reports: things are judged, and reports that are due are claimed and built."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import structlog

from bot.fact_sources import Collecting
from bot.mending import LOOK, MEND, QUEUE, REDRAW, Mender
from bot.patient_host import AGAIN_AFTER
from bot.reports.delivering import Delivering
from bot.reports.looking_back import LookingBack
from bot.schedule import Tick
from bot.workers import Job, Task
from catalog_store.job_queue import JobQueue
from commands.services import Services

_log = structlog.get_logger()

# Only replicas that talk to Slack know whom to ask for names, so these jobs have a queue of their own.
DELIVER, JUDGE, COLLECT, LOOK_BACK = "deliver-report", "judge", "collect-files", "look-for-reports"
_LOOKED_AT_EVERY = timedelta(minutes=1)
_AT_ONCE = timedelta(seconds=20)
#: What was merged is in the catalog soon where the code host tells us, and with the next reading where it does not.
_READ_AFTER = (timedelta(seconds=15), timedelta(minutes=5), timedelta(minutes=45))


@dataclass(frozen=True, slots=True)
class Reporting:
    """The jobs and the ticks of one replica. Ticks only look and put jobs in; whichever replica has time does them."""

    services: Services
    queue: JobQueue
    mender: Mender
    facts: Collecting
    is_ready: Callable[[], bool]
    looking_back: LookingBack

    def tasks(self) -> tuple[Task, ...]:
        """What the workers do. Each may be done again from the beginning at any time."""
        return (
            Task(DELIVER, self._deliver, queue=QUEUE),
            Task(JUDGE, self._judge, queue=QUEUE),
            Task(MEND, self._mend, queue=QUEUE),
            Task(COLLECT, self._collect, queue=QUEUE),
            Task(LOOK_BACK, self._look_back, queue=QUEUE),
            Task(LOOK, self._look, queue=QUEUE),
            Task(REDRAW, lambda job: self.mender.redraw(job.arguments), queue=QUEUE),
        )

    def ticks(self) -> tuple[Tick, ...]:
        """What is looked at every so often."""
        seconds = timedelta(seconds=10)
        return (
            Tick("reports", self._claim, _LOOKED_AT_EVERY, seconds),
            Tick("judging", partial(self._have_done, JUDGE), _LOOKED_AT_EVERY, seconds, at_once=True, delay=_AT_ONCE),
            Tick(
                "facts", partial(self._have_done, COLLECT), _LOOKED_AT_EVERY * 5, seconds, at_once=True, delay=_AT_ONCE
            ),
            Tick("unsure-reports", partial(self._have_done, LOOK_BACK), _LOOKED_AT_EVERY * 2, seconds),
            Tick("pull-requests", partial(self._have_done, LOOK), _LOOKED_AT_EVERY * 2, seconds),
        )

    def _claim(self) -> None:
        if not self.is_ready():
            return
        for delivery in Delivering(self.services).claim():
            self.queue.defer(
                DELIVER, {"delivery": delivery.id}, lock=f"deliver {delivery.id}", is_only_one=True, queue=QUEUE
            )

    def _have_done(self, task: str) -> None:
        if self.is_ready():
            self.queue.defer(task, lock=task, is_only_one=True, queue=QUEUE)

    def _deliver(self, job: Job) -> None:
        built = Delivering(self.services).build(int(job.arguments["delivery"]))
        if built:
            _log.info(
                "report-built", report=built.report, team=built.team, period=built.period, state=built.state.value
            )

    def _mend(self, job: Job) -> None:
        if not self.mender.mend(job.arguments):
            later, again = {**job.arguments, "is_put_off": True}, f"mend-again {job.arguments['mending']}"
            due_at = self.services.clock() + AGAIN_AFTER
            self.queue.defer(MEND, later, lock=again, is_only_one=True, queue=QUEUE, due_at=due_at)

    def _look(self, _job: Job) -> None:
        for merged in self.mender.look():
            for later in _READ_AFTER:
                due_at = self.services.clock() + later
                self.queue.defer(REDRAW, {"mending": merged}, queue=QUEUE, due_at=due_at)

    def _look_back(self, _job: Job) -> None:
        self.looking_back.look(now=self.services.clock())

    def _collect(self, job: Job) -> None:
        found = self.facts.collect(now=self.services.clock(), pause=job.hand_over_if_ending)
        if found.is_more:  # behind whatever else waits by now
            self._have_done(COLLECT)

    def _judge(self, job: Job) -> None:
        changed = self.services.judging.keep_up(pause=job.hand_over_if_ending)
        if changed:
            _log.info("judged", changed=changed)
