"""Runs of golden paths as people begin, see and steer them. Workers carry them on through `catalog_store.runs.progress`."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, text

from catalog_store.database import Database
from catalog_store.errors import CatalogError
from catalog_store.job_queue import defer
from catalog_store.runs.model import LogLine, NewRun, Run, RunState, RunStep
from catalog_store.runs.rows import RUN_COLUMNS, as_run, as_step
from catalog_store.storable import kept_json, kept_text

#: The task that carries a run on.
CARRY_ON = "carry-on-run"

_INSERT = text(
    """
    INSERT INTO golden_path_runs (id, template_ref, template_title, template_digest, plan_digest, parameters, fixed,
        slack_team, slack_user, user_ref, team_ref, target_ref, is_private, channel, state, draft_id)
    VALUES (:id, :template, :title, :digest, :plan_digest, CAST(:parameters AS jsonb), CAST(:fixed AS jsonb),
        :team_id, :user_id, :requester, :team, :target, :is_private, :channel, :state, :draft_id)
    ON CONFLICT (id) DO NOTHING
    """
)
_INSERT_STEPS = text(
    """
    INSERT INTO golden_path_steps (run_id, number, step_id, name, action, is_skippable, state)
    SELECT :id, number, step_id, name, action, is_skippable, 'pending'
    FROM unnest(CAST(:numbers AS int[]), CAST(:ids AS text[]), CAST(:names AS text[]), CAST(:actions AS text[]),
        CAST(:skippable AS boolean[])) AS step (number, step_id, name, action, is_skippable)
    """
)
_INSERT_APPROVAL = text(
    """
    INSERT INTO approvals (id, run_id, plan_digest, rule, approvers, needed, requester_may, expires_at, state, opened_at)
    VALUES (:id, :run_id, :plan_digest, :rule, CAST(:approvers AS jsonb), :needed, :requester_may, now() + :within,
        'open', now())
    """
)
_FIND = text(f"SELECT {RUN_COLUMNS} FROM golden_path_runs WHERE id = :id")  # noqa: S608  # constants
_LOCKED = text(f"SELECT {RUN_COLUMNS} FROM golden_path_runs WHERE id = :id FOR UPDATE")  # noqa: S608  # constants
_OF_PERSON = text(
    f"SELECT {RUN_COLUMNS} FROM golden_path_runs WHERE slack_team = :team AND slack_user = :user"  # noqa: S608  # constants
    " ORDER BY made_at DESC, id LIMIT :limit"
)
_OF_TEAMS = text(
    f"SELECT {RUN_COLUMNS} FROM golden_path_runs WHERE team_ref = ANY(:refs) ORDER BY made_at DESC, id LIMIT :limit"  # noqa: S608  # constants
)
_STEPS = text("SELECT * FROM golden_path_steps WHERE run_id = :id ORDER BY number")
_LOG = text(
    """
    SELECT * FROM (
        SELECT id, step, at, line FROM golden_path_log
        WHERE run_id = :id AND (CAST(:step AS int) IS NULL OR step = :step) ORDER BY id DESC LIMIT :limit
    ) AS last ORDER BY id
    """
)
_STATE = text(
    """
    UPDATE golden_path_runs SET state = :state, note = :note, version = version + 1, cancel_by = :cancel_by,
        error = CASE WHEN :keeps_error THEN error END,
        ended_at = CASE WHEN :is_over THEN coalesce(ended_at, now()) END
    WHERE id = :id
    """
)
_VOID = text(
    "UPDATE approvals SET state = 'void', settled_at = now(), version = version + 1"
    " WHERE run_id = :id AND settled_at IS NULL"
)
_AGAIN = text(
    "UPDATE golden_path_steps SET state = 'pending', begun = 0, error = NULL, ended_at = NULL"
    " WHERE run_id = :id AND number = :step AND (state IN ('failed', 'cancelled') OR state = 'pending' AND :is_cancelled)"
)
#: What a run gives back may have failed when all of its steps were done: the number is then the one after the last step's.
_IS_BEHIND = text(
    "SELECT count(*) = :step AND bool_and(state IN ('done', 'skipped')) FROM golden_path_steps WHERE run_id = :id"
)
# What came after it was done because it failed, or not at all.
_AFTERWARDS = text(
    "UPDATE golden_path_steps SET state = 'pending', begun = 0, error = NULL, ended_at = NULL"
    " WHERE run_id = :id AND number > :step AND state IN ('failed', 'cancelled', 'skipped')"
)
_SKIP = text(
    "UPDATE golden_path_steps SET state = 'skipped', ended_at = now() WHERE run_id = :id AND number = :step"
    " AND state = 'failed' AND is_skippable"
)
_HURRY = text("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE lock = :lock AND status = 'todo'")
_CLEANABLE = text("SELECT EXISTS (SELECT FROM golden_path_steps WHERE run_id = :id AND has_left)")


class UnknownRunError(CatalogError):
    """There is no such run."""

    def __init__(self, run_id: str) -> None:
        super().__init__(f"There is no run {run_id:.40}. `/callboard runs` lists yours and your team's.")


class RunError(CatalogError):
    """The run is not, or no longer, such that this can be done with it."""


@dataclass(frozen=True, slots=True)
class NewApproval:
    """What somebody else has to say yes to first. `approvers` are the users who could when it was opened."""

    rule: str
    needed: int = 1
    within: timedelta = timedelta(days=2)
    requester_may: bool = False
    approvers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class By:
    """Who does something with a run: their Slack id, and the name to be shown."""

    user_id: str
    name: str


class Runs:
    """All runs. Every method may raise `DatabaseAwayError`; those that change one raise `RunError` where it cannot be."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(self, new: NewRun, approvals: Sequence[NewApproval] = (), *, draft_id: str | None = None) -> Run:
        """Begin, or wait for approvals. The same run twice is one run, in whatever state it is by now."""
        with self._database.changing() as connection:
            state = RunState.WAITING if approvals else RunState.QUEUED
            if connection.execute(_INSERT, {**_values(new), "state": state, "draft_id": draft_id}).rowcount:
                connection.execute(_INSERT_STEPS, _step_values(new))
                for approval in approvals:
                    connection.execute(_INSERT_APPROVAL, _approval_values(new, approval))
                if state is RunState.QUEUED:
                    queue_run(connection, new.id)
            return _locked(connection, new.id)

    def find(self, run_id: str) -> Run | None:
        """The run with this id."""
        with self._database.reading() as connection:
            row = connection.execute(_FIND, {"id": run_id}).first()
        return as_run(row) if row else None

    def steps(self, run_id: str) -> tuple[RunStep, ...]:
        """Its steps, in order."""
        with self._database.reading() as connection:
            return tuple(as_step(row) for row in connection.execute(_STEPS, {"id": run_id}))

    def log(self, run_id: str, *, step: int | None = None, limit: int = 1_000) -> tuple[LogLine, ...]:
        """What it said, or one of its steps did: the last lines, as their end is what people look for."""
        values = {"id": run_id, "step": step, "limit": limit}
        with self._database.reading() as connection:
            rows = connection.execute(_LOG, values)
            return tuple(LogLine(row.id, row.step, row.at, row.line) for row in rows)

    def log_lines(self, run_id: str, step: int | None = None, limit: int = 1_000) -> tuple[str, ...]:
        """The same, the words alone."""
        return tuple(line.line for line in self.log(run_id, step=step, limit=limit))

    def of_person(self, team_id: str, user_id: str, *, limit: int = 10) -> tuple[Run, ...]:
        """What this person asked for, the newest first."""
        with self._database.reading() as connection:
            rows = connection.execute(_OF_PERSON, {"team": team_id, "user": user_id, "limit": limit})
            return tuple(as_run(row) for row in rows)

    def of_teams(self, refs: Sequence[str], *, limit: int = 10) -> tuple[Run, ...]:
        """What was asked for on behalf of these groups, the newest first."""
        with self._database.reading() as connection:
            return tuple(as_run(row) for row in connection.execute(_OF_TEAMS, {"refs": list(refs), "limit": limit}))

    def cancel(self, run_id: str, by: By) -> None:
        """Have it stop: at once where nothing was begun, else as soon as its worker notices."""
        with self._database.changing() as connection:
            run = _locked(connection, run_id)
            if run.state in {RunState.QUEUED, RunState.RUNNING}:
                _set(connection, run, RunState.CANCELLING, cancel_by=by.user_id, note=f"{by.name} cancels it.")
                queue_run(connection, run_id)
            elif run.state in {RunState.WAITING, RunState.FAILED}:
                connection.execute(_VOID, {"id": run_id})
                note = f"Cancelled by {by.name}."
                _set(connection, run, RunState.CANCELLED, cancel_by=by.user_id, note=note, keeps_error=True)
            elif run.state is not RunState.CANCELLING:
                raise RunError(f"Nothing is left to cancel: {_how_it_is(run)}.")

    def retry(self, run_id: str, step: int, by: By) -> None:
        """Go on from a step that failed, or before which the run was cancelled; from behind the last where all are done."""
        with self._database.changing() as connection:
            run = _stopped(connection, run_id)
            if run.started_at is None:  # it may not even have been approved
                raise RunError("Nothing of it was begun, so it cannot go on. Begin anew.")
            values = {"id": run_id, "step": step, "is_cancelled": run.state is RunState.CANCELLED}
            is_behind = run.state is RunState.FAILED and connection.execute(_IS_BEHIND, values).scalar_one()
            if not (is_behind or connection.execute(_AGAIN, values).rowcount):
                raise RunError("That step has not failed, so it cannot be tried again.")
            _go_on(connection, run, step, f"{by.name} tries it again.")

    def skip(self, run_id: str, step: int, by: By) -> None:
        """Go on without a step that failed, where its template allows that."""
        with self._database.changing() as connection:
            run = _stopped(connection, run_id)
            if not connection.execute(_SKIP, {"id": run_id, "step": step}).rowcount:
                raise RunError("That step cannot be skipped: others need what it makes, or it has not failed.")
            _go_on(connection, run, step, f"{by.name} goes on without it.")

    def clean_up(self, run_id: str, by: By) -> None:
        """Have removed what its steps have left behind."""
        with self._database.changing() as connection:
            run = _stopped(connection, run_id)
            if not connection.execute(_CLEANABLE, {"id": run_id}).scalar_one():
                raise RunError("There is nothing to clean up: this run has made nothing that I could remove.")
            _set(connection, run, RunState.CLEANING, note=f"{by.name} has it cleaned up.", keeps_error=True)
            add_line(connection, run_id, None, f"{by.name} has it cleaned up.")
            queue_run(connection, run_id)


def queue_run(connection: Connection, run_id: str) -> None:
    """Have it carried on, within the transaction that changes it. Of the jobs of one run one is done at a time.

    One that waits for its time is not waited for: it would hold up all that come after it.
    """
    if not connection.execute(_HURRY, {"lock": lock_of(run_id)}).rowcount:
        defer(connection, CARRY_ON, {"run": run_id}, lock=lock_of(run_id))


def lock_of(run_id: str) -> str:
    """What the jobs of a run have in common."""
    return f"run {run_id}"


def add_line(connection: Connection, run_id: str, step: int | None, line: str) -> None:
    """Add to its log, within a transaction."""
    connection.execute(
        text("INSERT INTO golden_path_log (run_id, step, at, line) VALUES (:id, :step, clock_timestamp(), :line)"),
        {"id": run_id, "step": step, "line": kept_text(line)},
    )


def _stopped(connection: Connection, run_id: str) -> Run:
    run = _locked(connection, run_id)
    if run.state not in {RunState.FAILED, RunState.CANCELLED}:
        raise RunError(f"That is not possible now: {_how_it_is(run)}.")
    return run


def _go_on(connection: Connection, run: Run, step: int, note: str) -> None:
    connection.execute(_AFTERWARDS, {"id": run.id, "step": step})
    _set(connection, run, RunState.QUEUED)
    add_line(connection, run.id, step, note)
    queue_run(connection, run.id)


def _set(
    connection: Connection,
    run: Run,
    state: RunState,
    *,
    cancel_by: str | None = None,
    note: str | None = None,
    keeps_error: bool = False,
) -> None:
    values = {"id": run.id, "state": state, "cancel_by": cancel_by, "note": note, "keeps_error": keeps_error}
    connection.execute(_STATE, {**values, "is_over": not state.is_under_way and state is not RunState.WAITING})


_WORDS = {
    RunState.WAITING: "it still waits for approval",
    RunState.QUEUED: "it is about to go on",
    RunState.RUNNING: "it is running",
    RunState.CANCELLING: "it is being cancelled",
    RunState.CLEANING: "it is being cleaned up",
    RunState.SUCCEEDED: "it has ended well",
    RunState.FAILED: "it has failed",
    RunState.CANCELLED: "it was cancelled",
    RunState.REJECTED: "it was not approved",
    RunState.EXPIRED: "nobody approved it in time",
}


def _how_it_is(run: Run) -> str:
    return _WORDS[run.state]


def _locked(connection: Connection, run_id: str) -> Run:
    row = connection.execute(_LOCKED, {"id": run_id}).first()
    if row is None:
        raise UnknownRunError(run_id)
    return as_run(row)


def _values(new: NewRun) -> dict[str, object]:
    return {
        "id": new.id,
        "template": new.template,
        "title": kept_text(new.title),
        "digest": new.digest,
        "plan_digest": new.plan_digest,
        "parameters": kept_json(new.values),
        "fixed": kept_json(new.fixed),
        "team_id": new.team_id,
        "user_id": new.user_id,
        "requester": new.requester,
        "team": new.team,
        "target": new.target,
        "is_private": new.is_private,
        "channel": new.channel,
    }


def _step_values(new: NewRun) -> dict[str, object]:
    return {
        "id": new.id,
        "numbers": list(range(len(new.steps))),
        "ids": [step.id for step in new.steps],
        "names": [kept_text(step.name) for step in new.steps],
        "actions": [step.action for step in new.steps],
        "skippable": [step.is_skippable for step in new.steps],
    }


def _approval_values(new: NewRun, approval: NewApproval) -> dict[str, object]:
    return {
        "id": secrets.token_hex(8),
        "run_id": new.id,
        "plan_digest": new.plan_digest,
        "rule": approval.rule,
        "approvers": kept_json(list(approval.approvers)),
        "needed": approval.needed,
        "requester_may": approval.requester_may,
        "within": approval.within,
    }
