"""A bot that runs: its database found, its surfaces open, its jobs ticking; and all of it stopped in order."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Self

import structlog
from slack_bolt import App

from bot import jobs, late_questions, wiring
from bot.announcing import Announcing
from bot.app import build_app
from bot.approval_cards import ApprovalCards
from bot.channels import SlackChannels
from bot.fact_sources import Collecting
from bot.github_calls import github_calls
from bot.identity import Installation
from bot.live_status import LiveStatus
from bot.mending import Mender, MendingByPullRequest
from bot.people import SlackPeople
from bot.remembering import AnswerMemory
from bot.removal_cards import RemovalCards
from bot.reporting import Reporting
from bot.reports.looking_back import LookingBack
from bot.schedule import Schedule, Tick
from bot.sender import Sender
from bot.sent_files import SlackFiles
from bot.settings import Settings
from bot.socket_mode import SocketMode
from bot.surfaces.desk import Desk
from bot.surfaces.windows import Windows
from bot.ticking import channel_ticks, golden_path_ticks, people_tick, ticks
from bot.web import Route, Site, WebServer, healthz, metrics_page, readyz, slack_events
from bot.workers import Workers
from catalog_store.answers import RecentAnswers
from catalog_store.database import Database
from catalog_store.errors import CatalogError
from catalog_store.fact_store import FactStore
from catalog_store.job_queue import JobQueue
from catalog_store.operating import Operating
from catalog_store.people import PeopleTable
from catalog_store.repositories_store import Repositories
from catalog_store.search import Following
from catalog_store.seen import SeenEvents
from catalog_store.store import Catalog

_log = structlog.get_logger()

_CARDS_LOOKED_AT_EVERY = timedelta(minutes=1)
_APPROVALS_LOOKED_AT_EVERY = timedelta(seconds=3)
#: Long before somebody asks, who would wait for what a large reading changed.
_PRIVACY_FOLLOWED_EVERY = timedelta(seconds=5)
_DATABASE_TRIED_EVERY = 2.0
#: Seconds that a last look for the database may take when we stop.
_LAST_TRY = 4.0


@dataclass(slots=True)
class Bot:
    """The parts of a running bot. Made and started by `start`, ended by `stop`."""

    app: App
    web: WebServer
    database: "ReadyDatabase"
    _stack: ExitStack

    @classmethod
    def start(cls, settings: Settings, database: Database, *, migrate: bool = True) -> Self:
        """Connect, listen, and answer from now on, as soon as Slack and Postgres let us.

        Raises:
            SlackRefusesError: Slack does not take the token.
            OSError: the address to listen on is taken.
        """
        with ExitStack() as stack:
            app, web, ready = _assemble(settings, database, stack, migrate=migrate)
            return cls(app, web, ready, stack.pop_all())

    def stop(self) -> None:
        """Take no more, end what was begun, close."""
        self._stack.close()


@dataclass(slots=True)
class WorkersOnly:
    """A replica that does jobs and never hears of Slack."""

    web: WebServer
    _stack: ExitStack

    @classmethod
    def start(cls, settings: Settings, database: Database, *, migrate: bool = True) -> Self:
        """Do jobs from now on, as soon as Postgres lets us.

        Raises:
            OSError: the address to listen on is taken.
        """
        with ExitStack() as stack:
            web = _assemble_without_slack(settings, database, stack, migrate=migrate)
            return cls(web, stack.pop_all())

    def stop(self) -> None:
        """Begin no more jobs, end or hand over those that were begun, close."""
        self._stack.close()


class ReadyDatabase:
    """Brings the database up to date, trying again for as long as that fails."""

    def __init__(self, database: Database, *, migrate: bool) -> None:
        self._database = database
        self._bring_up = database.migrate if migrate else database.check_version
        self._is_ready = False
        self._is_stopped = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._work, name="database", daemon=True)
        self._fault = "The catalog's database is being looked for."
        self._bug = ""

    def start(self) -> None:
        """Try until it is there."""
        self._thread.start()

    def stop(self) -> None:
        """Try no more, and let nobody wait for it any longer."""
        with self._changed:
            self._is_stopped = True
            self._changed.notify_all()
        self._thread.join(_LAST_TRY)

    def wait(self) -> bool:
        """Whether it became ready; False when we stop before that."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_ready or self._is_stopped)
            return self._is_ready and not self._is_stopped

    def is_ready(self) -> bool:
        """Whether its tables are as we need them."""
        return self._is_ready

    def is_stopped(self) -> bool:
        """Whether everything is about to end."""
        return self._is_stopped

    def fault(self) -> str | None:
        """Why the catalog cannot answer, in words; None when it can."""
        if not self._is_ready:
            return self._fault
        try:
            Catalog(self._database).is_empty()
        except CatalogError as error:
            return str(error)
        return None

    def _work(self) -> None:
        while not self._is_stopped and not self._try():
            with self._changed:
                self._changed.wait_for(lambda: self._is_stopped, timeout=_DATABASE_TRIED_EVERY)

    def _try(self) -> bool:
        try:
            self._bring_up()
        except CatalogError as error:
            self._tell(str(error))
            return False
        except Exception as bug:  # noqa: BLE001  # the edge of a job: whoever asks /readyz must learn of it
            self._tell_bug(bug)
            return False
        with self._changed:
            self._is_ready = True
            self._changed.notify_all()
        _log.info("database-ready")
        return True

    def _tell_bug(self, bug: Exception) -> None:
        """Once with everything about it, then again only when it is another one."""
        self._fault = f"The catalog's database could not be brought up to date ({type(bug).__name__}, see the log)."
        said = f"{type(bug).__name__}: {str(bug).partition(chr(10))[0]}"
        if said != self._bug:
            _log.error("database-not-ready", next_try_in=_DATABASE_TRIED_EVERY, exc_info=bug)
        self._bug = said

    def _tell(self, fault: str) -> None:
        if fault != self._fault:
            _log.warning("database-not-ready", reason=fault, next_try_in=_DATABASE_TRIED_EVERY)
        self._fault = fault


class Backroom:
    """What a replica does whether or not it talks to Slack: jobs are done, and those that are due are put in."""

    def __init__(self, settings: Settings, database: Database, *, migrate: bool) -> None:
        self.ready = ReadyDatabase(database, migrate=migrate)
        self.queue = queue = JobQueue(database)
        self.bench = jobs.Bench(settings, database, is_ready=self.ready.is_ready)
        self.routes = [healthz(), metrics_page(Operating(database).state), *github_calls(self.bench, queue)]
        self.workers = Workers(jobs.tasks(self.bench), queue, url=database.libpq_url, wait_until_ready=self.ready.wait)
        self.schedule = Schedule(
            [
                *ticks(settings, queue, self.ready),
                *golden_path_ticks(self.bench, self.ready),
                *(self._slack_ticks() if settings.slack_bot_token else ()),
            ]
        )

    def _slack_ticks(self) -> Iterator[Tick]:
        yield people_tick(self.bench, self.queue, self.ready)
        yield from channel_ticks(self.bench, self.ready)

    def start(self, stack: ExitStack) -> None:
        """Begin. When the stack is closed: put in no more, wait no more for the database, end the jobs at hand."""
        for part in (self.workers, self.schedule, self.ready):
            part.start()
            stack.callback(part.stop)


def _assemble(
    settings: Settings, database: Database, stack: ExitStack, *, migrate: bool
) -> tuple[App, WebServer, ReadyDatabase]:
    backroom = Backroom(settings, database, migrate=migrate)
    ready = backroom.ready
    sender = backroom.bench.sender = wiring.sender(
        settings, database, is_ready=ready.is_ready, others=backroom.bench.outsiders
    )
    memory = AnswerMemory(RecentAnswers(database))
    people = SlackPeople(sender, PeopleTable(database), clock=wiring.now)
    installation = Installation(sender)
    secret = settings.slack_signing_secret
    services = replace(
        wiring.services(settings, database, people, backroom.bench.golden),
        channels=SlackChannels(sender, clock=wiring.now),
        sent_files=SlackFiles(sender),
    )
    services.operations.warm()
    live = LiveStatus(services, backroom.queue, job_queue=late_questions.QUEUE, clock=wiring.now)
    repositories = Repositories(database)
    mending = MendingByPullRequest(settings, backroom.queue, services, repositories)
    services = replace(services, mending=mending, owner_changes=mending)
    cards = RemovalCards(services, sender, team=lambda: _team(installation), is_ready=ready.is_ready)
    approvals = ApprovalCards(services, sender, is_ready=ready.is_ready)
    app = build_app(
        services=services,
        seen=SeenEvents(database),
        sender=sender,
        remember=memory.remember,
        identity=lambda: installation.identity,
        signing_secret=secret.get_secret_value() if secret else None,
        leave=partial(late_questions.leave, backroom.queue),
        follow=live.follow,
        outsiders=backroom.bench.outsiders,
        askers=wiring.askers(settings, database),
    )
    desk = Desk(services, SeenEvents(database), sender, memory.remember, lambda: installation.identity, Windows(sender))
    backroom.workers.add(late_questions.task(desk))
    for wrong in settings.scorecard.faults:
        _log.warning("rule-left-out", place=wrong.place, problem=wrong.problem, advice=wrong.fix)
    # What it cannot do now it puts off, so that no report waits behind it.
    mender = Mender(services, wiring.source_host(settings, patience=timedelta(0)), sender, repositories)
    facts = Collecting(FactStore(database), wiring.fact_sources(settings, services.operations))
    reporting = Reporting(
        services, backroom.queue, mender, facts, ready.is_ready, LookingBack(services.deliveries, sender.ask)
    )
    for task in reporting.tasks():
        backroom.workers.add(task)
    backroom.workers.add(live.task(sender))
    announcing = Announcing(
        services, backroom.queue, sender, job_queue=late_questions.QUEUE, is_ready=ready.is_ready, clock=wiring.now
    )
    backroom.workers.add(announcing.task())
    socket = _socket_mode(settings, app)
    routes = [*backroom.routes, readyz(lambda: _faults(ready, sender, installation, socket))]
    if secret and not socket:
        routes.append(slack_events(app))
    web = _web(settings, routes)
    # Stopped in the opposite order: first nothing more comes in, at last nothing more goes out. The database comes
    # before the jobs that wait for it.
    following = Following(services.search, ready=ready.wait, tell=_tell_of_search)
    looks = [
        Tick("removal-cards", cards.look, _CARDS_LOOKED_AT_EVERY),
        *reporting.ticks(),
        announcing.tick(),
        Tick(
            "private-things",
            lambda: ready.is_ready() and services.seen_by(None),
            _PRIVACY_FOLLOWED_EVERY,
            jitter=timedelta(seconds=1),
            at_once=True,
        ),
        Tick("approval-cards", approvals.look, _APPROVALS_LOOKED_AT_EVERY, jitter=timedelta(seconds=1)),
    ]
    for part in (sender, memory, following, Schedule(looks)):
        part.start()
        stack.callback(part.stop)
    backroom.start(stack)
    stack.callback(web.stop)
    stack.callback(installation.stop)
    installation.learn()
    web.start()
    if socket:
        socket.start()
        stack.callback(socket.stop)
    _log.info(
        "serving", address=f"http://{replace(settings.listen, port=web.port)}", way="Socket Mode" if socket else "HTTP"
    )
    return app, web, ready


def _assemble_without_slack(settings: Settings, database: Database, stack: ExitStack, *, migrate: bool) -> WebServer:
    """With a bot token it also sends what nobody waits for."""
    backroom = Backroom(settings, database, migrate=migrate)
    web = _web(settings, [*backroom.routes, readyz(lambda: filter(None, (backroom.ready.fault(),)))])
    if settings.slack_bot_token:
        sender = backroom.bench.sender = wiring.sender(
            settings, database, is_ready=backroom.ready.is_ready, others=backroom.bench.outsiders
        )
        sender.start()
        stack.callback(sender.stop)
    backroom.start(stack)
    web.start()
    stack.callback(web.stop)
    _log.info("serving", address=f"http://{replace(settings.listen, port=web.port)}", way="jobs only")
    return web


def _web(settings: Settings, routes: Sequence[Route]) -> WebServer:
    return WebServer(
        Site(routes), host=settings.listen.host, port=settings.listen.port, threads=wiring.LISTENER_THREADS
    )


def _team(installation: Installation) -> str:
    return installation.identity.team_id if installation.identity else ""


def _tell_of_search(error: Exception) -> None:
    if isinstance(error, CatalogError):
        _log.warning("search-not-current", reason=str(error))
    else:
        _log.error("search-not-current", exc_info=error)


def _socket_mode(settings: Settings, app: App) -> SocketMode | None:
    if not settings.slack_app_token:
        return None
    token = settings.slack_app_token.get_secret_value()
    return SocketMode(
        app,
        app_token=token,
        base_url=settings.slack_api_url,
        threads=wiring.LISTENER_THREADS,
        connections=settings.socket_connections,
    )


def _faults(
    database: ReadyDatabase, sender: Sender, installation: Installation, socket: SocketMode | None
) -> Iterator[str]:
    """Everything that keeps questions from being answered, in words."""
    waiting = None if installation.identity or sender.fault else "Slack has not told yet who this bot is."
    for fault in (database.fault(), sender.fault, waiting, socket.fault() if socket else None):
        if fault:
            yield fault
