"""`callboard serve`: connected to Slack, until told to stop."""

import argparse

from bot import wiring
from bot.cli import last_words, running, session
from bot.errors import NotTriedError
from catalog_store.errors import CatalogError


def run(options: argparse.Namespace) -> int:
    """Serve until a signal comes."""
    settings = session.settings()
    if not options.no_slack and (missing := settings.missing_for_slack()):
        raise NotTriedError("\n".join((*missing, "To try Callboard without Slack, run `callboard try`.")))
    session.keep_log(settings)
    last_words.watch_threads()
    stopped = running.told_to_stop()
    try:
        with wiring.followed(settings), wiring.connect(settings) as database:
            bot = running.started(settings, database, migrate=not options.no_migrate, with_slack=not options.no_slack)
            try:
                stopped.wait()
            finally:
                bot.stop()
    except CatalogError as error:
        raise NotTriedError(str(error)) from error
    return 0
