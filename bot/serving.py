"""A bot that runs: its database found, its surfaces open, its jobs ticking; and all of it stopped in order."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
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
from bot.settings import Settings
from bot.socket_mode import SocketMode
from bot.web import Site, WebServer, healthz, readyz, slack_events
from catalog_store.answers import RecentAnswers
from catalog_store.database import Database
from catalog_store.entities import Severity
from catalog_store.errors import CatalogError
from catalog_store.people import PeopleTable
from catalog_store.seen import SeenEvents
from catalog_store.store import Catalog

_log = structlog.get_logger()

#: Slack repeats an event for an hour at most; one day leaves room for queues on the way.
_EVENTS_KEPT = timedelta(days=1)
_SOURCES_READ_EVERY = timedelta(minutes=30)
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
            _log.error("database-not-ready", exc_info=bug)
            self._tell(f"The catalog's database could not be brought up to date ({type(bug).__name__}, see the log).")
            return False
        with self._changed:
            self._is_ready = True
            self._changed.notify_all()
        _log.info("database-ready")
        return True

    def _tell(self, fault: str) -> None:
        if fault != self._fault:
            _log.warning("database-not-ready", reason=fault, next_try_in=_DATABASE_TRIED_EVERY)
        self._fault = fault


def _assemble(
    settings: Settings, database: Database, stack: ExitStack, *, migrate: bool
) -> tuple[App, WebServer, ReadyDatabase]:
    assert settings.slack_bot_token
    ready = ReadyDatabase(database, migrate=migrate)
    sender = wiring.sender(settings, database, is_ready=ready.is_ready)
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
    # Stopped in the opposite order: first nothing more comes in, at last nothing more goes out. The database comes
    # before the jobs that wait for it.
    for part in (sender, memory, schedule, ready):
        part.start()
        stack.callback(part.stop)
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
    forgetting = Job("forget-events", partial(_forget_events, database), timedelta(hours=1))
    return [forgetting, *source_jobs(settings, database, ready)]


def source_jobs(settings: Settings, database: Database, ready: ReadyDatabase) -> list[Job]:
    """One job for each configured source, so that none waits for another one's failure."""
    sources = dict.fromkeys(f"{location.type}:{location.target}" for location in settings.locations)
    return [_reading_job(source, settings, database, ready) for source in sources]


def _forget_events(database: Database) -> None:
    SeenEvents(database).forget(before=wiring.now() - _EVENTS_KEPT)


def _reading_job(source: str, settings: Settings, database: Database, ready: ReadyDatabase) -> Job:
    def read() -> None:
        if ready.wait():
            _read_source(source, settings, database, ready)

    return Job(f"read {source}", read, _SOURCES_READ_EVERY, at_once=True)


def _read_source(source: str, settings: Settings, database: Database, ready: ReadyDatabase) -> None:
    def stop_in_time(_files: int) -> None:
        if ready.is_stopped():
            raise _StoppedError

    try:
        outcome = wiring.ingestion(settings, database).run(source, progress=stop_in_time)
    except _StoppedError:
        _log.info("source-left", source=source)
        return
    refused = sum(fault.severity is Severity.ERROR for faults in outcome.faults.values() for fault in faults)
    _log.info("source-read", source=source, files=outcome.files, unchanged=outcome.unchanged, refused=refused)
    for place, reason in outcome.unreadable.items():
        _log.warning("file-unreadable", source=source, location=place, reason=reason)
    if outcome.written.waiting:
        _log.warning(
            "removal-waits",
            source=source,
            count=len(outcome.written.waiting),
            advice="look at the source; `callboard ingest --accept-removals` carries it out",
        )


class _StoppedError(Exception):
    """We are to end; what was read so far is dropped, and read again after the next start."""
