"""Which runs' cards show something older, and what of their logs was posted: so that every replica can catch up."""

from datetime import timedelta

from sqlalchemy import TextClause, text

from catalog_store.database import Database
from catalog_store.runs.model import Run, RunStep
from catalog_store.runs.rows import RUN_COLUMNS, as_run, as_step

#: Whoever changes a run draws it. After so long without that, another replica does.
_LEASE = timedelta(seconds=6)

_BEHIND = text(
    f"""
    UPDATE golden_path_runs SET drawing_until = now() + :lease WHERE id IN (
        SELECT id FROM golden_path_runs WHERE drawn < version AND (drawing_until IS NULL OR drawing_until < now())
        ORDER BY made_at LIMIT 20 FOR UPDATE SKIP LOCKED
    ) RETURNING {RUN_COLUMNS}
    """  # noqa: S608  # constants
)
_FIND = text(f"SELECT {RUN_COLUMNS} FROM golden_path_runs WHERE id = :id")  # noqa: S608  # constants
_STEPS = text("SELECT * FROM golden_path_steps WHERE run_id = :id ORDER BY number")
_POSTED = text(
    """
    UPDATE golden_path_runs SET card_ts = :ts, channel = coalesce(:channel, channel), drawn = greatest(drawn, :version)
    WHERE id = :id AND card_ts IS NULL
    """
)
_MOVED = text("UPDATE golden_path_runs SET card_ts = :ts WHERE id = :id")
_DRAWN = text("UPDATE golden_path_runs SET drawn = greatest(drawn, :version) WHERE id = :id")


class RunDrawing:
    """What cards show. Every method may raise `DatabaseAwayError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def now(self, run_id: str) -> tuple[Run, tuple[RunStep, ...]] | None:
        """A run with its steps, as they stand."""
        with self._database.reading() as connection:
            row = connection.execute(_FIND, {"id": run_id}).first()
            if row is None:
                return None
            return as_run(row), tuple(as_step(each) for each in connection.execute(_STEPS, {"id": run_id}))

    def behind(self) -> tuple[Run, ...]:
        """Those that nobody has drawn for a while; for a moment they are this replica's to draw."""
        with self._database.changing() as connection:
            return tuple(as_run(row) for row in connection.execute(_BEHIND, {"lease": _LEASE}))

    def posted(self, run: Run, ts: str, *, channel: str | None = None) -> None:
        """Note where its card stands, and that it shows the run as it is here."""
        self._note(_POSTED, id=run.id, ts=ts, channel=channel, version=run.version)

    def moved(self, run: Run, ts: str) -> None:
        """Note that the card stands elsewhere now, because somebody removed the old one."""
        self._note(_MOVED, id=run.id, ts=ts)

    def drawn(self, run: Run) -> None:
        """Note that its card shows it as it is here."""
        self._note(_DRAWN, id=run.id, version=run.version)

    def _note(self, statement: TextClause, **values: object) -> None:
        with self._database.changing() as connection:
            connection.execute(statement, values)
