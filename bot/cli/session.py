"""What the words of the command line share: settings, the database, and how failure is told."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import NotTriedError
from bot.settings import Settings, SettingsError, load
from bot.wiring import open_database
from catalog_store.database import Database
from catalog_store.errors import CatalogError

FAULTS_FOUND = 1
NOT_TRIED = 2


def settings() -> Settings:
    """The settings of this process.

    Raises:
        NotTriedError: they have faults.
    """
    try:
        return load(os.environ, Path.cwd())
    except SettingsError as error:
        raise NotTriedError(str(error)) from error


@contextmanager
def database(chosen: Settings, *, migrate: bool = True) -> Iterator[Database]:
    """The database, brought up to date, for as long as the block lasts.

    Raises:
        NotTriedError: there is no database to be had.
    """
    try:
        with open_database(chosen, migrate=migrate) as opened:
            yield opened
    except CatalogError as error:
        raise NotTriedError(str(error)) from error


def say(text: str = "") -> None:
    """Print for the person at the terminal."""
    sys.stdout.write(f"{text}\n")


def complain(text: str) -> None:
    """Print to the terminal's error stream."""
    sys.stderr.write(f"callboard: {text}\n")
