"""An organisation on GitHub of 200 repositories and 20 teams, and the company's bot that reads it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot import conversation, jobs, settings
from bot.schedule import Tick
from bot.serving import Bot
from catalog_store.database import Database
from catalog_store.entities import Known
from catalog_store.job_queue import JobQueue
from catalog_store.refs import EntityRef
from catalog_store.sources import Sources
from catalog_store.store import Catalog
from tests.acceptance.office import Office, company_app, company_slack
from tests.support.github import GitHub

REPOSITORIES, TEAMS, DESCRIBED = 200, 20, 190
SOURCE, PEOPLE = "github:acme", "github-org:acme"
SECRET = "between-the-two-of-us"
CONFIG = """\
callboard: {platformChannel: platform}
catalog:
  providers:
    github: {acme: {organization: acme, catalogPath: /catalog-info.yaml}}
    githubOrg: [{id: acme, orgs: [acme]}]
"""


def descriptor(number: int, owner: str | None = None) -> str:
    """What the repository of this number says of itself."""
    return (
        "apiVersion: backstage.io/v1alpha1\nkind: Component\n"
        f"metadata: {{name: service-{number:03}, description: Number {number}.}}\n"
        f"spec: {{type: service, lifecycle: production, owner: {owner or team_of(number)}}}\n"
    )


def team_of(number: int) -> str:
    """The slug of the team that owns it."""
    return f"team-{number % TEAMS:02}"


def build(github: GitHub) -> None:
    """Everything: the last ten repositories have no descriptor, but CODEOWNERS."""
    for number in range(TEAMS):
        github.user(f"dev-{number:02}", f"Developer {number}", f"dev-{number:02}@acme.example")
        github.team(f"acme/team-{number:02}", members=[f"dev-{number:02}", "octocat"], name=f"Team {number:02}")
    for number in range(REPOSITORIES):
        described = {"catalog-info.yaml": descriptor(number), "README.md": f"# Service {number}"}
        undescribed = {"CODEOWNERS": f"* @acme/{team_of(number)}\n", "README.md": f"# Service {number}"}
        github.repository(f"acme/service-{number:03}", files=described if number < DESCRIBED else undescribed)


@dataclass(frozen=True)
class Portal:
    """The organisation, and the company's Slack with the bot that reads it."""

    github: GitHub
    office: Office

    @property
    def catalog(self) -> Catalog:
        return Catalog(self.office.database)

    def component(self, number: int) -> Known | None:
        return self.catalog.find(EntityRef.of("component", f"service-{number:03}"))

    def count(self, kind: str = "component") -> int:
        return count(self.office.database, kind)

    def read_again(self, source: str = SOURCE) -> None:
        """Have the bot read a source now, and wait until it has."""
        before = self._attempted(source)
        JobQueue(self.office.database).defer(jobs.READ_SOURCE, {"source": source}, lock=source)
        self.office.slack.wait_for(lambda: self._attempted(source) != before, timeout=90)

    @contextmanager
    def unheard(self) -> Iterator[None]:
        """What happens meanwhile on GitHub, no webhook tells; what they told before is done."""
        queue = JobQueue(self.office.database)
        self.office.slack.wait_for(lambda: queue.condition().waiting == 0, timeout=60)
        self.github.hold_deliveries()
        yield
        self.github.site.happenings.held = None

    def _attempted(self, source: str) -> object:
        return next((each.attempted_at for each in Sources(self.office.database).all() if each.id == source), None)


def count(database: Database, kind: str = "component") -> int:
    """How many entities of a kind the catalog has."""
    with database.reading() as connection:
        found = connection.exec_driver_sql(
            "SELECT count(*) AS number FROM entities WHERE kind = %(kind)s AND removed_at IS NULL", {"kind": kind}
        )
        number: int = found.one().number
    return number


def environment(github: GitHub, token: str) -> Mapping[str, str]:
    """What tells a process who it is on this GitHub."""
    return {"GITHUB_TOKEN": token, "GITHUB_API_URL": github.api_url, "GITHUB_WEBHOOK_SECRET": SECRET}


@contextmanager
def running_portal(github: GitHub, database_url: str, folder: Path, config: str = CONFIG) -> Iterator[Portal]:
    """The bot, as `callboard serve` runs it, with an app-config.yaml of Backstage's keys."""
    (folder / "app-config.yaml").write_text(config)
    app, database = company_app(), Database(database_url)
    with company_slack() as slack, pytest.MonkeyPatch.context() as patch:
        patch.setattr(conversation, "_CARDS_LOOKED_AT_EVERY", timedelta(seconds=1))
        patch.setattr(conversation, "Tick", partial(_tick, Tick))
        variables = {
            "SLACK_API_URL": slack.api_url,
            "SLACK_BOT_TOKEN": app.bot_token,
            "SLACK_APP_TOKEN": app.app_token,
            "DATABASE_URL": database_url,
            "CALLBOARD_LISTEN": "127.0.0.1:0",
            **environment(github, github.owner_token("acme")),
        }
        bot = Bot.start(settings.load(variables, folder), database)
        try:
            slack.wait_until_connected()
            github.webhook("acme", f"http://{bot.web.host}:{bot.web.port}/webhooks/github", secret=SECRET)
            yield Portal(github, Office(slack, bot, database, database_url))
        finally:
            bot.stop()
            database.close()


def _tick(
    made: type[Tick],
    name: str,
    work: Callable[[], object],
    every: timedelta,
    jitter: timedelta = timedelta(0),
    **more: Any,  # Any: the rest of its fields
) -> Tick:
    """Without jitter where none is asked for."""
    return made(name, work, every, jitter, **more)


def ingesting(github: GitHub, token: str, database_url: str, folder: Path, *options: str) -> "subprocess.Popen[bytes]":
    """`callboard ingest` as a process of its own."""
    (folder / "app-config.yaml").write_text(CONFIG)
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "ingest", "--json", *options],
        cwd=folder,
        env={**os.environ, "DATABASE_URL": database_url, **environment(github, token)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
