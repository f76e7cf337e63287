"""What the workers do: one line per task, beside the function that carries it out."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot import describing, wiring
from bot.catalog_sources import CatalogSources, RepositoryChange
from bot.golden_path_runs.assembling import GoldenPathParts
from bot.outsiders import Outsiders
from bot.patient_host import AGAIN_AFTER
from bot.people_reader import PeopleReader
from bot.sender import Sender
from bot.settings import Settings
from bot.source_host import SourceHost
from bot.workers import CONVERSING, Job, Task
from catalog_store.audit import Audit
from catalog_store.database import Database
from catalog_store.deployments import Deployments
from catalog_store.entities import Severity
from catalog_store.job_queue import JobQueue
from catalog_store.pages import RememberedPages
from catalog_store.runs.drafts import Drafts
from catalog_store.runs.progress import RunProgress
from catalog_store.runs.store import CARRY_ON
from catalog_store.runs.template_versions import TemplateVersions
from catalog_store.slack.buckets import Buckets
from catalog_store.slack.channel_names import ListedChannels
from catalog_store.slack.live_messages import LiveMessages
from catalog_store.slack.outgoing import Outgoing
from catalog_store.slack.people import PeopleTable
from catalog_store.slack.seen import SeenEvents
from catalog_store.sources import Sources
from catalog_store.standings import history
from catalog_store.sync import Outcome, Removals

_log = structlog.get_logger()

#: Slack repeats an event for an hour at most; one day leaves room for queues on the way.
_DELIVERIES_KEPT = timedelta(days=1)
_TOLD_KEPT = timedelta(days=30)
#: So many repositories are looked at in one go when their host tells of them.
_MOST_TOGETHER = 500
#: Delivery is measured over a year at most, beside the year before.
_DEPLOYMENTS_KEPT = timedelta(days=800)


@dataclass(slots=True)
class Bench:
    """What the tasks work with. Without Slack's token there is no sender."""

    settings: Settings
    database: Database
    sources: CatalogSources = field(init=False)
    host: SourceHost | None = field(init=False)
    golden: GoldenPathParts = field(init=False)
    outsiders: Outsiders = field(init=False)
    sender: Sender | None = None
    is_ready: Callable[[], bool] = lambda: True

    def __post_init__(self) -> None:
        self.sources = wiring.catalog_sources(self.settings, self.database)
        # What it cannot do now it puts off, so that no worker waits for it.
        self.host = wiring.source_host(self.settings, patience=timedelta(0))
        self.outsiders = wiring.outsiders(self.database, is_ready=self.is_ready)
        self.golden = wiring.golden_paths(
            self.settings,
            self.database,
            sources=lambda: self.sources,
            sender=lambda: self.sender,
            is_ready=self.is_ready,
        )


def read_source(bench: Bench, job: Job) -> None:
    """Bring the catalog in line with a source, unless somebody read it after `unless_read_after`."""
    source, since = job.arguments["source"], job.arguments.get("unless_read_after")
    if since and _was_read(bench.database, source, datetime.fromisoformat(since)):
        return
    found = bench.sources.find(source)
    _tell(source, found.read(progress=lambda _files: job.hand_over_if_ending()))
    left = found.requests_left
    Sources(bench.database).note_read(
        source,
        next_at=wiring.now() + found.times.every,
        requests_left=left.left if left else None,
        requests_limit=left.limit if left else None,
        requests_reset_at=left.resets_at if left else None,
    )


def have_refreshed(queue: JobQueue, source: str, change: RepositoryChange) -> None:
    """Have a repository of a source read again."""
    told = {name: value for name, value in asdict(change).items() if value is not None}
    queue.defer(REFRESH_REPOSITORY, {"source": source, "change": told}, lock=source, is_only_one=True)


def refresh_repository(bench: Bench, job: Job) -> None:
    """Read a repository of a source again, because its host says that something happened to it, and with it all that wait.

    One read of many costs little more than one of one, and only so what belongs together is judged together.
    """
    source = job.arguments["source"]
    queue = JobQueue(bench.database)
    others = queue.take_along(job.id, REFRESH_REPOSITORY, lock=source, limit=_MOST_TOGETHER)
    wanted = (job.arguments, *(each.arguments for each in others))
    changes = dict.fromkeys(RepositoryChange(**each["change"]) for each in wanted)
    hosts = bench.sources.hosts
    outcome = hosts.refresh(source, tuple(changes)) if hosts else None
    if outcome:
        _tell(outcome.source, outcome)
    for change in changes:
        if hosts and source in hosts.sources_left(change):
            for other in hosts.sources_with(change):
                have_refreshed(queue, other, change)
    queue.done_along(others)


def people_reader(sender: Sender, database: Database) -> PeopleReader:
    """Who reads Slack's people."""
    return PeopleReader(sender, PeopleTable(database), clock=wiring.now)


def have_people_read(queue: JobQueue) -> None:
    """Have all of Slack's people read by a process that talks to Slack, unless that waits already."""
    queue.defer(READ_PEOPLE, lock=READ_PEOPLE, is_only_one=True, queue=CONVERSING)


def read_people(bench: Bench, job: Job) -> None:
    """Read all of Slack's people, if no other replica has just done so.

    A former version may put it where those take it who do not talk to Slack: they lay it where it belongs.
    """
    if bench.sender is None:
        have_people_read(JobQueue(bench.database))
        return
    people_reader(bench.sender, bench.database).read(pause=job.hand_over_if_ending)


def describe_repository(bench: Bench, job: Job) -> None:
    """Open a pull request that describes a repository, and tell those who asked for it; later, if the code host is away."""
    if bench.host is None:
        return
    describer = describing.Describer(bench.database, bench.host, bench.sender, wiring.now)
    if not describer.describe(job.arguments):
        JobQueue(bench.database).defer(
            describing.DESCRIBE,
            describer.again(job.arguments),
            lock=f"describe-again {job.arguments['host']}/{job.arguments['slug'].lower()}",
            is_only_one=True,
            due_at=wiring.now() + AGAIN_AFTER,
        )


def carry_on_run(bench: Bench, job: Job) -> None:
    """Carry a run of a golden path on, as far as it goes."""
    if not bench.golden.carrier.carry_on(job.arguments["run"], is_to_end=job.is_to_end):
        job.hand_over_if_ending()


def forget(bench: Bench, _job: Job) -> None:
    """Drop what nobody will ask for any more."""
    day, month = wiring.now() - _DELIVERIES_KEPT, wiring.now() - _TOLD_KEPT
    SeenEvents(bench.database).forget(before=day)
    Buckets(bench.database).forget(before=day)
    Outgoing(bench.database, replica="").forget(before=day, notices_before=month)
    JobQueue(bench.database).forget(before=month)
    Removals(bench.database).purge(now=wiring.now())
    Audit(bench.database).forget(now=wiring.now())
    RememberedPages(bench.database, clock=wiring.now).tidy()
    LiveMessages(bench.database).forget(before=day)
    Deployments(bench.database).forget(before=wiring.now() - _DEPLOYMENTS_KEPT)
    Drafts(bench.database).forget(now=wiring.now())
    RunProgress(bench.database).forget(before=month)
    TemplateVersions(bench.database).forget()
    ListedChannels(bench.database).forget(before=month)
    history.forget(bench.database, now=wiring.now())


#: A run counts the tries of each of its steps itself, and gives up the one that ends its process again and again.
TRIES = {CARRY_ON: 10_000}
READ_SOURCE, REFRESH_REPOSITORY, FORGET = "read-source", "refresh-repository", "forget"
READ_PEOPLE = "read-people"

ALL: dict[str, Callable[[Bench, Job], None]] = {
    READ_SOURCE: read_source,
    REFRESH_REPOSITORY: refresh_repository,
    describing.DESCRIBE: describe_repository,
    FORGET: forget,
    READ_PEOPLE: read_people,
    CARRY_ON: carry_on_run,
}


def tasks(bench: Bench) -> tuple[Task, ...]:
    """The tasks, ready to be carried out."""
    return tuple(Task(name, partial(work, bench), tries=TRIES.get(name, 5)) for name, work in ALL.items())


def _was_read(database: Database, source: str, since: datetime) -> bool:
    attempted_at = Sources(database).attempted_at(source)
    return attempted_at is not None and attempted_at > since


def _tell(source: str, outcome: Outcome) -> None:
    refused = sum(fault.severity is Severity.ERROR for faults in outcome.faults.values() for fault in faults)
    _log.info("source-read", source=source, files=outcome.files, unchanged=outcome.unchanged, refused=refused)
    for place, reason in outcome.unreadable.items():
        _log.warning("file-unreadable", source=source, location=place, reason=reason)
    if outcome.written.waiting:
        _log.warning(
            "removal-waits",
            source=source,
            count=len(outcome.written.waiting),
            advice="decide in the platform channel; `callboard ingest --accept-removals` carries it out as well",
        )
