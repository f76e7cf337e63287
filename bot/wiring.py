"""The one place where real things are plugged together."""

import os
import secrets
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from bot.adapters.places import Places
from bot.adapters.web_pages import WebPages
from bot.askers import Askers
from bot.catalog_sources import CatalogSources, CodeHosts
from bot.deployment_notes import DeploymentNotes
from bot.describing import DescriptionRequests
from bot.errors import NotTriedError
from bot.fact_sources import FactHosts, FactSource
from bot.fact_sources.code import code_sources
from bot.fact_sources.files import file_sources
from bot.fact_sources.running import running_sources
from bot.github_settings import ReadingTimes
from bot.golden_path_runs.assembling import GoldenPathParts
from bot.lookout import Lookout
from bot.operation_source import OperationSource
from bot.outsiders import Outsiders
from bot.patient_host import PatientHost
from bot.sender import Sender
from bot.sender.door import web_client
from bot.sender.pace import Together
from bot.settings import SearchEngine, Settings
from bot.source_host import SourceHost
from catalog_store.database import Database
from catalog_store.deployments import Deployments
from catalog_store.embedded import EmbeddedPostgres
from catalog_store.job_queue import JobQueue
from catalog_store.names import NameIndex
from catalog_store.pages import RememberedPages
from catalog_store.privacy import Privacy
from catalog_store.reading import Opener
from catalog_store.search import Engine, Search
from catalog_store.search.late_engine import LateEngine
from catalog_store.search.postgres_engine import PostgresEngine
from catalog_store.slack.buckets import Buckets
from catalog_store.slack.outgoing import Outgoing
from catalog_store.slack.shared_channels import SharedChannels
from catalog_store.standings.judging import Judging
from catalog_store.sync import Ingestion, everything
from commands.operations import NoPaging, Operations, Paging
from commands.services import People, Services
from commands.sight import CatalogSight

#: Connections to Postgres: one for each of the listeners that may ask at once, and a few for work in the background.
LISTENER_THREADS = 4
DATABASE_CONNECTIONS = LISTENER_THREADS + 6


@contextmanager
def connect(settings: Settings) -> Iterator[Database]:
    """The configured database, whether or not it answers yet; without one, an embedded server's while the block lasts.

    Raises:
        EmbeddedPostgresError: the embedded server does not start.
    """
    if settings.database_url:
        yield from _connection(settings.database_url.get_secret_value())
        return
    with EmbeddedPostgres(settings.home) as url:
        yield from _connection(url)


@contextmanager
def open_database(settings: Settings, *, migrate: bool = True) -> Iterator[Database]:
    """The same, up to date.

    Raises:
        CatalogError: there is none, or it is of another version and was not to be migrated.
    """
    with connect(settings) as database:
        if migrate:
            database.migrate()
        else:
            database.check_version()
        yield database


def _connection(url: str) -> Iterator[Database]:
    database = Database(url, pool_size=DATABASE_CONNECTIONS)
    try:
        yield database
    finally:
        database.close()


def places(settings: Settings | None) -> Places:
    """The reader of files and addresses. Without settings, of the public internet's only."""
    return Places(WebPages(settings.readable_hosts if settings else ()))


def ingestion(settings: Settings, database: Database) -> Ingestion:
    """What brings the catalog in line with its sources."""
    lets_in = settings.lets_in if settings.rules else everything
    return Ingestion(database, places(settings), kinds=settings.kinds, clock=now, lets_in=lets_in)


def catalog_sources(settings: Settings, database: Database) -> CatalogSources:
    """Everything that the catalog is read from. Keep it: it remembers what code hosts allow."""
    lets_in = settings.lets_in if settings.rules else everything

    def ingest(opener: Opener) -> Ingestion:
        return Ingestion(database, opener, kinds=settings.kinds, clock=now, lets_in=lets_in)

    def ingest_people(opener: Opener) -> Ingestion:
        # What GitHub itself says of its teams needs nobody's leave; the rules are about what people write.
        return Ingestion(database, opener, kinds=settings.kinds, clock=now)

    others, hosts = places(settings), None
    if settings.github.is_used:
        hosts = _github_class()(
            settings.github, database, ingest=ingest, ingest_people=ingest_people, others=others, clock=now
        )
    return CatalogSources(locations(settings), hosts, ingest=ingest, others=others)


def locations(settings: Settings) -> tuple[str, ...]:
    """The configured files and addresses, each of which is a source."""
    return tuple(f"{each.type}:{each.target}" for each in settings.locations)


def configured_sources(settings: Settings) -> dict[str, ReadingTimes]:
    """Every configured source and when it is read, without loading what reads it. People come before what they own."""
    sources = {each.source: each.times for each in settings.github.people}
    sources |= {location: ReadingTimes() for location in locations(settings)}
    return sources | {each.source: each.times for each in settings.github.repositories}


def tried_organizations(settings: Settings) -> Iterator[tuple[str, str, str]]:
    """Each organisation that is to be read: its source, what is found there, and why it cannot be read."""
    if settings.github.repositories or settings.github.people:
        # Loaded by name and late, as its SDK takes a second to load.
        for each in import_module("bot.adapters.github.examining").tried(settings.github, clock=now):
            yield each.source, each.found, each.refusal


def _github_class() -> "Callable[..., CodeHosts]":
    """Loaded by name and late, as its SDK takes a second to load."""
    found: Callable[..., CodeHosts] = import_module("bot.adapters.github.entrance").Github
    return found


def source_host(settings: Settings, **details: Any) -> SourceHost | None:  # Any: as the adapter takes them
    """Where pull requests are opened; None where we are nobody. Keep it: it remembers who is away."""
    if all(host.is_anonymous for host in settings.github.hosts):
        return None
    # Loaded by name and late, as its SDK takes a second to load.
    made: SourceHost = import_module("bot.adapters.github.pull_requests").PullRequests(
        settings.github, clock=now, **details
    )
    return PatientHost(made, clock=now)


def services(settings: Settings, database: Database, people: People, golden: GoldenPathParts | None = None) -> Services:
    """All that the commands may ask for. `golden` are this process's golden paths, where others use them as well."""
    names = NameIndex(database)
    parts = golden or golden_paths(settings, database)
    stores = Services.over(
        database,
        names,
        people=people,
        search=search(settings, database),
        judging=judging(settings, database),
        clock=now,
    )
    made = replace(
        stores,
        report_usual=settings.reports,
        platform_channel=settings.platform_channel,
        policies=settings.policies,
        sight=CatalogSight(database, names, Privacy(database, settings.policies)),
        describing=DescriptionRequests(settings, JobQueue(database)),
        operations=lookout(settings, database),
        paging=paging(settings),
        command_names=tuple(settings.commands.values()),
        recommended_paths=settings.recommended_paths,
    )
    return replace(made, golden=parts.desk(made))


def golden_paths(
    settings: Settings,
    database: Database,
    *,
    sources: Callable[[], CatalogSources] | None = None,
    sender: Callable[[], Sender | None] = lambda: None,
    is_ready: Callable[[], bool] = lambda: True,
) -> GoldenPathParts:
    """Everything about golden paths. Keep it: it remembers what was read."""
    return GoldenPathParts(
        settings,
        database,
        sources=sources or (lambda: catalog_sources(settings, database)),
        sender=sender,
        fetch=places(settings).fetch,
        check=WebPages(settings.readable_hosts).check,
        clock=now,
        is_ready=is_ready,
    )


def lookout(settings: Settings, database: Database) -> Lookout:
    """What asks all systems that know how things are doing. Keep it: it remembers what they told."""
    return Lookout(
        lambda: tuple(operation_sources(settings)),
        is_configured=settings.kubernetes.is_used or settings.integrations.is_used or _is_somebody(settings),
        clock=now,
        note=DeploymentNotes(Deployments(database), clock=now),
    )


def _is_somebody(settings: Settings) -> bool:
    """Whether some GitHub knows us."""
    return not all(host.is_anonymous for host in settings.github.hosts)


def operation_sources(settings: Settings) -> Iterator[OperationSource]:
    """Every such system that is configured."""
    systems = settings.integrations
    if settings.kubernetes.is_used:
        # Loaded by name and late, as its SDK takes a second to load.
        clusters = import_module("bot.adapters.kubernetes.entrance")
        yield from clusters.sources(settings.kubernetes, clock=now, reads_argo=systems.argocd is None)
    if systems.argocd:
        yield import_module("bot.adapters.argocd").ArgoCd(systems.argocd, settings.kubernetes.environments)
    if systems.alertmanager:
        yield import_module("bot.adapters.alerts").alertmanager(systems.alertmanager)
    if systems.grafana:
        yield import_module("bot.adapters.alerts").grafana(systems.grafana)
    if _is_somebody(settings):
        yield import_module("bot.adapters.github.operations").GithubOperations(settings.github, clock=now)
    if (pager := _pager(settings)) is not None:
        yield pager


def paging(settings: Settings) -> Paging:
    """What calls whoever is on call."""
    return _pager(settings) or NoPaging()


def _pager(settings: Settings) -> Any:  # Any: both an `OperationSource` and a `Paging`, loaded by name
    if settings.integrations.pager_duty is None:
        return None
    adapter = import_module("bot.adapters.pager_duty")
    return adapter.PagerDuty(settings.integrations.pager_duty, page_as=settings.integrations.page_as)


def fact_hosts(settings: Settings, database: Database) -> FactHosts | None:
    """Who tells facts about repositories; None where we are nobody."""
    if not _is_somebody(settings):
        return None
    # Loaded by name and late, as its SDK takes a second to load.
    made: FactHosts = import_module("bot.adapters.github.code_facts").CodeFacts(
        settings.github, clock=now, memory=RememberedPages(database, clock=now)
    )
    return made


def fact_sources(settings: Settings, database: Database, operations: Operations) -> tuple[FactSource, ...]:
    """Everybody who tells facts that the catalog does not hold."""
    hosts = fact_hosts(settings, database)
    running = running_sources(operations, is_configured=operations.is_configured)
    return (*file_sources(hosts), *code_sources(hosts), *running)


def judging(settings: Settings, database: Database) -> Judging:
    """What judges by the configured scorecard."""
    return Judging(database, settings.scorecard.scorecard, clock=now)


def search(settings: Settings, database: Database) -> Search:
    """The configured search. Its index is built when somebody lets it follow the catalog."""
    if settings.search_engine is SearchEngine.POSTGRES:
        return Search(database, PostgresEngine(database))

    def whoosh() -> Engine:
        # Loaded by name and late: it takes a while and six megabytes, and most words of the command line never search.
        made: Engine = import_module("catalog_store.search.whoosh_engine").WhooshEngine(
            database, settings.home / "search"
        )
        return made

    return Search(database, LateEngine(database, whoosh))


def outsiders(database: Database, *, is_ready: Callable[[], bool] = lambda: True) -> Outsiders:
    """Who in Slack is not one of us. Keep it: it remembers what Slack told."""
    return Outsiders(SharedChannels(database), clock=now, is_ready=is_ready)


def askers(settings: Settings, database: Database) -> Askers:
    """Who asks how fast. Keep it: it counts."""
    return Askers(Buckets(database).take, per_minute=settings.questions_per_minute)


def sender(
    settings: Settings, database: Database, *, is_ready: Callable[[], bool], others: Outsiders | None = None
) -> Sender:
    """The way out to Slack, shared with all other replicas.

    `settings` must have a bot token. Nothing that others left behind is sent before `is_ready`, and nothing to channels
    that `others` read. Without those, what Slack told before is read now.
    """
    if others is None:
        others = outsiders(database)
        others.follow()
    assert settings.slack_bot_token
    return Sender(
        web_client(settings.slack_bot_token.get_secret_value(), settings.slack_api_url),
        pace=Together(Buckets(database), is_ready=is_ready),
        store=Outgoing(database, replica=f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"),
        is_ready=is_ready,
        platform_channel=settings.platform_channel,
        is_shared=others.is_shared,
    )


@contextmanager
def followed(settings: Settings) -> Iterator[None]:
    """All work is told to OpenTelemetry while the block lasts, where that is configured.

    Raises:
        NotTriedError: its libraries are not installed.
    """
    if not settings.telemetry.is_on:
        yield
        return
    try:
        # Loaded by name and late: nobody else has to carry its libraries.
        telemetry = import_module("bot.telemetry").Telemetry()
    except ModuleNotFoundError as missing:
        raise NotTriedError(
            f"Traces are configured (OTEL_…), but {missing.name} is not installed. `make install` in a"
            " checkout brings it, and the container image has it; or unset the variables."
        ) from missing
    telemetry.start()
    try:
        yield
    finally:
        telemetry.stop()


def now() -> datetime:
    """The time, aware."""
    return datetime.now(UTC)


def manifest() -> Path:
    """The app's manifest: in a checkout at its root, in an installed package beside this file."""
    places = (Path(__file__).parent.parent / "manifest.yml", Path(__file__).parent / "manifest.yml")
    return next(place for place in places if place.exists())
