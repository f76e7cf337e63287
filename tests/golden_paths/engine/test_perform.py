"""A real run, step by step: what is made is made once, found again, cleaned up, and kept from prying eyes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from golden_paths import actions, engine
from golden_paths.engine import Fixed, RunState, StepResult
from golden_paths.errors import ActionError, UnsureError
from golden_paths.template import Template
from golden_paths.workshop import Outside, Workshop
from tests.golden_paths.github import Shop, running_shop
from tests.golden_paths.trying import Bench, Json, log, write

URL = "github.com?owner=acme&repo=shop"
PUBLISH = {
    "id": "publish",
    "action": "publish:github",
    "input": {"repoUrl": URL, "defaultBranch": "main", "protectDefaultBranch": False},
}


@pytest.fixture
def shop() -> Iterator[Shop]:
    with running_shop() as shop:
        yield shop


class Runner:
    """What a worker does: step after step, keeping what each gave."""

    def __init__(self, template: Template, workshop: Workshop, values: Json | None = None) -> None:
        self.template = template
        began = datetime.now(UTC)
        self.workshop = replace(workshop, mark=replace(workshop.mark, began=began))
        self.state = RunState(values or {}, Fixed(began, "run-1"))

    def step(self, number: int, **own: Any) -> StepResult:
        step = self.template.steps[number]
        result = engine.perform(step, self.template, self.state, self.workshop, actions.known(), **own)
        if result.output is not None:
            self.state = replace(self.state, outputs={**self.state.outputs, step.id: result.output})
        return result


def on(shop: Shop) -> Outside:
    return Outside(host=shop.host)


def test_a_repository_is_made_and_filled(bench: Bench, shop: Shop) -> None:
    run = Runner(bench.template(write("README.md", "hi"), PUBLISH), bench.workshop(outside=on(shop)))
    run.step(0)
    result = run.step(1)
    assert shop.files("acme/shop") == {"README.md": b"hi"}
    assert result.output is not None
    assert result.output["repoContentsUrl"].endswith("/acme/shop/blob/main")
    assert len(result.output["commitHash"]) == 40
    assert result.has_left


def test_doing_it_again_makes_no_second_one(bench: Bench, shop: Shop) -> None:
    run = Runner(bench.template(write("a", "hi"), PUBLISH), bench.workshop(outside=on(shop)))
    run.step(0)
    first = run.step(1)
    again = run.step(1, begun_before=True)
    assert again.output == first.output
    assert shop.names == ["acme/shop"]


def test_goes_on_where_an_earlier_try_was_killed_before_the_push(bench: Bench, shop: Shop) -> None:
    run = Runner(bench.template(write("a", "hi"), PUBLISH), bench.workshop(outside=on(shop)))
    run.step(0)
    create = {"action": "github:repo:create", "input": {"repoUrl": URL}}
    Runner(bench.template(create), run.workshop).step(0)
    run.step(1, begun_before=True)
    assert shop.files("acme/shop") == {"a": b"hi"}


def test_a_repository_of_somebody_else_is_left_alone(bench: Bench, shop: Shop) -> None:
    shop.has("acme/shop", {"theirs": "x"})
    run = Runner(bench.template(write("a", "hi"), PUBLISH), bench.workshop(outside=on(shop)))
    run.step(0)
    with pytest.raises(ActionError, match=r"acme/shop exists already at github\.com, and this run did not make it\."):
        run.step(1)
    assert shop.files("acme/shop") == {"theirs": b"x"}


def test_a_pull_request_is_opened_once_and_taken_back(bench: Bench, shop: Shop) -> None:
    shop.has("acme/shop", {"README.md": "old"})
    pull = {
        "id": "pull",
        "action": "publish:github:pull-request",
        "input": {"repoUrl": URL, "branchName": "ci", "title": "Add CI", "description": "More."},
    }
    run = Runner(bench.template(write("ci.yml", "on: push"), pull), bench.workshop(outside=on(shop)))
    run.step(0)
    first = run.step(1)
    assert run.step(1, begun_before=True).output == first.output
    assert len(shop.github.pull_requests("acme/shop")) == 1
    done = engine.clean_up(run.template.steps[1], run.template, run.state, run.workshop, actions.known())
    assert done == ("The pull request from `ci` in acme/shop was closed, its branch removed.",)


def test_a_repository_is_taken_back(bench: Bench, shop: Shop) -> None:
    run = Runner(bench.template(write("a", "hi"), PUBLISH), bench.workshop(outside=on(shop)))
    run.step(0)
    run.step(1)
    done = engine.clean_up(run.template.steps[1], run.template, run.state, run.workshop, actions.known())
    assert done == ("The repository acme/shop was removed.",)
    assert shop.names == []


def test_there_is_nothing_to_take_back_of_what_stays_inside(bench: Bench) -> None:
    run = Runner(bench.template(write("a", "hi")), bench.workshop())
    assert not run.step(0).has_left
    assert engine.clean_up(run.template.steps[0], run.template, run.state, run.workshop, actions.known()) == ()


def test_what_may_not_be_done_twice_asks_after_an_interruption(bench: Bench) -> None:
    post = {"action": "http:backstage:request", "input": {"method": "POST", "path": "/tickets"}}
    run = Runner(bench.template(post), bench.workshop())
    with pytest.raises(UnsureError, match="It is not known whether POST /tickets got through"):
        run.step(0, begun_before=True)


def test_a_step_sees_what_earlier_ones_gave(bench: Bench) -> None:
    run = Runner(
        bench.template(write("a", "1", id="first"), write("b", "${{ steps.first.output.path }}")), bench.workshop()
    )
    run.step(0)
    run.step(1)
    assert bench.files == {"a": "1", "b": "a"}


def test_the_template_s_own_name_goes_into_descriptors(bench: Bench) -> None:
    step = {"action": "catalog:write", "input": {"entity": {"kind": "Component", "metadata": {"name": "x"}}}}
    Runner(bench.template(step), bench.workshop()).step(0)
    assert "backstage.io/source-template: template:default/example" in bench.files["catalog-info.yaml"]


def test_a_step_whose_condition_does_not_hold_is_skipped(bench: Bench) -> None:
    result = Runner(bench.template(log("x", **{"if": False})), bench.workshop()).step(0)
    assert (result.is_skipped, result.why, result.output) == (True, "its `if` does not hold", None)


def test_a_failure_names_what_is_wrong(bench: Bench) -> None:
    with pytest.raises(ActionError, match="`url` is missing"):
        Runner(bench.template({"action": "fetch:plain"}), bench.workshop()).step(0)


def test_after_a_failure_a_step_can_ask_for_it(bench: Bench) -> None:
    run = Runner(bench.template(log("sorry", **{"if": "${{ failure() }}"}), log("on")), bench.workshop())
    run.state = replace(run.state, has_failed=True)
    assert [engine.runs_after_failure(step) for step in run.template.steps] == [True, False]
    assert not run.step(0).is_skipped


def test_secrets_show_nowhere(bench: Bench) -> None:
    secrets = {"TOKEN": "hunter2hunter2"}
    run = Runner(bench.template(log("it is ${{ secrets.TOKEN }}")), bench.workshop(secrets=secrets))
    result = run.step(0)
    assert result.input == {"message": "it is ***"}
    assert run.workshop.log.lines == ("it is ***",)


def test_a_workspace_is_made_again_elsewhere(bench: Bench) -> None:
    steps = (
        write("a", "1", id="a"),
        {"action": "fs:rename", "id": "b", "input": {"files": [{"from": "a", "to": "b"}]}},
        log("x"),
    )
    run = Runner(bench.template(*steps), bench.workshop())
    run.step(0)
    run.step(1)
    elsewhere = replace(run.workshop, workspace=bench.workshop(place="other").workspace)
    engine.rebuild(run.template, run.state, {"a", "b"}, elsewhere, actions.known())
    assert [file.path for file in elsewhere.workspace.files()] == ["b"]


def test_a_run_that_is_cancelled_does_not_begin_a_step(bench: Bench) -> None:
    def cancelled() -> None:
        raise ActionError("Ana cancelled it.")

    run = Runner(bench.template(write("a", "1")), replace(bench.workshop(), check=cancelled))
    with pytest.raises(ActionError, match="Ana cancelled it"):
        run.step(0)
    assert bench.files == {}


def test_the_state_of_a_run_survives_as_json(bench: Bench) -> None:
    run = Runner(bench.template(write("a", "1", id="a")), bench.workshop(), {"name": "x"})
    run.step(0)
    assert RunState.from_json(run.state.to_json()) == run.state


def test_the_clock_is_that_of_the_preview(bench: Bench) -> None:
    run = Runner(bench.template(log("x")), bench.workshop())
    assert run.state.fixed.now - datetime.now(UTC) < timedelta(seconds=1)


def test_gives_back_links_and_texts(bench: Bench) -> None:
    template = bench.template(
        write("a", "1", id="a"), output={"links": [{"title": "A", "url": "${{ steps.a.output.path }}"}]}
    )
    run = Runner(template, bench.workshop())
    run.step(0)
    assert engine.outputs(template, run.state, run.workshop) == {"links": [{"title": "A", "url": "a"}]}
