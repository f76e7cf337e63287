"""All that talks with people in Slack: the app that hears them, and whatever tells them something by itself."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Protocol

import structlog
from slack_bolt import App

from bot import jobs, late_questions, wiring
from bot.announcing import Announcing
from bot.app import build_app
from bot.approval_cards import ApprovalCards
from bot.channel_listing import ChannelListing
from bot.channels import SlackChannels
from bot.fact_sources import Collecting
from bot.golden_path_runs.assembling import vouching
from bot.identity import Installation
from bot.live_status import LiveStatus
from bot.mending import Mender, MendingByPullRequest
from bot.people import SlackPeople
from bot.ready_database import ReadyDatabase
from bot.remembering import AnswerMemory
from bot.removal_cards import RemovalCards
from bot.reporting import Reporting
from bot.reports.looking_back import LookingBack
from bot.schedule import Schedule, Tick
from bot.sent_files import SlackFiles
from bot.settings import Settings
from bot.surfaces.desk import Desk
from bot.surfaces.windows import Windows
from bot.ticking import when_ready
from bot.user_group_listing import UserGroupListing
from bot.workers import Task
from catalog_store.database import Database
from catalog_store.errors import CatalogError
from catalog_store.job_queue import JobQueue
from catalog_store.search import Following
from catalog_store.slack.answers import RecentAnswers
from catalog_store.slack.channel_names import ListedChannels
from catalog_store.slack.outgoing import Outgoing
from catalog_store.slack.people import PeopleTable
from catalog_store.slack.seen import SeenEvents
from catalog_store.standings.facts import FactStore
from commands.services import Services

_log = structlog.get_logger()

_CARDS_LOOKED_AT_EVERY = timedelta(seconds=3)
#: Long before somebody asks, who would wait for what a large reading changed.
_PRIVACY_FOLLOWED_EVERY = timedelta(seconds=5)


class Part(Protocol):
    """Something that works on a thread of its own."""

    def start(self) -> None:
        """Begin."""

    def stop(self) -> None:
        """End, as soon as that can be done in order."""


class Conversation:
    """What a replica needs that talks with people. Whoever makes it starts its parts, and has its tasks done."""

    def __init__(
        self, settings: Settings, database: Database, *, bench: jobs.Bench, queue: JobQueue, ready: ReadyDatabase
    ) -> None:
        self._settings = settings
        self._database = database
        self._queue = queue
        self._ready = ready
        self.sender = bench.sender = wiring.sender(settings, database, is_ready=ready.is_ready, others=bench.outsiders)
        self.installation = Installation(self.sender)
        self._outsiders = bench.outsiders
        self._memory = AnswerMemory(RecentAnswers(database))
        self._vouching = vouching(settings, database)
        self._services = self._all_services(bench)
        self._live = LiveStatus(
            self._services,
            queue,
            Outgoing(database, replica="").get,
            job_queue=late_questions.QUEUE,
            clock=wiring.now,
        )
        self._announcing = Announcing(
            self._services,
            queue,
            self.sender,
            job_queue=late_questions.QUEUE,
            is_ready=ready.is_ready,
            clock=wiring.now,
        )
        self._reporting = self._reports()
        self.app = self._app(bench)

    def tasks(self) -> Iterator[Task]:
        """The jobs that only such a replica can do."""
        yield late_questions.task(self._desk())
        yield from self._reporting.tasks()
        yield from self._live.tasks(self.sender)
        yield self._announcing.task()
        listing = ChannelListing(self._queue, job_queue=late_questions.QUEUE)
        yield listing.task(self._outsiders, self.sender, ListedChannels(self._database))
        groups, is_needed = self._services.user_groups, bool(self._settings.policies.user_groups)
        yield UserGroupListing(self._queue, job_queue=late_questions.QUEUE).task(
            self.sender, groups, is_needed=is_needed
        )

    def parts(self) -> Iterator[Part]:
        """What is to be started in this order, and stopped in the opposite one: at last nothing more goes out."""
        yield self.sender
        yield self._memory
        yield Following(self._services.search, ready=self._ready.wait, tell=_tell_of_search)
        yield Schedule(list(self._ticks()))

    def faults(self) -> Iterator[str]:
        """What keeps questions from being answered, in words."""
        waiting = None if self.installation.identity or self.sender.fault else "Slack has not told yet who this bot is."
        yield from filter(None, (self._ready.fault(), self.sender.fault, waiting))

    def _all_services(self, bench: jobs.Bench) -> Services:
        people = SlackPeople(self.sender, PeopleTable(self._database), clock=wiring.now)
        services = replace(
            wiring.services(self._settings, self._database, people, bench.golden),
            channels=SlackChannels(self.sender, clock=wiring.now),
            sent_files=SlackFiles(self.sender),
        )
        services.operations.warm()
        mending = MendingByPullRequest(self._settings, self._queue, services, self._vouching)
        return replace(services, mending=mending, owner_changes=mending)

    def _app(self, bench: jobs.Bench) -> App:
        secret = self._settings.slack_signing_secret
        return build_app(
            services=self._services,
            seen=SeenEvents(self._database),
            sender=self.sender,
            remember=self._memory.remember,
            identity=lambda: self.installation.identity,
            signing_secret=secret.get_secret_value() if secret else None,
            leave=partial(late_questions.leave, self._queue),
            live=self._live,
            outsiders=bench.outsiders,
            askers=wiring.askers(self._settings, self._database),
        )

    def _desk(self) -> Desk:
        """Where questions are answered that somebody had to leave."""
        seen, windows = SeenEvents(self._database), Windows(self.sender)
        return Desk(
            self._services,
            seen,
            self.sender,
            self._memory.remember,
            lambda: self.installation.identity,
            windows,
            live=self._live,
        )

    def _reports(self) -> Reporting:
        for wrong in self._settings.scorecard.faults:
            _log.warning("rule-left-out", place=wrong.place, problem=wrong.problem, advice=wrong.fix)
        # What it cannot do now it puts off, so that no report waits behind it.
        host = wiring.source_host(self._settings, patience=timedelta(0))
        return Reporting(
            self._services,
            self._queue,
            Mender(self._services, host, self.sender, self._vouching),
            Collecting(
                FactStore(self._database),
                wiring.fact_sources(self._settings, self._database, self._services.operations),
            ),
            self._ready.is_ready,
            LookingBack(self._services.deliveries, self.sender.ask),
        )

    def _ticks(self) -> Iterator[Tick]:
        is_ready = self._ready.is_ready
        removals = RemovalCards(self._services, self.sender, team=self._team, is_ready=is_ready)
        approvals = ApprovalCards(self._services, self.sender, is_ready=is_ready)
        follow_privacy = when_ready(self._ready, partial(self._services.seen_by, None))
        second = timedelta(seconds=1)
        yield Tick("removal-cards", removals.look, _CARDS_LOOKED_AT_EVERY, jitter=second)
        yield from self._reporting.ticks()
        yield self._announcing.tick()
        yield Tick("private-things", follow_privacy, _PRIVACY_FOLLOWED_EVERY, jitter=second, at_once=True)
        yield Tick("approval-cards", approvals.look, _CARDS_LOOKED_AT_EVERY, jitter=second)

    def _team(self) -> str:
        return self.installation.identity.team_id if self.installation.identity else ""


def _tell_of_search(error: Exception) -> None:
    if isinstance(error, CatalogError):
        _log.warning("search-not-current", reason=str(error))
    else:
        _log.error("search-not-current", exc_info=error)
