"""Answers of other systems that need not be sent again as long as they are the same."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import text

from catalog_store.database import Database

#: Larger answers are asked for anew each time.
_LARGEST = 1_000_000
#: So many are kept, and so many letters of them; the least recently used go first. What facts need of an answer is small.
MOST_PAGES, MOST_LETTERS = 200_000, 300_000_000

# How long a body is stands beside it, so that none is read for being counted.
_TIDY = text(
    """
    DELETE FROM remembered_pages WHERE key IN (
        SELECT key FROM (
            SELECT key, row_number() OVER latest AS number, sum(octet_length(body)) OVER latest AS letters
            FROM remembered_pages WINDOW latest AS (ORDER BY used_at DESC, key)
        ) AS page WHERE number > :most OR letters > :letters
    )
    """
)


class RememberedPages:
    """Bodies by the address that they came from, with the mark (ETag) to ask with."""

    def __init__(
        self,
        database: Database,
        *,
        clock: Callable[[], datetime],
        most: int = MOST_PAGES,
        most_letters: int = MOST_LETTERS,
    ) -> None:
        self._database = database
        self._clock = clock
        self._most = most
        self._most_letters = most_letters

    def recall(self, key: str) -> tuple[str, str] | None:
        """Mark and body of the last answer. It counts as used."""
        with self._database.changing() as connection:
            row = connection.execute(
                text("UPDATE remembered_pages SET used_at = :now WHERE key = :key RETURNING etag, body"),
                {"key": key, "now": self._clock()},
            ).one_or_none()
        return (row.etag, row.body) if row else None

    def remember(self, key: str, etag: str, body: str) -> None:
        """Keep this answer, unless it is too large."""
        if len(body) > _LARGEST or "\0" in body:
            return
        with self._database.changing() as connection:
            connection.execute(
                text(
                    "INSERT INTO remembered_pages (key, etag, body, used_at) VALUES (:key, :etag, :body, :now)"
                    " ON CONFLICT (key) DO UPDATE SET etag = excluded.etag, body = excluded.body, used_at = excluded.used_at"
                ),
                {"key": key, "etag": etag, "body": body, "now": self._clock()},
            )

    def tidy(self) -> int:
        """Drop what was used least recently, down to the most that is kept. Gives the number of answers dropped."""
        with self._database.changing() as connection:
            gone = connection.execute(_TIDY, {"most": self._most, "letters": self._most_letters})
            return gone.rowcount
