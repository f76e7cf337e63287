"""How each source of the catalog is doing: when it was read, what is wrong, how much came from it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from catalog_store.database import Database

_ALL = text(
    """
    WITH held AS (
        SELECT f.source_id, count(DISTINCT f.id) AS files, count(e.id) AS entities,
            count(DISTINCT f.id) FILTER (WHERE f.faults <> '[]'::jsonb) AS faulty
        FROM files f LEFT JOIN entities e ON e.file_id = f.id AND e.removed_at IS NULL
        GROUP BY f.source_id
    )
    SELECT s.id, s.attempted_at, s.completed_at, s.fault,
        CASE WHEN jsonb_typeof(s.waiting_removals) = 'array' THEN jsonb_array_length(s.waiting_removals) ELSE 0 END AS waiting,
        s.next_at, s.requests_left, s.requests_limit, s.requests_reset_at,
        coalesce(h.files, 0) AS files, coalesce(h.entities, 0) AS entities, coalesce(h.faulty, 0) AS faulty
    FROM sources s LEFT JOIN held h ON h.source_id = s.id
    ORDER BY (s.fault IS NULL), s.completed_at NULLS FIRST, s.id
    """
)

_ATTEMPTED = text("SELECT attempted_at FROM sources WHERE id = :id")
_NOTE = text(
    "UPDATE sources SET next_at = :next, requests_left = :left, requests_limit = :limit, requests_reset_at = :reset"
    " WHERE id = :id"
)


@dataclass(frozen=True, slots=True)
class SourceState:
    """One source. `completed_at` is the last read in which everything answered; `waiting` removals wait for a person.

    `next_at` is when it is due again; `requests_left`, of how many and until when, is what its host allowed after the last read.
    """

    id: str
    attempted_at: datetime
    completed_at: datetime | None
    fault: str | None
    files: int
    entities: int
    faulty: int
    waiting: int
    next_at: datetime | None = None
    requests_left: int | None = None
    requests_limit: int | None = None
    requests_reset_at: datetime | None = None


class Sources:
    """What the catalog is read from."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> tuple[SourceState, ...]:
        """Every source that was ever read; those with a fault first, then the one that was not read for longest.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
        with self._database.reading() as connection:
            return tuple(
                SourceState(
                    row.id,
                    row.attempted_at,
                    row.completed_at,
                    row.fault,
                    row.files,
                    row.entities,
                    row.faulty,
                    row.waiting,
                    row.next_at,
                    row.requests_left,
                    row.requests_limit,
                    row.requests_reset_at,
                )
                for row in connection.execute(_ALL)
            )

    def attempted_at(self, source: str) -> datetime | None:
        """When it was read last, whole or not; None when it never was.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
        with self._database.reading() as connection:
            at: datetime | None = connection.execute(_ATTEMPTED, {"id": source}).scalar_one_or_none()
        return at

    def note_read(
        self,
        source: str,
        *,
        next_at: datetime | None,
        requests_left: int | None = None,
        requests_limit: int | None = None,
        requests_reset_at: datetime | None = None,
    ) -> None:
        """Note after a read when the source is due again, and how much its host still allows."""
        values = {
            "id": source,
            "next": next_at,
            "left": requests_left,
            "limit": requests_limit,
            "reset": requests_reset_at,
        }
        with self._database.changing() as connection:
            connection.execute(_NOTE, values)
