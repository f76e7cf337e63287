"""What the words of the command line share: settings, the database, and how things are said."""

import json
import logging
import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bot import logs
from bot.errors import NotTriedError
from bot.settings import Settings, SettingsError, load
from bot.wiring import open_database
from catalog_store.database import Database
from catalog_store.errors import CatalogError

FAULTS_FOUND = 1
NOT_TRIED = 2
#: The level of the log of a command that is over in a moment.
QUIET = logging.WARNING

_CREDENTIALS = re.compile(r"//[^/?#]*@")
#: What a terminal would obey instead of showing it. Descriptors and catalogs come from strangers.
_CONTROLS = {number: f"\\x{number:02x}" for number in (*range(32), *range(127, 160)) if chr(number) not in "\n\t"}
#: Signs that JSON need not escape, and that are no characters or no text.
_UNFIT = {number: f"\\u{number:04x}" for number in (*range(127, 160), *range(0xD800, 0xE000))}


def settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this process, with its log on the error stream.

    Raises:
        NotTriedError: they have faults.
    """
    try:
        found = load(environ, Path.cwd())
    except SettingsError as error:
        raise NotTriedError(str(error)) from error
    keep_log(found, level=QUIET)
    return found


def keep_log(chosen: Settings, *, level: int = logging.INFO) -> None:
    """Write a log from now on, without the secrets of these settings."""
    logs.configure(chosen.log_format, secrets=chosen.secrets, level=level)


@contextmanager
def database(chosen: Settings, *, migrate: bool = True) -> Iterator[Database]:
    """The database, brought up to date, for as long as the block lasts.

    Raises:
        NotTriedError: there is no database to be had.
    """
    watched = Watched(shown=chosen.database_url is None)
    watched.show("Starting Postgres …")
    try:
        with open_database(chosen, migrate=migrate) as opened:
            watched.clear()
            yield opened
    except CatalogError as error:
        watched.clear()
        raise NotTriedError(str(error)) from error


class Watched:
    """One line of the terminal that changes while somebody waits. Nothing of it is left, and pipes never see it."""

    def __init__(self, *, shown: bool = True) -> None:
        self._shown = shown and sys.stderr.isatty()

    def show(self, text: str) -> None:
        """This instead of what stands there."""
        if self._shown:
            sys.stderr.write(f"\r\x1b[K{text}")
            sys.stderr.flush()

    def clear(self) -> None:
        """Take the line away again."""
        self.show("")


def say(text: str = "") -> None:
    """Print for the person at the terminal."""
    _print(f"{text.translate(_CONTROLS)}\n")


def say_json(value: object) -> None:
    """Print for a program."""
    _print(json.dumps(value, indent=2, ensure_ascii=False).translate(_UNFIT) + "\n")


def complain(text: str) -> None:
    """Print to the terminal's error stream."""
    sys.stderr.write(f"callboard: {text.translate(_CONTROLS)}\n")


def shown(location: str) -> str:
    """A place as people write it: an address as it is, a file from the working directory on when it lies below."""
    scheme, _, rest = location.partition(":")
    if scheme == "url":
        return _CREDENTIALS.sub("//***@", rest)
    path = Path(rest if scheme == "file" else location)
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) and path != Path.cwd() else str(path)


def counted(number: int, what: str) -> str:
    """`1 fault`, `2 faults`."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def _print(text: str) -> None:
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
    sys.stdout.flush()
