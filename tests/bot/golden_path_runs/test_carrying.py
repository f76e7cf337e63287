"""A run is carried on step by step; whatever stops it, it goes on from the next one."""

import os
import shutil
import threading
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.golden_path_runs.workspaces import pack
from catalog_store.refs import EntityRef
from catalog_store.runs.model import RunState, StepState
from catalog_store.runs.progress import RunProgress
from catalog_store.store import Catalog
from tests.bot.golden_path_runs.conftest import MakeCompany
from tests.bot.golden_path_runs.scenes import ANA, FETCH, LOG, WAIT, Company, states, steps_of
from tests.support.github import GitHub
from tests.support.processes import becomes_true

pytestmark = pytest.mark.more

BROKEN = {
    "id": "label",
    "name": "Label",
    "action": "github:issues:label",
    "input": {"repoUrl": "github.com?owner=acme&repo=nope", "number": 1, "labels": ["new"]},
}
PUBLISH = {
    "id": "publish",
    "name": "Publish",
    "action": "publish:github",
    "input": {
        "repoUrl": "github.com?owner=acme&repo=${{ parameters.name }}",
        "defaultBranch": "main",
        "protectDefaultBranch": False,
    },
}


def test_makes_what_its_path_says(company: Company, github: GitHub) -> None:
    run = company.carry_on(company.begin(name="shop"))

    assert (run.state, run.error) == (RunState.SUCCEEDED, None)
    assert states(company, run) == [StepState.DONE] * 5
    assert github.file("acme/shop", "README.md") == b"# shop\n"
    (pull,) = github.pull_requests("acme/platform")
    assert pull.title == "Add shop"
    assert github.file("acme/platform", "services/shop/README.md", branch="add-shop") == b"# shop\n"
    assert run.output["links"][0]["url"].endswith("/acme/shop.git")
    assert run.output["links"][1]["entityRef"] == "component:default/shop"


def test_what_it_made_is_in_the_catalog_at_once(company: Company) -> None:
    company.carry_on(company.begin(name="shop"))
    known = Catalog(company.database).find(EntityRef.parse("component:default/shop"))
    assert known
    assert str(known.entity.spec["owner"]) == "group:default/payments"


def test_the_same_form_twice_is_one_run(company: Company) -> None:
    draft = company.draft(name="shop")
    digest = company.desk.preview(draft).digest
    first = company.desk.start(draft, digest, channel="C1", title="Small service")
    assert company.desk.start(draft, digest, channel="C1", title="Small service").id == first.id
    assert len(company.runs.of_person("T1", "UANA")) == 1


def test_another_replica_goes_on_with_the_same_files(company_with: MakeCompany, github: GitHub) -> None:
    company = company_with(steps_of(FETCH, PUBLISH))
    run = company.begin(name="shop")
    github.fail("/users/acme", 503, times=9)
    company.carry_on(run)
    assert states(company, run) == [StepState.DONE, StepState.PENDING]
    github.well()

    shutil.rmtree(company.folder / "paths")  # the template is not there any more, either
    company.parts = company.another()
    company.carry_on(run)
    assert states(company, run) == [StepState.DONE, StepState.DONE]
    assert github.file("acme/shop", "bin/run") is not None


def test_a_step_that_may_succeed_later_is_put_off(company_with: MakeCompany, github: GitHub) -> None:
    company = company_with(steps_of(FETCH, PUBLISH))
    github.secondary_limit("/orgs/acme/repos", retry_after=120, status=429)
    run = company.carry_on(company.begin(name="shop"))
    assert run.state is RunState.RUNNING
    assert run.note
    assert "GitHub may be asked again at" in run.note
    assert "Callboard tries it again." in run.note
    assert states(company, run) == [StepState.DONE, StepState.PENDING]


def test_a_step_that_fails_says_why_and_can_be_retried(company: Company, github: GitHub) -> None:
    run = company.begin(name="shop")
    github.repository("acme/shop", files={"README.md": "# Another"})
    run = company.carry_on(run)
    failed = company.steps(run)[1]
    assert (run.state, failed.state) == (RunState.FAILED, StepState.FAILED)
    assert failed.error == (
        "acme/shop exists already at github.com, and this run did not make it. Begin again with another name."
    )
    assert run.error == failed.error

    github.delete("acme/shop")
    company.runs.retry(run.id, 1, ANA)
    assert company.carry_on(run).state is RunState.SUCCEEDED


def test_trying_again_ends_some_time(company_with: MakeCompany, github: GitHub) -> None:
    company = company_with(steps_of(PUBLISH))
    github.fail("/orgs/acme/repos", 503, times=1_000)
    run = company.begin(name="shop")
    for _ in range(10):
        if company.carry_on(run).state is RunState.FAILED:
            break
    assert company.now(run).state is RunState.FAILED
    assert company.steps(run)[0].begun == 5


def test_can_be_cancelled_inside_a_step(company_with: MakeCompany, github: GitHub) -> None:
    company = company_with(steps_of(LOG, PUBLISH, LOG))
    run = company.begin(name="shop")
    github.slow("/users/acme", 3.0)
    working = threading.Thread(target=company.carry_on, args=(run,))
    working.start()
    assert becomes_true(lambda: states(company, run)[1] is StepState.RUNNING)
    company.runs.cancel(run.id, ANA)
    working.join(30)

    ended = company.now(run)
    assert (ended.state, ended.note) == (RunState.CANCELLED, "Ana cancelled it.")
    assert states(company, run) == [StepState.DONE, StepState.CANCELLED, StepState.PENDING]


def test_can_be_cancelled_between_steps(company_with: MakeCompany) -> None:
    company = company_with(steps_of(LOG, LOG))
    run = company.begin(name="shop")
    company.runs.cancel(run.id, ANA)
    assert company.carry_on(run).state is RunState.CANCELLED
    assert states(company, run) == [StepState.PENDING, StepState.PENDING]


def test_a_process_that_ends_hands_its_run_over(company_with: MakeCompany, github: GitHub) -> None:
    company = company_with(steps_of(LOG, PUBLISH, LOG))
    run = company.begin(name="shop")
    github.slow("/users/acme", 3.0)
    is_to_end = threading.Event()
    handed: list[bool] = []
    working = threading.Thread(
        target=lambda: handed.append(company.carrier.carry_on(run.id, is_to_end=is_to_end.is_set))
    )
    working.start()
    assert becomes_true(lambda: states(company, run)[1] is StepState.RUNNING)
    is_to_end.set()
    working.join(30)
    assert handed == [False]
    assert company.now(run).state is RunState.RUNNING
    assert states(company, run)[2] is StepState.PENDING


def test_a_worker_that_was_overtaken_does_nothing_more(company_with: MakeCompany, github: GitHub) -> None:
    company = company_with(steps_of({**WAIT, "input": {"seconds": 2}}, PUBLISH))
    run = company.begin(name="shop")
    asleep = threading.Thread(target=company.carrier.carry_on, args=(run.id,), kwargs={"is_to_end": lambda: False})
    asleep.start()
    assert becomes_true(lambda: states(company, run)[0] is StepState.RUNNING)
    company.carry_on(run)
    asleep.join(20)
    assert company.now(run).state is RunState.SUCCEEDED
    assert github.state.made == 2
    assert company.steps(run)[0].begun == 2


def test_what_is_left_can_be_cleaned_up(company_with: MakeCompany, github: GitHub) -> None:
    company = company_with(steps_of(FETCH, PUBLISH, BROKEN))
    run = company.carry_on(company.begin(name="shop"))
    assert run.state is RunState.FAILED
    assert company.steps(run)[1].has_left

    company.runs.clean_up(run.id, ANA)
    ended = company.carry_on(run)
    assert (ended.state, ended.note) == (RunState.FAILED, "The repository acme/shop was removed.")
    assert github.state.repository("acme/shop") is None
    assert not company.steps(run)[1].has_left

    company.runs.retry(run.id, 1, ANA)
    company.carry_on(run)
    assert github.state.repository("acme/shop") is not None


def test_steps_for_failures_run_when_one_has_failed(company_with: MakeCompany) -> None:
    after = {**LOG, "id": "after", "if": "${{ failure() }}"}
    company = company_with(steps_of(BROKEN, LOG, after))
    run = company.carry_on(company.begin(name="shop"))
    assert run.state is RunState.FAILED
    assert states(company, run) == [StepState.FAILED, StepState.PENDING, StepState.DONE]


def test_a_step_that_ends_its_process_each_time_is_given_up(company_with: MakeCompany) -> None:
    company = company_with(steps_of(LOG, LOG))
    run = company.begin(name="shop")
    progress = RunProgress(company.database)
    for _ in range(6):
        taken = progress.take(run.id)
        assert taken
        progress.before(taken, 0)
    ended = company.carry_on(run)
    assert ended.state is RunState.FAILED
    assert (ended.error or "").startswith("Callboard's process ended each time that this step was tried.")


def test_the_log_says_what_the_steps_said(company_with: MakeCompany) -> None:
    company = company_with(steps_of(LOG))
    run = company.carry_on(company.begin(name="shop"))
    assert company.runs.log_lines(run.id, 0) == ("It is shop.",)


@pytest.mark.more
def test_many_at_once_stay_apart(company: Company, github: GitHub) -> None:
    github.limits.content_per_minute = github.limits.points_per_minute = 1_000_000
    names = [f"shop-{number}" for number in range(20)]
    runs = [company.begin(name=name) for name in names]
    with ThreadPoolExecutor(4) as pool:
        ended = list(pool.map(company.carry_on, runs))
    assert [run.error for run in ended] == [None] * 20
    assert len(github.pull_requests("acme/platform")) == 20
    assert all(github.file(f"acme/{name}", "README.md") == f"# {name}\n".encode() for name in names)


def test_packing_takes_little_more_memory_than_the_files(tmp_path: Path) -> None:
    size = 16 * 2**20
    (tmp_path / "data").write_bytes(os.urandom(size))
    tracemalloc.start()
    try:
        pack(tmp_path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2.5 * size


def test_no_file_stays_behind(company: Company) -> None:
    company.carry_on(company.begin(name="shop"))
    home = company.parts.settings.home
    assert list((home / "runs").iterdir()) == []


def test_a_template_without_its_version_is_said_to_be_gone(company: Company) -> None:
    run = company.begin(name="shop")
    shutil.rmtree(company.folder / "paths")
    with company.database.changing() as connection:
        connection.exec_driver_sql("DELETE FROM template_versions")
    company.parts = company.another()
    ended = company.carry_on(run)
    assert ended.error == "The template that this run began with is not kept any more. Begin anew."


def test_steps_that_nobody_needs_may_be_skipped(company: Company) -> None:
    run = company.begin(name="shop")
    assert [step.id for step in company.steps(run) if step.is_skippable] == ["wait"]


@pytest.mark.parametrize(
    "message", ["${{ steps.start.output.x }}", '${{ steps["start"].output.x }}', "${{ steps[ 'start' ].output.x }}"]
)
def test_a_step_is_needed_however_its_output_is_written(company_with: MakeCompany, message: str) -> None:
    start = {**BROKEN, "id": "start"}
    company = company_with(steps_of(start, {**LOG, "input": {"message": message}}))
    run = company.begin(name="shop")
    assert not company.steps(run)[0].is_skippable
