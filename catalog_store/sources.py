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
        coalesce(h.files, 0) AS files, coalesce(h.entities, 0) AS entities, coalesce(h.faulty, 0) AS faulty
    FROM sources s LEFT JOIN held h ON h.source_id = s.id
    ORDER BY (s.fault IS NULL), s.completed_at NULLS FIRST, s.id
    """
)


@dataclass(frozen=True, slots=True)
class SourceState:
    """One source. `completed_at` is the last read in which everything answered; `waiting` removals wait for a person."""

    id: str
    attempted_at: datetime
    completed_at: datetime | None
    fault: str | None
    files: int
    entities: int
    faulty: int
    waiting: int


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
                )
                for row in connection.execute(_ALL)
            )
