"""What is said and written down when something fails that nobody foresaw."""

import logging
import os
import sys
import tempfile
import threading
from pathlib import Path

import structlog

from bot import logs
from bot.middleware import new_id
from bot.settings import LogFormat, SettingsError, load

_log = structlog.get_logger()

FAILED = 1


def tell(bug: BaseException) -> int:
    """Say one sentence with an id, and keep the traceback where it can be found. Gives the exit status."""
    found = new_id()
    place = _kept(bug, found)
    sys.stderr.write(
        f"callboard: Something went wrong inside Callboard, and it is not your fault ({found})."
        f" Please report it together with {place}.\n"
    )
    return FAILED


def watch_threads() -> None:
    """Have whatever kills a thread go to the log, where secrets are masked, instead of to the terminal."""
    threading.excepthook = _thread_died
    sys.unraisablehook = _nobody_listened


def _kept(bug: BaseException, found: str) -> str:
    """The traceback in a file of its own, or in the log of a process that keeps one for good."""
    root = logging.getLogger()
    if root.handlers and root.level <= logging.INFO:
        _log.critical("failed", id=found, exc_info=bug)
        return "the log"
    descriptor, place = tempfile.mkstemp(prefix=f"callboard-{found}-", suffix=".log", text=True)
    with open(descriptor, "w", encoding="utf-8") as file:  # noqa: PTH123  # it is open already
        logs.configure(LogFormat.TEXT, _secrets(), stream=file)
        _log.critical("failed", id=found, command=sys.argv[1:2], exc_info=bug)
    return place


def _secrets() -> tuple[str, ...]:
    try:
        return load(os.environ, Path.cwd()).secrets
    except SettingsError:  # then anything in the environment that is called like one
        names = [name for name in os.environ if name.startswith(("SLACK_", "DATABASE_URL")) or name.endswith("_TOKEN")]
        return tuple(os.environ[name] for name in names)


def _thread_died(died: threading.ExceptHookArgs) -> None:
    if died.exc_value is not None and not isinstance(died.exc_value, SystemExit):
        _log.critical("thread-died", thread=died.thread.name if died.thread else "", exc_info=died.exc_value)


def _nobody_listened(lost: "sys.UnraisableHookArgs") -> None:
    if lost.exc_value is not None:
        _log.error("error-lost", where=repr(lost.object), exc_info=lost.exc_value)
