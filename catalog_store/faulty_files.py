"""Files that would describe a thing, if they had no fault."""

import re
from dataclasses import dataclass

from sqlalchemy import text

from catalog_store.database import Database

_FIND = text(
    """
    SELECT f.location, fault ->> 'message' AS message, CAST(fault ->> 'line' AS int) AS line
    FROM files f, LATERAL (
        SELECT fault FROM jsonb_array_elements(f.faults) WITH ORDINALITY AS listed (fault, place)
        WHERE fault ->> 'severity' = 'error' ORDER BY place LIMIT 1
    ) first
    WHERE f.faults <> '[]'::jsonb AND f.location ILIKE :like ESCAPE '!'
    ORDER BY length(f.location), f.location LIMIT 50
    """
)
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{2,62}")
#: What separates the names in a file's place.
_BETWEEN_NAMES = re.compile(r"[/:?#=]|\.ya?ml\b")


@dataclass(frozen=True, slots=True)
class FaultyFile:
    """A file that could not be read, and the first of its faults. `line` counts from 1; 0 is nowhere in particular."""

    location: str
    fault: str
    line: int


class FaultyFiles:
    """Looks for files by their places."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, name: str) -> FaultyFile | None:
        """A faulty file in whose place a folder, or the file itself, is called like this.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
        called = name.strip().lower()
        if not _NAME.fullmatch(called):
            return None
        with self._database.reading() as connection:
            rows = connection.execute(_FIND, {"like": f"%{called.replace('_', '!_')}%"}).all()
        found = (FaultyFile(row.location, row.message, row.line or 0) for row in rows)
        return next((each for each in found if called in _BETWEEN_NAMES.split(each.location.lower())), None)
