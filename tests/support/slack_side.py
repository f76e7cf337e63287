"""The Slack side of the bot, running: real Bolt behind a real server, with a small catalog in a real database."""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from slack_bolt import App

from bot import wiring
from bot.adapters.places import Places
from bot.adapters.web_pages import WebPages
from bot.app import build_app
from bot.askers import Askers
from bot.identity import Identity
from bot.people import SlackPeople
from bot.remembering import AnswerMemory
from bot.sender import Sender
from bot.web import Site, WebServer, healthz, readyz, slack_events
from catalog_store.database import Database
from catalog_store.descriptors import BUILT_IN
from catalog_store.names import NameIndex
from catalog_store.policies import Policies
from catalog_store.privacy import Privacy
from catalog_store.scorecards import DEFAULT
from catalog_store.search import Search
from catalog_store.search.postgres_engine import PostgresEngine
from catalog_store.slack.buckets import Buckets
from catalog_store.slack.people import PeopleTable
from catalog_store.slack.seen import SeenEvents
from catalog_store.standings.judging import Judging
from catalog_store.sync import Ingestion
from commands import ALL
from commands.command import Command
from commands.services import Services
from commands.sight import CatalogSight
from tests.support.signed import SECRET, HttpReply, SlackSends
from tests.support.slack_api import SlackApi

CATALOG = """\
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: payments, title: Payments}
spec: {type: team, children: [], profile: {email: payments@example.org}}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: ana}
spec: {memberOf: [payments], profile: {displayName: Ana, email: ana@example.org}}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: payments-api}
spec: {type: service, lifecycle: production, owner: payments}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: payload-validator}
spec: {type: service, lifecycle: production, owner: payments}
"""


@dataclass(frozen=True)
class SlackSide:
    """What Slack does, as seen by the bot: people's questions go in, and `slack` hears the rest."""

    slack: SlackApi
    sends: SlackSends
    services: Services
    faults: list[str] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def slash(self, text: str, *, command: str = "/owner", trigger: str = "") -> HttpReply:
        """Somebody types a slash command in #general."""
        return self.sends.form(
            {
                "command": command,
                "text": text,
                "user_id": "U1",
                "team_id": "T1",
                "channel_id": "C1",
                "channel_name": "general",
                "response_url": self.slack.response_url(),
                "trigger_id": trigger or self._trigger(),
            }
        )

    def mention(self, text: str, **event: object) -> HttpReply:
        """Somebody mentions us in #general."""
        return self.event({"type": "app_mention", "channel": "C1", "text": f"<@UBOT> {text}", **event})

    def direct(self, text: str, **event: object) -> HttpReply:
        """Somebody writes to us."""
        return self.event({"type": "message", "channel": "D1", "channel_type": "im", "text": text, **event})

    def event(self, event: Mapping[str, object], *, event_id: str | None = None) -> HttpReply:
        """Something happens that we subscribed to."""
        number = next(self._numbers)
        told = {"user": "U1", "ts": f"1700000000.{number:06}", **event}
        return self.sends.event(
            {
                "type": "event_callback",
                "team_id": "T1",
                "api_app_id": "A1",
                "event_id": event_id or f"Ev{number}",
                "event": {key: value for key, value in told.items() if value is not None},
                "authorizations": [{"team_id": "T1", "user_id": "UBOT", "is_bot": True}],
            }
        )

    def shortcut(
        self, message: Mapping[str, object], *, callback_id: str = "find_owner", trigger: str = ""
    ) -> HttpReply:
        """Somebody picks our entry in the menu of a message."""
        return self.sends.click(
            {
                "type": "message_action",
                "callback_id": callback_id,
                "team": {"id": "T1"},
                "user": {"id": "U1", "team_id": "T1"},
                "channel": {"id": "C1", "name": "general"},
                "message": {"type": "message", "ts": "1700000000.5", "user": "U2", **message},
                "response_url": self.slack.response_url(),
                "trigger_id": trigger or self._trigger(),
            }
        )

    def press(
        self,
        button: Mapping[str, Any],
        *,
        is_ephemeral: bool = True,
        channel: str | None = "C1",
        trigger: str = "",
    ) -> HttpReply:
        """Somebody presses a button of ours."""
        place = {"type": "message", "message_ts": "1700000000.5", "is_ephemeral": is_ephemeral}
        where = {
            "channel": {"id": channel, "name": "general"},
            "container": place,
            "response_url": self.slack.response_url(),
        }
        return self.sends.click(
            {
                "type": "block_actions",
                "team": {"id": "T1"},
                "user": {"id": "U1", "team_id": "T1"},
                "actions": [{"type": "button", "block_id": "b", **button}],
                "trigger_id": trigger or self._trigger(),
                **(where if channel else {"container": {"type": "view"}, "view": {"type": "home"}}),
            }
        )

    def _trigger(self) -> str:
        """Slack gives each command and each click one of its own."""
        return f"{next(self._numbers)}.1"

    def open_home(self, tab: str = "home") -> HttpReply:
        """Somebody opens our page."""
        return self.event({"type": "app_home_opened", "tab": tab, "channel": "D1", "ts": None})


@contextmanager
def answering_app(
    database: Database,
    sender: Sender,
    folder: Path,
    *,
    identity: Callable[[], Identity | None],
    commands: Sequence[Command] = ALL,
    questions: int = 0,
) -> Iterator[tuple[App, Services]]:
    """The Bolt app with `CATALOG` in this database, and what it works with."""
    (folder / "catalog-info.yaml").write_text(CATALOG)
    Ingestion(database, Places(WebPages()), kinds=BUILT_IN, clock=_now).run(f"file:{folder}")
    services = _services(database, sender)
    memory = AnswerMemory(services.answers)
    memory.start()
    try:
        yield (
            build_app(
                services=services,
                seen=SeenEvents(database),
                sender=sender,
                remember=memory.remember,
                identity=identity,
                signing_secret=SECRET,
                outsiders=wiring.outsiders(database),
                askers=Askers(Buckets(database).take, per_minute=questions),
                commands=commands,
            ),
            services,
        )
    finally:
        memory.stop()


@contextmanager
def running_slack_side(
    database: Database,
    slack: SlackApi,
    sender: Sender,
    folder: Path,
    *,
    commands: Sequence[Command] = ALL,
    questions: int = 0,
) -> Iterator[SlackSide]:
    """The same behind a real server, heard by `slack`."""
    faults: list[str] = []
    us = Identity("UBOT", "BBOT", "T1")
    with answering_app(database, sender, folder, identity=lambda: us, commands=commands, questions=questions) as (
        app,
        services,
    ):
        site = Site([slack_events(app), healthz(), readyz(lambda: faults)])
        web = WebServer(site, host="127.0.0.1", port=0, threads=4)
        web.start()
        try:
            yield SlackSide(slack, SlackSends(web.host, web.port), services, faults)
        finally:
            web.stop()


def _services(database: Database, sender: Sender) -> Services:
    names = NameIndex(database)
    made = Services.over(
        database,
        names,
        people=SlackPeople(sender, PeopleTable(database), clock=_now),
        search=Search(database, PostgresEngine(database)),
        judging=Judging(database, DEFAULT, clock=_now),
        clock=_now,
    )
    sight = CatalogSight(database, names, Privacy(database, Policies()))
    return replace(made, sight=sight, platform_channel="#platform")


def _now() -> datetime:
    return datetime.now(UTC)
