"""Runs as people begin and steer them, and as workers carry them on."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from catalog_store.database import Database
from catalog_store.runs.drawing import RunDrawing
from catalog_store.runs.model import Run, RunState, StepState
from catalog_store.runs.progress import Ending, OvertakenError, Packed, RunProgress, StepEnd
from catalog_store.runs.store import NewApproval, RunError, Runs, UnknownRunError
from tests.catalog_store.runs.scenes import ANA, BEN, NEW, another

DONE = StepEnd(StepState.DONE, {"url": "./skeleton"}, {"remoteUrl": "https://github.com/acme/shop"})
FAILED = StepEnd(StepState.FAILED, {}, {}, error="GitHub does not let us.", has_left=True)


@pytest.fixture
def runs(database: Database) -> Runs:
    return Runs(database)


@pytest.fixture
def progress(database: Database) -> RunProgress:
    return RunProgress(database)


@pytest.fixture
def run(runs: Runs, progress: RunProgress) -> Run:
    """One that a worker has in hand."""
    runs.start(NEW)
    return taken(progress)


def taken(progress: RunProgress, run_id: str = "run-1") -> Run:
    found = progress.take(run_id)
    assert found
    return found


def jobs(database: Database) -> list[tuple[str, datetime | None]]:
    with database.reading() as connection:
        rows = connection.execute(text("SELECT args, scheduled_at FROM procrastinate_jobs ORDER BY id"))
        return [(row.args["run"], row.scheduled_at) for row in rows]


def do(progress: RunProgress, run: Run, number: int, end: StepEnd = DONE) -> None:
    progress.before(run, number)
    progress.after(run, number, end)


def fail(progress: RunProgress, run: Run, number: int) -> None:
    do(progress, run, number, FAILED)
    progress.finish(run, Ending(RunState.FAILED, error="GitHub does not let us."))


def test_is_a_row_with_its_steps_and_a_job(database: Database, runs: Runs) -> None:
    made = runs.start(NEW)
    assert (made.state, made.values, made.user_id, made.team) == (
        RunState.QUEUED,
        {"name": "shop"},
        "UANA",
        "group:default/payments",
    )
    assert [(step.number, step.id, step.state) for step in runs.steps("run-1")] == [
        (0, "fetch", StepState.PENDING),
        (1, "publish", StepState.PENDING),
        (2, "tell", StepState.PENDING),
    ]
    assert jobs(database) == [("run-1", None)]


def test_two_presses_at_once_begin_one(database: Database, runs: Runs) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: runs.start(NEW), range(4)))
    assert {each.id for each in made} == {"run-1"}
    assert len(jobs(database)) == 1


def test_keeps_what_postgres_would_not(runs: Runs) -> None:
    odd = {"text": "a\x00b \ud800", "number": float("nan"), "when": datetime(2026, 3, 2)}  # noqa: DTZ001  # odd on purpose
    made = runs.start(replace(NEW, values=odd))
    assert made.values["text"] == "a\ufffdb \ufffd"


def test_is_listed_for_the_person_and_the_team(runs: Runs) -> None:
    runs.start(NEW)
    runs.start(another("run-2"))
    assert {run.id for run in runs.of_person("T1", "UANA")} == {"run-1", "run-2"}
    assert runs.of_person("T1", "UBEN") == ()
    assert len(runs.of_teams(["group:default/payments"], limit=1)) == 1


def test_remembers_each_step_before_and_after(runs: Runs, progress: RunProgress, run: Run) -> None:
    before = progress.before(run, 0)
    assert (before.state, before.begun) == (StepState.RUNNING, 1)
    progress.say(run, 0, "Fetched 12 files.")
    progress.after(run, 0, DONE, workspace=Packed(b"tar", b"digest"))

    step = runs.steps("run-1")[0]
    assert (step.state, step.input, step.output) == (StepState.DONE, DONE.input, DONE.output)
    assert runs.log_lines("run-1") == ("Fetched 12 files.",)
    assert progress.workspace(run) == Packed(b"tar", b"digest")


def test_of_a_long_log_the_end_is_told(runs: Runs, progress: RunProgress, run: Run) -> None:
    for number in range(5):
        progress.say(run, number % 2, f"line {number}")
    assert runs.log_lines("run-1", limit=2) == ("line 3", "line 4")
    assert runs.log_lines("run-1", 0) == ("line 0", "line 2", "line 4")


def test_a_worker_that_was_only_asleep_notes_nothing_more(runs: Runs, progress: RunProgress, run: Run) -> None:
    progress.before(run, 0)
    other = taken(progress)
    assert progress.before(other, 0).begun == 2

    for note in (
        lambda: progress.after(run, 0, DONE),
        lambda: progress.before(run, 1),
        lambda: progress.say(run, 0, "I am back"),
        lambda: progress.finish(run, Ending(RunState.SUCCEEDED)),
        lambda: progress.state(run),
    ):
        with pytest.raises(OvertakenError):
            note()
    assert runs.steps("run-1")[0].state is StepState.RUNNING
    assert runs.log_lines("run-1") == ()


def test_a_run_that_has_ended_is_not_taken_up(progress: RunProgress, run: Run) -> None:
    progress.finish(run, Ending(RunState.SUCCEEDED, output={"links": []}))
    assert progress.take("run-1") is None
    assert progress.take("nobody's") is None


def test_can_be_cancelled_before_and_while_it_runs(runs: Runs, progress: RunProgress, run: Run) -> None:
    assert progress.state(run) is RunState.RUNNING
    runs.cancel("run-1", BEN)
    assert progress.state(run) is RunState.CANCELLING
    runs.cancel("run-1", BEN)
    progress.finish(run, Ending(RunState.CANCELLED, note="Cancelled by Ben."))
    with pytest.raises(RunError, match="Nothing is left to cancel: it was cancelled"):
        runs.cancel("run-1", BEN)


def test_goes_on_from_the_step_that_failed(runs: Runs, progress: RunProgress, run: Run) -> None:
    do(progress, run, 0)
    fail(progress, run, 1)
    with pytest.raises(RunError, match="has not failed"):
        runs.retry("run-1", 0, ANA)
    runs.retry("run-1", 1, ANA)

    found, steps = runs.find("run-1"), runs.steps("run-1")
    assert found
    assert (found.state, found.error, found.ended_at) == (RunState.QUEUED, None, None)
    assert [step.state for step in steps] == [StepState.DONE, StepState.PENDING, StepState.PENDING]
    assert runs.log_lines("run-1") == ("Ana tries it again.",)
    with pytest.raises(RunError, match="That is not possible now: it is about to go on"):
        runs.retry("run-1", 1, ANA)


def test_goes_on_where_it_was_cancelled_between_two_steps(runs: Runs, progress: RunProgress, run: Run) -> None:
    do(progress, run, 0)
    runs.cancel("run-1", BEN)
    progress.finish(run, Ending(RunState.CANCELLED))
    with pytest.raises(RunError, match="has not failed"):
        runs.retry("run-1", 0, ANA)
    runs.retry("run-1", 1, ANA)
    assert taken(progress).state is RunState.RUNNING


def test_what_was_cancelled_before_it_was_approved_never_begins(runs: Runs) -> None:
    runs.start(NEW, [NewApproval("owner")])
    runs.cancel("run-1", BEN)
    with pytest.raises(RunError, match="Nothing of it was begun"):
        runs.retry("run-1", 0, ANA)
    assert [step.state for step in runs.steps("run-1")] == [StepState.PENDING] * 3


def test_goes_on_without_a_step_only_where_that_is_allowed(runs: Runs, progress: RunProgress, run: Run) -> None:
    do(progress, run, 0)
    fail(progress, run, 1)
    with pytest.raises(RunError, match="cannot be skipped"):
        runs.skip("run-1", 1, ANA)
    runs.retry("run-1", 1, ANA)
    again = taken(progress)
    do(progress, again, 1)
    fail(progress, again, 2)
    runs.skip("run-1", 2, ANA)
    assert runs.steps("run-1")[2].state is StepState.SKIPPED


def test_is_cleaned_up_only_where_something_was_left(runs: Runs, progress: RunProgress, run: Run) -> None:
    with pytest.raises(RunError, match="it is running"):
        runs.clean_up("run-1", ANA)
    fail(progress, run, 1)
    runs.clean_up("run-1", ANA)
    cleaning = taken(progress)
    assert (cleaning.state, cleaning.error) == (RunState.CLEANING, "GitHub does not let us.")
    progress.cleaned(cleaning, 1)
    progress.finish(cleaning, Ending(RunState.FAILED, error=cleaning.error, note="Cleaned up."))
    with pytest.raises(RunError, match="There is nothing to clean up"):
        runs.clean_up("run-1", ANA)


def test_a_step_can_be_put_off_and_hurried(
    database: Database, runs: Runs, progress: RunProgress, run: Run, now: datetime
) -> None:
    progress.before(run, 0)
    progress.wait(run, 0, until=now + timedelta(days=900), reason="GitHub may be asked again at 14:32 UTC.")
    found = runs.find("run-1")
    assert found
    assert (found.state, found.note) == (RunState.RUNNING, "GitHub may be asked again at 14:32 UTC.")
    with database.changing() as connection:
        connection.execute(text("DELETE FROM procrastinate_jobs WHERE scheduled_at IS NULL"))
    runs.cancel("run-1", ANA)
    assert jobs(database) == [("run-1", None)]


def test_one_that_no_job_knows_of_is_queued_again(database: Database, progress: RunProgress, run: Run) -> None:
    assert progress.queue_left_behind() == []
    with database.changing() as connection:
        connection.execute(text("DELETE FROM procrastinate_jobs"))
    assert progress.queue_left_behind() == ["run-1"]
    assert jobs(database) == [("run-1", None)]


def test_being_broken_off_is_no_try(progress: RunProgress, run: Run) -> None:
    progress.before(run, 0)
    assert progress.before(run, 0).begun == 2
    progress.hand_back(run, 0)
    assert progress.before(run, 0).begun == 2


def test_a_card_that_shows_something_older_is_drawn_by_anybody(
    database: Database, progress: RunProgress, run: Run
) -> None:
    drawing = RunDrawing(database)
    (behind,) = drawing.behind()
    assert drawing.behind() == ()
    drawing.posted(behind, "1.1")
    progress.before(run, 0)
    found = drawing.now("run-1")
    assert found
    assert found[0].message_ts == "1.1"
    assert drawing.behind() == (), "whoever changed it draws it"
    drawing.drawn(found[0])


def test_the_unknown_is_said_to_be_unknown(runs: Runs) -> None:
    assert runs.find("nope") is None
    with pytest.raises(UnknownRunError, match="There is no run nope"):
        runs.cancel("nope", ANA)
