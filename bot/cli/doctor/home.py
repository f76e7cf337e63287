"""Whether CALLBOARD_HOME can be written: golden paths are kept there, and the index that search asks."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from bot.cli import session
from bot.cli.doctor.finding import Finding, fault
from bot.settings import Settings


def examine(settings: Settings) -> Iterator[Finding]:
    """Nothing to tell where it can be."""
    if reason := refusal(settings.home):
        yield fault(
            f"The folder {session.shown(f'file:{settings.home}')} cannot be written ({reason}), so no golden path can be begun.",
            "Set CALLBOARD_HOME to a folder that can be, or in a container mount a volume there.",
        )


def refusal(home: Path) -> str | None:
    """Why nothing can be kept in this folder; None when something can."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home):
            return None
    except OSError as error:
        return error.strerror or str(error)
