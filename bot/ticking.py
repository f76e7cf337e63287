"""What happens by itself in every replica: jobs that are put in, and looks at what others left behind."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache, partial
from typing import Protocol

from bot import jobs, late_questions, wiring
from bot.channel_listing import ChannelListing
from bot.github_settings import ReadingTimes
from bot.hourly import HourlyJob
from bot.people_reader import PeopleReader
from bot.schedule import Tick
from bot.settings import Settings
from bot.user_group_listing import UserGroupListing
from catalog_store.job_queue import JobQueue
from catalog_store.registered_places import RegisteredPlaces
from catalog_store.runs.progress import RunProgress

_PEOPLE_LOOKED_AT_EVERY = timedelta(minutes=1)
_GOLDEN_PATHS_READ_EVERY = timedelta(minutes=10)
_RUNS_LOOKED_AT_EVERY = timedelta(seconds=3)
_SHARED_CHANNELS_FOLLOWED_EVERY = timedelta(seconds=10)
#: How often each replica sees to it that a listing waits for its time.
_CHANNELS_LOOKED_AT_EVERY = _USER_GROUPS_LOOKED_AT_EVERY = timedelta(minutes=10)


class Readiness(Protocol):
    """Whether the catalog's database is as we need it."""

    def wait(self) -> bool:
        """Whether it became so; False when we stop before that."""

    def is_ready(self) -> bool:
        """Whether it is so now."""


def ticks(settings: Settings, queue: JobQueue, ready: Readiness) -> list[Tick]:
    """What is put into the queue every so often. Each source has a job of its own, so that none waits for another's failure."""
    sources = wiring.configured_sources(settings)
    return [
        Tick("forget", lambda: queue.defer(jobs.FORGET, is_only_one=True), timedelta(hours=1)),
        *(_reading(source, times, queue, ready) for source, times in sources.items()),
    ]


def _reading(source: str, times: ReadingTimes, queue: JobQueue, ready: Readiness) -> Tick:
    """Read at the start, whatever others did; after that only where no other replica did a moment ago."""
    is_first = True

    def tick() -> None:
        nonlocal is_first
        if ready.wait():
            since = {} if is_first else {"unless_read_after": (wiring.now() - times.every * 0.6).isoformat()}
            queue.defer(jobs.READ_SOURCE, {"source": source, **since}, lock=source, is_only_one=True)
            is_first = False

    jitter = min(timedelta(seconds=30), times.every / 10)
    return Tick(f"read {source}", tick, times.every, jitter, at_once=True, delay=times.initial_delay)


def when_ready(ready: Readiness, work: Callable[[], object]) -> Callable[[], None]:
    """The work, left alone for as long as there is no database to do it on."""

    def tick() -> None:
        if ready.is_ready():
            work()

    return tick


def golden_path_ticks(bench: jobs.Bench, ready: Readiness) -> Iterator[Tick]:
    """What each replica does for golden paths: knows them, catches up with what others left undrawn or undone."""
    golden, progress = bench.golden, RunProgress(bench.database)

    def read() -> None:
        if ready.wait():
            golden.library.reload()

    at_once = timedelta(0)
    yield Tick("golden-paths", read, _GOLDEN_PATHS_READ_EVERY, timedelta(seconds=30), at_once=True)
    yield Tick("run-cards", when_ready(ready, golden.cards.look), _RUNS_LOOKED_AT_EVERY, at_once)
    yield Tick("runs", when_ready(ready, progress.queue_left_behind), _RUNS_LOOKED_AT_EVERY * 3, at_once)
    yield Tick("registered-places", when_ready(ready, partial(_read_registered, bench)), ReadingTimes().every)


def _read_registered(bench: jobs.Bench) -> None:
    queue, since = JobQueue(bench.database), wiring.now() - ReadingTimes().every * 0.6
    for location in RegisteredPlaces(bench.database).all():
        arguments = {"source": location, "unless_read_after": since.isoformat()}
        queue.defer(jobs.READ_SOURCE, arguments, lock=location, is_only_one=True)


def people_tick(bench: jobs.Bench, queue: JobQueue, ready: Readiness) -> Tick:
    """Looks whether Slack's people are to be read: once a day, and soon after somebody asks for it."""

    @cache
    def reader() -> PeopleReader:
        assert bench.sender is not None, "ticks begin when the sender is there"
        return jobs.people_reader(bench.sender, bench.database)

    def tick() -> None:
        if ready.wait() and reader().is_due():
            jobs.have_people_read(queue)

    return Tick("slack-people", tick, _PEOPLE_LOOKED_AT_EVERY, timedelta(seconds=10), at_once=True)


def channel_ticks(bench: jobs.Bench, queue: JobQueue, ready: Readiness) -> Iterator[Tick]:
    """What keeps known which channels are shared with other companies: one replica reads them, all follow."""
    look = _puts_in(ChannelListing(queue, job_queue=late_questions.QUEUE), ready)
    yield Tick("list-channels", look, _CHANNELS_LOOKED_AT_EVERY, at_once=True)
    yield Tick(
        "shared-channels", bench.outsiders.follow, _SHARED_CHANNELS_FOLLOWED_EVERY, timedelta(seconds=1), at_once=True
    )


def user_group_ticks(settings: Settings, queue: JobQueue, ready: Readiness) -> Iterator[Tick]:
    """What keeps known who is in Slack's user groups, where a rule names any."""
    if settings.policies.user_groups:
        look = _puts_in(UserGroupListing(queue, job_queue=late_questions.QUEUE), ready)
        yield Tick("list-user-groups", look, _USER_GROUPS_LOOKED_AT_EVERY, at_once=True)


def _puts_in(hourly: HourlyJob, ready: Readiness) -> Callable[[], None]:
    def look() -> None:
        if ready.wait():
            hourly.put_in()

    return look
