"""Carries runs of golden paths on: from the next step, by whichever replica has time for it, after whatever happened."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import structlog

from bot.golden_path_runs.bounds import Bounds
from bot.golden_path_runs.catalog import asked_by
from bot.golden_path_runs.fence import Fence, StoppedError, fenced
from bot.golden_path_runs.workspaces import in_words, pack, workspace_folder
from catalog_store.errors import CatalogError
from catalog_store.runs.model import Json, Run, RunState, RunStep, StepState
from catalog_store.runs.progress import Ending, OvertakenError, Packed, RunProgress, StepEnd
from catalog_store.runs.store import Runs
from golden_paths.actions import Actions
from golden_paths.engine import (
    ActionBugError,
    Fixed,
    Rounds,
    StepResult,
    clean_up,
    may_leave,
    outputs,
    perform,
    runs_after_failure,
    waiting_time,
)
from golden_paths.engine import RunState as Standing
from golden_paths.errors import ActionError, GoldenPathError
from golden_paths.log import Log
from golden_paths.ports import Mark, OutsideError
from golden_paths.template import Step, Template
from golden_paths.workshop import Outside, Workshop
from golden_paths.workspace import Workspace

_log = structlog.get_logger()

#: Seconds before a step that may succeed later is begun again; as often as there are pauses.
_PAUSES = (5.0, 20.0, 60.0, 180.0)
#: A step that was begun so often without an end has ended its process each time.
_MOST_BEGINNINGS = len(_PAUSES) + 2
#: So many lines of one step are kept.
_MOST_LINES = 2_000
_PATIENCE = timedelta(hours=1)
#: A step that waits no longer keeps its worker; else the run is put aside meanwhile.
_SHORT_WAIT = timedelta(seconds=2)
_KEEPS_DYING = "Callboard's process ended each time that this step was tried. Ask whoever runs it to look into its log."
_NOT_KEPT = "The template that this run began with is not kept any more. Begin anew."


@dataclass(frozen=True, slots=True)
class Means:
    """What runs are carried on with.

    `version` gives a template by its digest, `user` who asked as templates see them. `folder` is where workspaces are made.
    `draw` has a run's card drawn, soon.
    """

    progress: RunProgress
    runs: Runs
    version: Callable[[str], Template | None]
    actions: Actions
    outside: Outside
    user: Callable[[Run], Json]
    folder: Path
    draw: Callable[[str], None]
    clock: Callable[[], datetime]
    bounds: Bounds
    secrets: Callable[[Template], Mapping[str, str]] = lambda _template: {}
    environment: Json = field(default_factory=dict)
    pauses: Sequence[float] = _PAUSES


class RunCarrier:
    """Does the jobs that carry runs on."""

    def __init__(self, means: Means) -> None:
        self._means = means

    def carry_on(self, run_id: str, *, is_to_end: Callable[[], bool]) -> bool:
        """Go on with a run until it ends, waits, or this process is to end. False in the last case: another one goes on.

        Raises:
            DatabaseAwayError: Postgres does not answer; the job is tried again.
        """
        run = self._means.progress.take(run_id)
        if run is None:
            return True
        try:
            with structlog.contextvars.bound_contextvars(run=run.id):
                _Carrying(self._means, run, Fence(self._means.progress, run, is_to_end)).carry_on()
        except OvertakenError:
            _log.warning("run-taken-by-another", run=run.id)
        except StoppedError as stopped:
            if isinstance(stopped.cause, CatalogError):
                raise stopped.cause from stopped
            return False
        except CatalogError:
            raise
        except Exception as bug:  # noqa: BLE001  # the edge of a run: whoever waits for it must learn of it
            reason = _quotable("Callboard itself broke while it carried this run on.", bug)
            self._means.progress.finish(run, Ending(RunState.FAILED, reason))
        finally:
            self._means.draw(run.id)
        return True


class _Carrying:
    """One run in this worker's hands."""

    def __init__(self, means: Means, run: Run, fence: Fence) -> None:
        self._means = means
        self._progress = means.progress
        self._run = run
        self._fence = fence
        self._kept: Packed | None = None

    def carry_on(self) -> None:
        template = self._means.version(self._run.digest)
        if template is None:
            self._finish(Ending(RunState.FAILED, _NOT_KEPT))
            return
        try:
            self._kept = self._progress.workspace(self._run)
            with workspace_folder(self._means.folder, self._kept) as folder:
                if self._run.state is RunState.CLEANING:
                    self._clean_up(template, folder)
                else:
                    self._go_through(template, folder)
        except StoppedError:
            raise
        except GoldenPathError as error:  # the workspace or a secret cannot be had
            self._finish(Ending(RunState.FAILED, str(error)))

    def _go_through(self, template: Template, folder: Path) -> None:
        rows = self._means.runs.steps(self._run.id)
        failed: str | None = next((row.error for row in rows if row.state is StepState.FAILED), None)
        for step, row in zip(template.steps, rows, strict=True):
            is_past = row.state.has_ended_well or row.state is StepState.FAILED
            if is_past or (failed and not runs_after_failure(step)):
                continue
            self._fence.check_end()
            if self._progress.state(self._run) is RunState.CANCELLING:
                break
            end = self._step(template, step, row, folder, has_failed=failed is not None)
            if end is None:
                return
            if end.state is StepState.CANCELLED:
                break
            failed = failed or end.error
        self._conclude(template, folder, failed)

    def _conclude(self, template: Template, folder: Path, failed: str | None) -> None:
        if self._progress.state(self._run) is RunState.CANCELLING:
            asked = self._means.runs.find(self._run.id)
            note = (asked.note if asked else None) or ""
            self._finish(Ending(RunState.CANCELLED, note=note.replace("cancels it", "cancelled it") or None))
        elif failed:
            self._finish(Ending(RunState.FAILED, error=failed))
        else:
            self._finish(self._ending(template, self._workshop(template, folder, None, None)))

    def _ending(self, template: Template, workshop: Workshop) -> Ending:
        """All steps are done; what the run gives back may still cost too much."""
        try:
            given = outputs(template, self._standing(), workshop)
        except ActionError as error:
            return Ending(RunState.FAILED, error=workshop.log.masked_text(str(error)))
        return Ending(RunState.SUCCEEDED, output=given)

    def _step(self, template: Template, step: Step, row: RunStep, folder: Path, *, has_failed: bool) -> StepEnd | None:
        """Carry a step out, between its two rows. None: it was put off."""
        begun = self._progress.before(self._run, row.number)
        self._means.draw(self._run.id)
        if begun.begun > _MOST_BEGINNINGS:
            return self._end(row, self._failure(step, _KEEPS_DYING), None)
        # One that was put off or put aside has ended in an orderly way: nothing of it is in doubt.
        is_interrupted = begun.begun > 1 and row.state is StepState.RUNNING
        workshop = self._workshop(template, folder, step, begun)
        if is_interrupted:
            workshop.log.say(f"Going on with {step.name or step.id}, which was interrupted.")
        standing, actions = self._standing(has_failed=has_failed), self._means.actions
        rounds = Rounds(begun.output, partial(self._fence.keep_round, row.number))
        try:
            if self._has_to_wait(waiting_time(step, template, standing, workshop, actions), begun, workshop):
                return None
            result = perform(step, template, standing, workshop, actions, begun_before=is_interrupted, rounds=rounds)
        except StoppedError as stopped:
            return self._stopped(stopped, step, row)
        except GoldenPathError as error:
            return self._refused(error, step, begun, workshop)
        return self._end(row, _good(result), folder)

    def _has_to_wait(self, seconds: timedelta, begun: RunStep, workshop: Workshop) -> bool:
        """Whether the step was put aside, as its time has not come yet. A moment is waited for here."""
        assert begun.started_at is not None
        due = begun.started_at + seconds
        left = due - self._means.clock()
        if left <= _SHORT_WAIT:
            workshop.wait(left.total_seconds())
            return False
        self._fence.check_ours()
        note = f"Waits until {due:%H:%M:%S} UTC."
        self._progress.put_aside(self._run, begun.number, until=due, note=note)
        return True

    def _stopped(self, stopped: StoppedError, step: Step, row: RunStep) -> StepEnd:
        if stopped.is_cancelled:
            left = may_leave(step, self._means.actions)
            return self._end(row, StepEnd(StepState.CANCELLED, {}, {}, "It was cancelled.", left), None)
        if isinstance(stopped.cause, OvertakenError):
            raise stopped.cause from stopped
        if stopped.cause is None:
            self._progress.hand_back(self._run, row.number)
        raise stopped

    def _refused(self, error: GoldenPathError, step: Step, begun: RunStep, workshop: Workshop) -> StepEnd | None:
        reason = workshop.log.masked_text(str(error))
        if isinstance(error, ActionBugError):
            reason = _quotable(reason, error)
        again = self._next_try(error, begun)
        if again is not None:
            self._progress.wait(self._run, begun.number, until=again, reason=f"{reason} Callboard tries it again.")
            return None
        self._fence.say(begun.number, reason)
        return self._end(begun, self._failure(step, reason), None)

    def _failure(self, step: Step, reason: str) -> StepEnd:
        return StepEnd(StepState.FAILED, {}, {}, reason, may_leave(step, self._means.actions))

    def _next_try(self, error: GoldenPathError, begun: RunStep) -> datetime | None:
        """When the step may be begun again; None where that would not help, or was tried often enough."""
        if not isinstance(error, ActionError) or not error.is_retryable or begun.begun > len(self._means.pauses):
            return None
        now = self._means.clock()
        wanted = (error.retry_at if isinstance(error, OutsideError) else None) or now
        return min(max(wanted, now + timedelta(seconds=self._means.pauses[begun.begun - 1])), now + _PATIENCE)

    def _end(self, row: RunStep, end: StepEnd, folder: Path | None) -> StepEnd:
        packed = None
        if folder is not None:
            try:
                with in_words():
                    packed = pack(folder)
            except ActionError as error:
                end = replace(end, state=StepState.FAILED, error=str(error))
        if packed and self._kept and packed.digest == self._kept.digest:
            packed = None
        self._progress.after(self._run, row.number, end, workspace=packed)
        self._kept = packed or self._kept
        self._means.draw(self._run.id)
        return end

    def _clean_up(self, template: Template, folder: Path) -> None:
        """Take back what the steps have left, the last one first."""
        said: list[str] = []
        rows = {row.id: row for row in self._means.runs.steps(self._run.id)}
        for step in reversed(template.steps):
            row = rows.get(step.id)
            if row is None or not row.has_left:
                continue
            workshop = self._workshop(template, folder, step, row)
            try:
                told = clean_up(step, template, self._standing(), workshop, self._means.actions)
            except GoldenPathError as error:
                if isinstance(error, StoppedError):
                    raise
                told = (workshop.log.masked_text(str(error)),)
                said.extend(told)
                self._fence.say(row.number, f"Not cleaned up: {told[0]}")
                continue
            said.extend(told)
            for line in told:
                self._fence.say(row.number, line)
            self._progress.cleaned(self._run, row.number)
        state = RunState.FAILED if self._run.error else RunState.CANCELLED
        self._finish(Ending(state, error=self._run.error, note=" ".join(said) or "There was nothing to clean up."))

    def _workshop(self, template: Template, folder: Path, step: Step | None, row: RunStep | None) -> Workshop:
        known = self._means.secrets(template)
        number = row.number if row else None
        began = row.started_at if row and row.started_at else self._means.clock()
        mark = Mark(self._run.id, step.id if step else "", began)
        return Workshop(
            workspace=Workspace(folder),
            template_folder=template.folder,
            mark=mark,
            now=began,
            log=Log(known.values(), _limited(lambda line: self._fence.say(number, line))),
            outside=fenced(asked_by(self._run.requester, self._outside(template)), self._fence),
            user=self._means.user(self._run),
            secrets=known,
            environment=self._means.environment,
            template_ref=template.ref,
            check=self._fence.check,
        )

    def _outside(self, template: Template) -> Outside:
        fixed = Fixed.from_json(self._run.fixed)
        whole = Mark(self._run.id, "", fixed.now)
        return self._means.bounds.around(self._means.outside, template, self._run.target, whole)

    def _standing(self, *, has_failed: bool = False) -> Standing:
        done = {row.id: row.output for row in self._means.runs.steps(self._run.id) if row.state is StepState.DONE}
        return Standing(self._run.values, Fixed.from_json(self._run.fixed), done, has_failed)

    def _finish(self, ending: Ending) -> None:
        self._progress.finish(self._run, ending)
        _log.info("run-ended", state=ending.state, reason=ending.error)


def _good(result: StepResult) -> StepEnd:
    state = StepState.SKIPPED if result.is_skipped else StepState.DONE
    given = result.input if isinstance(result.input, Mapping) else {"each": result.input}
    return StepEnd(state, given, result.output or {}, has_left=result.has_left)


def _quotable(reason: str, bug: BaseException) -> str:
    """The reason with an id under which the log has everything about it."""
    number = secrets.token_hex(4)
    _log.error("step-broke", id=number, exc_info=bug)
    return f"{reason} Ask whoever runs Callboard, and quote {number}."


def _limited(tell: Callable[[str], None]) -> Callable[[str], None]:
    """The same for so many lines; after that, one that says that more are left out."""
    count = 0

    def say(line: str) -> None:
        nonlocal count
        count += 1
        if count < _MOST_LINES:
            tell(line)
        elif count == _MOST_LINES:
            tell("… the step says more than is kept.")

    return say
