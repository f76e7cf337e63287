"""What `serve` and `try` share: a running bot, and an end that comes by signal."""

import signal
import threading

from bot.errors import NotTriedError
from bot.identity import SlackRefusesError
from bot.serving import Bot, WorkersOnly
from bot.settings import Settings
from catalog_store.database import Database


def started(
    settings: Settings, database: Database, *, migrate: bool = True, with_slack: bool = True
) -> Bot | WorkersOnly:
    """A running bot, or its workers alone.

    Raises:
        NotTriedError: Slack does not take the token, or the address is taken.
    """
    try:
        return (Bot if with_slack else WorkersOnly).start(settings, database, migrate=migrate)
    except SlackRefusesError as error:
        raise NotTriedError(str(error)) from error
    except OSError as error:
        reason = (error.strerror or str(error)).partition(" (while")[0]  # the server's own addition
        raise NotTriedError(
            f"Nothing can listen on {settings.listen} ({reason})."
            " Stop what is running there, or set CALLBOARD_LISTEN to another address."
        ) from error


def told_to_stop() -> threading.Event:
    """Set by the first SIGINT or SIGTERM from now on. The second one ends the process at once."""
    stopped = threading.Event()

    def stop(number: int, _frame: object) -> None:
        stopped.set()
        signal.signal(number, signal.SIG_DFL)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    return stopped
