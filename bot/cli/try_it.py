"""`callboard try`: a local workspace in the browser, with a sample company that one can be anybody of."""

import argparse
import dataclasses
import os
import re
import socket
from datetime import timedelta
from importlib import resources
from pathlib import Path

from pydantic import SecretStr

from bot import wiring
from bot.cli import last_words, running, session
from bot.errors import NotTriedError
from bot.serving import Bot, WorkersOnly
from bot.settings import ListenAddress, Settings
from bot.workspace.local import LocalSlack
from bot.workspace.seed import WorkspaceSeed
from bot.workspace.settings import AppSettings
from catalog_store.database import Database
from catalog_store.errors import CatalogError
from catalog_store.store import Catalog

_COMPANY = Path(str(resources.files("bot.workspace"))) / "company"
_PATIENCE = 20.0
#: The company's campaign is in its last weeks, whenever somebody looks.
_CAMPAIGN = {"TERNHOLM_CAMPAIGN_BEGINS": timedelta(days=-40), "TERNHOLM_CAMPAIGN_ENDS": timedelta(days=23)}


def run(options: argparse.Namespace) -> int:
    """Start everything, print the page's address, and run until a signal comes."""
    settings = _settings_for_trying()
    session.keep_log(settings)
    last_words.watch_threads()
    stopped = running.told_to_stop()
    session.say("Starting Postgres, the sample company and a local Slack workspace …")
    try:
        with wiring.open_database(settings) as database:
            _load_company(settings, database)
            with _workspace(options.port) as slack:
                bot = _start_bot(settings, slack, database, over_http=options.http)
                try:
                    _welcome(slack, bot)
                    stopped.wait()
                finally:
                    bot.stop()
    except CatalogError as error:
        raise NotTriedError(str(error)) from error
    return 0


def _settings_for_trying() -> Settings:
    """A folder of its own for the embedded server, so that the sample company never meets a real catalog.

    Where nobody configured anything, the company's own configuration counts.
    """
    found = session.settings()
    home = found.home / "try"
    if found.config_file is None:
        found = session.settings({**os.environ, "CALLBOARD_CONFIG": str(_configuration_in(home))})
    return dataclasses.replace(found, home=home, listen=_free(found.listen))


def _free(usual: ListenAddress) -> ListenAddress:
    """The usual address, or any port where another program has that one and nobody insists on it."""
    if os.environ.get("CALLBOARD_LISTEN"):
        return usual
    try:
        socket.create_server((usual.host, usual.port)).close()
    except OSError:
        return dataclasses.replace(usual, port=0)
    return usual


def _configuration_in(home: Path) -> Path:
    """The company's configuration with today's campaign, where `callboard ask` with this home finds it, too."""
    written = (_COMPANY / "app-config.yaml").read_text(encoding="utf-8")
    today = wiring.now().date()
    for name, distance in _CAMPAIGN.items():
        written = re.sub(rf"\$\{{{name}[^}}]*\}}", (today + distance).isoformat(), written)
    kept = home / "app-config.yaml"
    try:
        home.mkdir(parents=True, exist_ok=True)
        kept.write_text(written, encoding="utf-8")
    except OSError as error:
        raise NotTriedError(
            f"{kept} cannot be written: {error.strerror}. Name another folder in CALLBOARD_HOME."
        ) from error
    return kept


def _load_company(settings: Settings, database: Database) -> None:
    source = f"file:{_COMPANY / 'catalog'}"
    if others := [each for each in Catalog(database).sources() if each != source]:
        raise NotTriedError(
            f"The database of DATABASE_URL holds a real catalog ({others[0]}), and the sample company would mix with it."
            " Unset DATABASE_URL to try Callboard with a database of its own."
        )
    outcome = wiring.ingestion(settings, database).run(source, accept_removals=True)
    planted = sum(len(faults) for faults in outcome.faults.values())
    if planted:
        session.say(f"The sample company is loaded; {planted} faults were planted in its files on purpose.")


def _workspace(port: int) -> LocalSlack:
    company = WorkspaceSeed.load(_COMPANY / "slack.yaml")
    try:
        return LocalSlack(company, port=port, app=AppSettings.from_manifest(wiring.manifest()))
    except OSError as error:
        raise NotTriedError(
            f"Port {port} is taken, perhaps by another workspace. `callboard try --port 0` takes any free one."
        ) from error


def _start_bot(settings: Settings, slack: LocalSlack, database: Database, *, over_http: bool) -> Bot | WorkersOnly:
    app = slack.app
    local = dataclasses.replace(
        settings,
        slack_api_url=slack.api_url,
        slack_bot_token=SecretStr(app.bot_token),
        slack_app_token=None if over_http else SecretStr(app.app_token),
        slack_signing_secret=SecretStr(app.signing_secret),
    )
    bot = running.started(local, database)
    if over_http:
        slack.reach_app_at(f"http://{bot.web.host}:{bot.web.port}/slack/events")
    else:
        slack.wait_until_connected(timeout=_PATIENCE)
    return bot


def _welcome(slack: LocalSlack, bot: Bot | WorkersOnly) -> None:
    session.say(f"\n  Open {slack.page_url} and type /owner payments-api in a channel.\n")
    session.say(f"  The bot listens on http://{bot.web.host}:{bot.web.port} (try /readyz). Stop with Ctrl-C.")
