"""A bot that runs: its database found, its surfaces open, its jobs ticking; and all of it stopped in order."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Self

import structlog
from slack_bolt import App

from bot import jobs, wiring
from bot.conversation import Conversation
from bot.github_calls import github_calls
from bot.ready_database import ReadyDatabase
from bot.schedule import Schedule, Tick
from bot.settings import Settings
from bot.socket_mode import SocketMode
from bot.ticking import channel_ticks, golden_path_ticks, people_tick, ticks, user_group_ticks
from bot.web import Route, Site, WebServer, healthz, metrics_page, readyz, slack_events
from bot.workers import Workers
from catalog_store.database import Database
from catalog_store.job_queue import JobQueue
from catalog_store.operating import Operating

_log = structlog.get_logger()


@dataclass(slots=True)
class Bot:
    """The parts of a running bot. Made and started by `start`, ended by `stop`."""

    app: App
    web: WebServer
    database: ReadyDatabase
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


class Backroom:
    """What a replica does whether or not it talks to Slack: jobs are done, and those that are due are put in."""

    def __init__(self, settings: Settings, database: Database, *, migrate: bool) -> None:
        self.ready = ReadyDatabase(database, migrate=migrate)
        self.queue = queue = JobQueue(database)
        self.bench = jobs.Bench(settings, database, is_ready=self.ready.is_ready)
        self.workers = Workers(jobs.tasks(self.bench), queue, url=database.libpq_url, wait_until_ready=self.ready.wait)
        self.schedule = Schedule(
            [
                *ticks(settings, queue, self.ready),
                *golden_path_ticks(self.bench, self.ready),
                *(self._slack_ticks() if settings.slack_bot_token else ()),
            ]
        )

    def routes(self, faults: Callable[[], Iterable[str]]) -> list[Route]:
        """What such a replica serves; `faults` keep it from its work, in words."""
        state = Operating(self.bench.database).state
        return [healthz(), readyz(faults), metrics_page(state, faults), *github_calls(self.bench, self.queue)]

    def _slack_ticks(self) -> Iterator[Tick]:
        yield people_tick(self.bench, self.queue, self.ready)
        yield from channel_ticks(self.bench, self.queue, self.ready)
        yield from user_group_ticks(self.bench.settings, self.queue, self.ready)

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
    conversation = Conversation(settings, database, bench=backroom.bench, queue=backroom.queue, ready=ready)
    for task in conversation.tasks():
        backroom.workers.add(task)
    socket = _socket_mode(settings, conversation.app)
    routes = backroom.routes(lambda: _faults(conversation, socket))
    if settings.slack_signing_secret and not socket:
        routes.append(slack_events(conversation.app))
    web = _web(settings, routes)
    # Stopped in the opposite order: first nothing more comes in, at last nothing more goes out. The database comes
    # before the jobs that wait for it.
    for part in conversation.parts():
        part.start()
        stack.callback(part.stop)
    backroom.start(stack)
    stack.callback(web.stop)
    stack.callback(conversation.installation.stop)
    conversation.installation.learn()
    web.start()
    if socket:
        socket.start()
        stack.callback(socket.stop)
    _log.info(
        "serving", address=f"http://{replace(settings.listen, port=web.port)}", way="Socket Mode" if socket else "HTTP"
    )
    return conversation.app, web, ready


def _assemble_without_slack(settings: Settings, database: Database, stack: ExitStack, *, migrate: bool) -> WebServer:
    """With a bot token it also sends what nobody waits for."""
    backroom = Backroom(settings, database, migrate=migrate)
    web = _web(settings, backroom.routes(lambda: filter(None, (backroom.ready.fault(),))))
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


def _faults(conversation: Conversation, socket: SocketMode | None) -> Iterator[str]:
    """Everything that keeps questions from being answered, in words."""
    yield from conversation.faults()
    if socket and (fault := socket.fault()):
        yield fault
