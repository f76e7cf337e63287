"""`callboard serve`: connected to Slack, until told to stop."""

import argparse
import signal
import threading

from bot import logs, wiring
from bot.cli import session
from bot.errors import NotTriedError
from bot.identity import SlackRefusesError
from bot.serving import Bot
from bot.settings import Settings
from catalog_store.database import Database
from catalog_store.errors import CatalogError


def arguments(parser: argparse.ArgumentParser) -> None:
    """How to begin."""
    parser.add_argument(
        "--no-migrate", action="store_true", help="wait for somebody else to bring the database up to date"
    )


def run(options: argparse.Namespace) -> int:
    """Serve until a signal comes."""
    settings = session.settings()
    if missing := settings.missing_for_slack():
        raise NotTriedError("\n".join((*missing, "To try Callboard without Slack, run `callboard try`.")))
    logs.configure(settings.log_format, secrets=settings.secrets)
    try:
        with wiring.connect(settings) as database:
            bot = started(settings, database, migrate=not options.no_migrate)
            try:
                wait_for_signal()
            finally:
                bot.stop()
    except CatalogError as error:
        raise NotTriedError(str(error)) from error
    return 0


def started(settings: Settings, database: Database, *, migrate: bool = True) -> Bot:
    """A running bot.

    Raises:
        NotTriedError: Slack does not take the token, or the address is taken.
    """
    try:
        return Bot.start(settings, database, migrate=migrate)
    except SlackRefusesError as error:
        raise NotTriedError(str(error)) from error
    except OSError as error:
        raise NotTriedError(
            f"Nothing can listen on {settings.listen} ({error.strerror or error})."
            " Stop what is running there, or set CALLBOARD_LISTEN to another address."
        ) from error


def wait_for_signal() -> None:
    """Sleep until SIGINT or SIGTERM."""
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    stopped.wait()
