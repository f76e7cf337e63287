"""A bot that runs: its database found, its surfaces open, its jobs ticking; and all of it stopped in order."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

import structlog
from slack_bolt import App

from bot import wiring
from bot.app import build_app
from bot.identity import Installation
from bot.people import SlackPeople
from bot.remembering import AnswerMemory
from bot.schedule import Job, Schedule
from bot.sender import Sender
from bot.sender.door import web_client
from bot.settings import Settings
from bot.socket_mode import SocketMode
from bot.web import Site, WebServer, healthz, readyz, slack_events
from catalog_store.answers import RecentAnswers
from catalog_store.database import Database
from catalog_store.errors import CatalogError
from catalog_store.people import PeopleTable
from catalog_store.seen import SeenEvents
from catalog_store.store import Catalog

_log = structlog.get_logger()

#: Slack repeats an event for an hour at most; one day leaves room for queues on the way.
_EVENTS_KEPT = timedelta(days=1)
_SOURCES_READ_EVERY = timedelta(minutes=30)
_DATABASE_TRIED_EVERY = 2.0


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


class ReadyDatabase:
    """Brings the database up to date, trying again for as long as it is away."""

    def __init__(self, database: Database, *, migrate: bool) -> None:
        self._database = database
        self._migrate = migrate
        self._is_ready = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work, name="database", daemon=True)
        self._fault: str | None = "The catalog's database is being looked for."

    def start(self) -> None:
        """Try until it is there."""
        self._thread.start()

    def stop(self) -> None:
        """Try no more."""
        self._stopped.set()

    def wait(self, timeout: float) -> bool:
        """Whether it became ready within this many seconds."""
        return self._is_ready.wait(timeout)

    def fault(self) -> str | None:
        """Why the catalog cannot answer, in words; None when it can."""
        if self._fault:
            return self._fault
        try:
            Catalog(self._database).is_empty()
        except CatalogError as error:
            return str(error)
        return None

    def _work(self) -> None:
        while not self._stopped.is_set():
            try:
                if self._migrate:
                    self._database.migrate()
                else:
                    self._database.check_version()
            except CatalogError as error:
                if str(error) != self._fault:
                    _log.warning("database-not-ready", reason=str(error), next_try_in=_DATABASE_TRIED_EVERY)
                self._fault = str(error)
                self._stopped.wait(_DATABASE_TRIED_EVERY)
                continue
            self._fault = None
            self._is_ready.set()
            return


def _assemble(
    settings: Settings, database: Database, stack: ExitStack, *, migrate: bool
) -> tuple[App, WebServer, ReadyDatabase]:
    assert settings.slack_bot_token
    ready = ReadyDatabase(database, migrate=migrate)
    sender = Sender(web_client(settings.slack_bot_token.get_secret_value(), settings.slack_api_url))
    memory = AnswerMemory(RecentAnswers(database))
    people = SlackPeople(sender, PeopleTable(database), clock=wiring.now)
    installation = Installation(sender)
    secret = settings.slack_signing_secret
    app = build_app(
        services=wiring.services(settings, database, people),
        seen=SeenEvents(database),
        sender=sender,
        remember=memory.remember,
        identity=lambda: installation.identity,
        signing_secret=secret.get_secret_value() if secret else None,
    )
    socket = _socket_mode(settings, app)
    routes = [healthz(), readyz(lambda: _faults(ready, sender, installation, socket))]
    if secret and not socket:
        routes.append(slack_events(app))
    web = WebServer(Site(routes), host=settings.listen.host, port=settings.listen.port, threads=wiring.LISTENER_THREADS)
    schedule = Schedule(_jobs(settings, database, ready))
    # Stopped in the opposite order: first nothing more comes in, at last nothing more goes out.
    for part in (sender, memory, ready, schedule):
        part.start()
        stack.callback(part.stop)
    installation.learn()
    stack.callback(installation.stop)
    web.start()
    stack.callback(web.stop)
    if socket:
        socket.start()
        stack.callback(socket.stop)
    return app, web, ready


def _socket_mode(settings: Settings, app: App) -> SocketMode | None:
    if not settings.slack_app_token:
        return None
    token = settings.slack_app_token.get_secret_value()
    return SocketMode(app, app_token=token, base_url=settings.slack_api_url, threads=wiring.LISTENER_THREADS)


def _faults(
    database: ReadyDatabase, sender: Sender, installation: Installation, socket: SocketMode | None
) -> Iterator[str]:
    """Everything that keeps questions from being answered, in words."""
    waiting = None if installation.identity or sender.fault else "Slack has not told yet who this bot is."
    for fault in (database.fault(), sender.fault, waiting, socket.fault() if socket else None):
        if fault:
            yield fault


def _jobs(settings: Settings, database: Database, ready: ReadyDatabase) -> list[Job]:
    def forget_events() -> None:
        SeenEvents(database).forget(before=wiring.now() - _EVENTS_KEPT)

    def read_sources() -> None:
        ready.wait(_SOURCES_READ_EVERY.total_seconds())
        _read_sources(settings, database)

    jobs = [Job("forget-events", forget_events, timedelta(hours=1))]
    if settings.locations:
        jobs.append(Job("read-sources", read_sources, _SOURCES_READ_EVERY, at_once=True))
    return jobs


def _read_sources(settings: Settings, database: Database) -> None:
    ingestion = wiring.ingestion(settings, database)
    for location in settings.locations:
        outcome = ingestion.run(f"{location.type}:{location.target}")
        _log.info("source-read", source=outcome.source, files=outcome.files, unchanged=outcome.unchanged)
        for place, reason in outcome.unreadable.items():
            _log.warning("file-unreadable", source=outcome.source, location=place, reason=reason)
        if outcome.written.waiting:
            _log.warning(
                "removal-waits",
                source=outcome.source,
                count=len(outcome.written.waiting),
                advice="look at the source; `callboard ingest --accept-removals` carries it out",
            )
