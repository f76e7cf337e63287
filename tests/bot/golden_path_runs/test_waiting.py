"""Steps that wait, steps of many rounds, and what a run gives back at its end."""

from typing import Any

import pytest

from catalog_store.runs.model import Run, RunState, StepState
from catalog_store.runs.store import RunError
from tests.bot.golden_path_runs.conftest import MakeCompany
from tests.bot.golden_path_runs.scenes import ANA, LOG, WAIT, Company, states, steps_of
from tests.support.github import GitHub

pytestmark = pytest.mark.more

WORKFLOW = "on: workflow_dispatch\njobs: {}\n"
DISPATCH: dict[str, Any] = {
    "id": "start",
    "name": "Start",
    "action": "github:actions:dispatch",
    "input": {
        "repoUrl": "github.com?owner=acme&repo=shop",
        "workflowId": "${{ each.value }}.yml",
        "branchOrTagName": "main",
    },
}


def test_a_step_that_waits_keeps_no_worker(company_with: MakeCompany) -> None:
    company = company_with(steps_of(WAIT, LOG))
    run = company.carry_on(company.begin(name="shop"))
    (waiting, _) = company.steps(run)
    assert (run.state, waiting.state, waiting.begun) == (RunState.RUNNING, StepState.PENDING, 0)
    assert run.note
    assert run.note.startswith("Waits until ")
    assert due_in(company, run) == pytest.approx(30, abs=20)

    age(company, run, seconds=60)
    company.parts = company.another()  # the one that began it may be gone by now
    run = company.carry_on(run)
    assert (run.state, states(company, run)) == (RunState.SUCCEEDED, [StepState.DONE] * 2)
    assert company.runs.log_lines(run.id, 0)[1:] == ("Waited 30 seconds.",)


def test_a_run_that_waits_can_be_cancelled(company_with: MakeCompany) -> None:
    company = company_with(steps_of(WAIT))
    run = company.carry_on(company.begin(name="shop"))
    company.runs.cancel(run.id, ANA)
    assert due_in(company, run) is None  # at once
    run = company.carry_on(run)
    assert (run.state, run.note) == (RunState.CANCELLED, "Ana cancelled it.")


def due_in(company: Company, run: Run) -> float | None:
    """The seconds until somebody carries the run on."""
    with company.database.reading() as connection:
        statement = (
            "SELECT extract(epoch FROM scheduled_at - now()) FROM procrastinate_jobs WHERE lock = %s ORDER BY id DESC"
        )
        found = connection.exec_driver_sql(statement, (f"run {run.id}",)).scalar()
    return None if found is None else float(found)


def age(company: Company, run: Run, *, seconds: int) -> None:
    """Some time passes."""
    with company.database.changing() as connection:
        statement = "UPDATE golden_path_steps SET begun_at = begun_at - make_interval(secs => %s) WHERE run_id = %s"
        connection.exec_driver_sql(statement, (seconds, run.id))


def test_what_a_run_gives_back_can_be_tried_again_when_it_failed(company_with: MakeCompany, github: GitHub) -> None:
    github.repository("acme/shop", files={".github/workflows/eu.yml": WORKFLOW})
    start = {**DISPATCH, "input": {**DISPATCH["input"], "workflowId": "eu.yml"}}
    endless = "{% for each in range(0, steps.start.output.workflowRunId * 9000000) %}{% endfor %}"
    company = company_with(steps_of(start, output={"text": [{"content": endless}]}))
    run = company.carry_on(company.begin(name="shop"))

    assert (run.state, states(company, run)) == (RunState.FAILED, [StepState.DONE])
    assert (run.error or "").startswith("What the template gives back, its `output`, cannot be made: ")
    with pytest.raises(RunError):
        company.runs.retry(run.id, 0, ANA)
    company.runs.retry(run.id, 1, ANA)
    run = company.carry_on(run)
    assert company.steps(run)[0].begun == 1


def test_rounds_that_are_done_are_not_done_again(company_with: MakeCompany, github: GitHub) -> None:
    places = ["eu", "us", "asia"]
    github.repository("acme/shop", files={f".github/workflows/{place}.yml": WORKFLOW for place in places})
    company = company_with(steps_of({**DISPATCH, "each": places}))
    github.fail("*/asia.yml/dispatches", 403)
    run = company.carry_on(company.begin(name="shop"))
    assert run.state is RunState.FAILED

    github.well()
    company.runs.retry(run.id, 0, ANA)
    run = company.carry_on(run)

    assert (run.state, run.error) == (RunState.SUCCEEDED, None)
    assert [made.name for made in github.find("acme/shop").dispatches] == [f"{place}.yml" for place in places]
    assert len(company.steps(run)[0].output["workflowRunId"]) == 3
