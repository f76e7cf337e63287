"""A disk that is full, before a step and in its middle: said in words, and gone on from there."""

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from bot.golden_path_runs.workspaces import pack
from catalog_store.runs.model import RunState, StepState
from catalog_store.runs.progress import RunProgress, StepEnd
from tests.bot.golden_path_runs.conftest import MakeCompany
from tests.bot.golden_path_runs.scenes import ANA, FETCH, LOG, states, steps_of
from tests.support.github import GitHub

pytestmark = pytest.mark.more

BIG = "big/data.txt"
WRITES: dict[str, dict[str, Any]] = {
    "rendering a folder": {"action": "fetch:template", "input": {"url": "./skeleton/big", "values": {}}},
    "rendering a file": {"action": "fetch:template:file", "input": {"url": f"./skeleton/{BIG}", "targetPath": "a"}},
    "copying a folder": {"action": "fetch:plain", "input": {"url": "./skeleton/big"}},
    "copying a file": {"action": "fetch:plain:file", "input": {"url": f"./skeleton/{BIG}", "targetPath": "a"}},
    "fetching a folder": {"action": "fetch:plain", "input": {"url": "GITHUB/acme/skeletons/tree/main/big"}},
    "writing": {"action": "roadiehq:utils:fs:write", "input": {"path": "a", "content": "x" * 300_000}},
}


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """A disk that takes no larger file, as far as a process can make itself one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_said_and_the_step_can_be_retried(company_with: MakeCompany) -> None:
    company = company_with(steps_of(FETCH, LOG))
    run = company.begin(name="shop")
    taken = RunProgress(company.database).take(run.id)
    assert taken
    (company.folder / "files").mkdir()
    (company.folder / "files" / "large.bin").write_bytes(os.urandom(300_000))
    done = StepEnd(StepState.DONE, {}, {})
    RunProgress(company.database).after(taken, 0, done, workspace=pack(company.folder / "files"))

    with files_of_at_most(100_000):
        ended = company.carry_on(run)
    failed = company.steps(run)[1]
    assert (ended.state, failed.state) == (RunState.FAILED, StepState.FAILED)
    assert (failed.error or "").endswith("Make room under CALLBOARD_HOME, then retry this step.")
    company.runs.retry(run.id, 1, ANA)
    assert company.carry_on(run).state is RunState.SUCCEEDED


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_a_disk_that_fills_up_inside_a_step_is_said_and_tried_again(
    company_with: MakeCompany, github: GitHub, write: dict[str, Any]
) -> None:
    github.repository("acme/skeletons", files={BIG: "x" * 300_000})
    given = {
        name: str(value).replace("GITHUB", github.url) for name, value in write["input"].items() if name != "values"
    }
    company = company_with(steps_of({"id": "write", "name": "Write", **write, "input": given}))
    place = company.folder / "paths" / "small-service" / "skeleton" / BIG
    place.parent.mkdir(parents=True)
    place.write_text("x" * 300_000)
    company.parts = company.another()
    run = company.begin(name="shop")

    with files_of_at_most(100_000):
        run = company.carry_on(run)

    assert (run.state, states(company, run)) == (RunState.RUNNING, [StepState.PENDING])
    assert "Make room" in (run.note or "")
    assert company.carry_on(run).state is RunState.SUCCEEDED
