"""What one check found, in one line."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.settings import Settings


class Level(StrEnum):
    """How it stands: well, to be mended, or good to know."""

    OK = "ok"
    FAULT = "fault"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about what was found, and for a fault one about how to mend it."""

    level: Level
    message: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """Something to look at. `patience` is in seconds: what has not ended by then counts as a fault."""

    name: str
    examine: Callable[[Settings], Iterable[Finding]]
    patience: float = 15.0


def ok(message: str) -> Finding:
    return Finding(Level.OK, message)


def note(message: str, fix: str = "") -> Finding:
    return Finding(Level.NOTE, message, fix)


def fault(message: str, fix: str = "") -> Finding:
    return Finding(Level.FAULT, message, fix)
