"""Runs as workers carry them on: a row before each step and after it, and a number that stops whoever was only asleep."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

from catalog_store.database import Database
from catalog_store.job_queue import defer
from catalog_store.runs.model import Json, Run, RunState, RunStep, StepState
from catalog_store.runs.rows import RUN_COLUMNS, as_run, as_step
from catalog_store.runs.store import CARRY_ON, add_line, lock_of, queue_run
from catalog_store.storable import kept_json, kept_text

#: Whoever changes a run draws its card. After so long without that, somebody else does.
_DRAWING = timedelta(seconds=8)

_TAKE = text(
    f"""
    UPDATE golden_path_runs SET fence = fence + 1, version = version + 1, begun_at = coalesce(begun_at, now()),
        state = CASE state WHEN 'queued' THEN 'running' ELSE state END, note = CASE state WHEN 'queued' THEN NULL ELSE note END
    WHERE id = :id AND state IN ('queued', 'running', 'cancelling', 'cleaning') RETURNING {RUN_COLUMNS}
    """  # noqa: S608  # constants
)
_STILL_OURS = text(
    """
    UPDATE golden_path_runs SET version = version + 1, drawing_until = now() + :drawing
    WHERE id = :id AND fence = :fence RETURNING state, version
    """
)
_LOOK = "SELECT state FROM golden_path_runs WHERE id = %(id)s AND fence = %(fence)s"
_BEGIN = text(
    """
    UPDATE golden_path_steps SET state = 'running', begun = begun + 1, begun_at = coalesce(begun_at, now()),
        ended_at = NULL, error = NULL
    WHERE run_id = :id AND number = :number RETURNING *
    """
)
_END = text(
    """
    UPDATE golden_path_steps SET state = :state, ended_at = now(), error = :error, has_left = has_left OR :has_left,
        input = CAST(:input AS jsonb),
        output = CASE WHEN :state IN ('failed', 'cancelled') THEN output ELSE CAST(:output AS jsonb) END
    WHERE run_id = :id AND number = :number
    """
)
_WAIT = text("UPDATE golden_path_steps SET state = 'pending', error = :error WHERE run_id = :id AND number = :number")
_KEEP_ROUND = text(
    "UPDATE golden_path_steps SET output = output || jsonb_build_object(CAST(:name AS text),"
    " CAST(:output AS jsonb)) WHERE run_id = :id AND number = :number"
)
_PUT_ASIDE = text(
    "UPDATE golden_path_steps SET state = 'pending', begun = begun - 1 WHERE run_id = :id AND number = :number"
)
_BROKEN_OFF = text(
    "UPDATE golden_path_steps SET begun = begun - 1 WHERE run_id = :id AND number = :number AND begun > 1"
)
_KEEP_WORKSPACE = text(
    """
    INSERT INTO golden_path_workspaces (run_id, archive, digest) VALUES (:id, :archive, :digest)
    ON CONFLICT (run_id) DO UPDATE SET archive = excluded.archive, digest = excluded.digest
    """
)
_WORKSPACE = text("SELECT archive, digest FROM golden_path_workspaces WHERE run_id = :id")
_FINISH = text(
    """
    UPDATE golden_path_runs SET state = :state, error = :error, note = :note, output = CAST(:output AS jsonb),
        ended_at = now()
    WHERE id = :id
    """
)
# Where no step has failed by itself, the one that was to come has failed with the run: so that one can go on from there.
_FAIL_WITH_IT = text(
    """
    UPDATE golden_path_steps SET state = 'failed', error = :error, ended_at = now()
    WHERE run_id = :id AND :state = 'failed'
        AND number = (SELECT min(number) FROM golden_path_steps WHERE run_id = :id AND state IN ('running', 'pending'))
        AND NOT EXISTS (SELECT FROM golden_path_steps WHERE run_id = :id AND state = 'failed')
    """
)
_NOTE = text("UPDATE golden_path_runs SET note = :note WHERE id = :id AND state = 'running'")
# What was taken back is not done any more: whoever has the run go on has it made again.
_CLEANED = text(
    """
    UPDATE golden_path_steps SET has_left = false, output = CAST('{}' AS jsonb),
        state = CASE WHEN state = 'done' THEN 'cancelled' ELSE state END
    WHERE run_id = :id AND number = :number
    """
)
_SAY = """
    INSERT INTO golden_path_log (run_id, step, at, line) SELECT id, %(step)s, clock_timestamp(), %(line)s
    FROM golden_path_runs WHERE id = %(id)s AND fence = %(fence)s RETURNING id
"""
_LEFT_BEHIND = text(
    """
    SELECT id FROM golden_path_runs AS run
    WHERE state IN ('queued', 'running', 'cancelling', 'cleaning') AND NOT EXISTS (
        SELECT FROM procrastinate_jobs AS job
        WHERE job.lock = 'run ' || run.id AND job.status IN ('todo', 'doing')
    )
    """
)


class OvertakenError(Exception):
    """Another worker has taken the run up since: this one was asleep, or cut off, for long. It does nothing more."""


@dataclass(frozen=True, slots=True)
class StepEnd:
    """How a step ended. `input` is as it was rendered; secrets are masked by now. `has_left`: it made something outside."""

    state: StepState
    input: Json
    output: Json
    error: str | None = None
    has_left: bool = False


@dataclass(frozen=True, slots=True)
class Packed:
    """A workspace, packed, and the digest of what is in it."""

    archive: bytes
    digest: bytes


@dataclass(frozen=True, slots=True)
class Ending:
    """How a run ended."""

    state: RunState
    error: str | None = None
    note: str | None = None
    output: Json | None = None


class RunProgress:
    """What a worker notes about the run that it has in hand. `run` is always as `take` gave it.

    Every method may raise `OvertakenError`, after which the worker lets go, and `DatabaseAwayError`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, run_id: str) -> Run | None:
        """Take a run up; whoever had it before can note nothing more. None when it is not under way."""
        with self._database.changing() as connection:
            row = connection.execute(_TAKE, {"id": run_id}).first()
        return as_run(row) if row else None

    def state(self, run: Run) -> RunState:
        """Where it stands now: somebody may want it to stop."""
        rows = self._database.ask(_LOOK, {"id": run.id, "fence": run.fence})
        if not rows:
            raise OvertakenError
        return RunState(rows[0].state)

    def before(self, run: Run, number: int) -> RunStep:
        """Note that a step is about to be begun. What comes back says how often it was, this time included."""
        with self._database.changing() as connection:
            _still_ours(connection, run)
            connection.execute(_NOTE, {"id": run.id, "note": None})
            return as_step(connection.execute(_BEGIN, {"id": run.id, "number": number}).one())

    def hand_back(self, run: Run, number: int) -> None:
        """Note that a step was broken off because this process ends: that does not count as a try."""
        with self._database.changing() as connection:
            _still_ours(connection, run)
            connection.execute(_BROKEN_OFF, {"id": run.id, "number": number})

    def after(self, run: Run, number: int, end: StepEnd, *, workspace: Packed | None = None) -> None:
        """Note how a step ended, and what the workspace is like now if that has changed: both, or neither."""
        values = {
            "id": run.id,
            "number": number,
            "state": end.state,
            "error": kept_text(end.error) if end.error else None,
            "has_left": end.has_left,
            "input": kept_json(end.input),
            "output": kept_json(end.output),
        }
        with self._database.changing() as connection:
            _still_ours(connection, run)
            connection.execute(_END, values)
            if workspace:
                packed = {"id": run.id, "archive": workspace.archive, "digest": workspace.digest}
                connection.execute(_KEEP_WORKSPACE, packed)

    def wait(self, run: Run, number: int, *, until: datetime, reason: str) -> None:
        """Put a step off, and have the run carried on then."""
        with self._database.changing() as connection:
            _still_ours(connection, run)
            connection.execute(_WAIT, {"id": run.id, "number": number, "error": kept_text(reason)})
            connection.execute(_NOTE, {"id": run.id, "note": kept_text(reason)})
            add_line(connection, run.id, number, reason)
            defer(connection, CARRY_ON, {"run": run.id}, lock=lock_of(run.id), due_at=until)

    def keep_round(self, run: Run, number: int, name: str, output: Json) -> None:
        """Note what a round of a step gave: until the step ends, its output is that of its finished rounds by their names."""
        with self._database.changing() as connection:
            _still_ours(connection, run)
            values = {"id": run.id, "number": number, "name": name, "output": kept_json(output)}
            connection.execute(_KEEP_ROUND, values)

    def put_aside(self, run: Run, number: int, *, until: datetime, note: str) -> None:
        """Have a step that waits begun again then. It has done nothing yet, so that this does not count as a try."""
        with self._database.changing() as connection:
            _still_ours(connection, run)
            connection.execute(_PUT_ASIDE, {"id": run.id, "number": number})
            connection.execute(_NOTE, {"id": run.id, "note": kept_text(note)})
            add_line(connection, run.id, number, note)
            defer(connection, CARRY_ON, {"run": run.id}, lock=lock_of(run.id), due_at=until)

    def say(self, run: Run, number: int | None, line: str) -> None:
        """Add a line to its log. It is safe when this returns."""
        values = {"id": run.id, "fence": run.fence, "step": number, "line": kept_text(line)}
        if not self._database.ask(_SAY, values):
            raise OvertakenError

    def cleaned(self, run: Run, number: int) -> None:
        """Note that nothing is left of what a step made."""
        with self._database.changing() as connection:
            _still_ours(connection, run)
            connection.execute(_CLEANED, {"id": run.id, "number": number})

    def finish(self, run: Run, ending: Ending) -> None:
        """Note how it ended."""
        values = {
            "id": run.id,
            "state": ending.state,
            "error": kept_text(ending.error) if ending.error else None,
            "note": kept_text(ending.note) if ending.note else None,
            "output": kept_json(run.output if ending.output is None else ending.output),
        }
        with self._database.changing() as connection:
            _still_ours(connection, run)
            connection.execute(_FINISH, values)
            connection.execute(_FAIL_WITH_IT, {"id": run.id, "state": ending.state, "error": values["error"]})

    def workspace(self, run: Run) -> Packed | None:
        """The files as the last step that ended has left them; None when there are none yet."""
        with self._database.reading() as connection:
            row = connection.execute(_WORKSPACE, {"id": run.id}).first()
        return Packed(bytes(row.archive), bytes(row.digest)) if row else None

    def queue_left_behind(self) -> Sequence[str]:
        """Have those carried on that are under way, and of which no job knows. Gives them."""
        with self._database.changing() as connection:
            found: Sequence[str] = connection.execute(_LEFT_BEHIND).scalars().all()
            for run_id in found:
                queue_run(connection, run_id)
        return found

    def forget(self, *, before: datetime) -> int:
        """Drop the files of runs that ended before this time; their rows stay. Gives how many."""
        values: dict[str, Any] = {"before": before}  # Any: as SQLAlchemy takes it
        with self._database.changing() as connection:
            return connection.execute(_FORGET_WORKSPACES, values).rowcount


_FORGET_WORKSPACES = text(
    "DELETE FROM golden_path_workspaces AS files USING golden_path_runs AS run"
    " WHERE run.id = files.run_id AND run.ended_at < :before"
)


def _still_ours(connection: Connection, run: Run) -> None:
    """Lock the run's row, and make sure that nobody else has taken it up."""
    values = {"id": run.id, "fence": run.fence, "drawing": _DRAWING}
    if connection.execute(_STILL_OURS, values).first() is None:
        raise OvertakenError
