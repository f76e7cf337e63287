"""A dry run gives what Backstage's gives: skipped actions, conditions, rounds, errors, outputs."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from golden_paths import actions, engine
from golden_paths.action import Action, Inputs, example_of
from golden_paths.engine.stubs import stub_action
from golden_paths.workshop import Workshop
from golden_paths.workspace import Limits, Workspace
from tests.golden_paths.trying import NAME, Bench, log, skipped, write

PUBLISHED = {"remoteUrl": "<example>", "repoContentsUrl": "<example>", "commitHash": "<example>"}


def step(action: str, given: dict[str, Any] | None = None, **own: Any) -> dict[str, Any]:
    return {"action": action, "input": given or {}, **own}


def test_values_are_judged_page_by_page(bench: Bench) -> None:
    outcome = bench.dry(log("hi"), parameters=[NAME], values={"name": 3})
    assert outcome.error == "`name` must be a text, not 3."
    assert not outcome.steps


def test_a_missing_answer_is_named(bench: Bench) -> None:
    assert bench.dry(log("hi"), parameters=[NAME]).error == "The values must have `name`."


def test_all_missing_answers_are_named_at_once(bench: Bench) -> None:
    pages = [{"required": ["a", "b"]}, {"required": ["c"]}]
    assert bench.dry(log("hi"), parameters=pages).error == "The values must have `a`, `b`. The values must have `c`."


def test_defaults_are_not_filled_in(bench: Bench) -> None:
    page = {"properties": {"color": {"type": "string", "default": "red"}}}
    bench.dry(write("color", "[${{ parameters.color }}]"), parameters=[page])
    assert bench.files == {"color": "[]"}


def test_steps_without_id_are_numbered(bench: Bench) -> None:
    outcome = bench.dry(log("a"), log("b", id="named"), log("c"))
    assert [result.id for result in outcome.steps] == ["step-1", "named", "step-3"]


def test_the_log_counts_one_step_more(bench: Bench) -> None:
    assert bench.dry(log("a"), log("b")).log[0] == "Starting up task with 3 steps"


def test_an_action_that_reaches_outside_is_skipped_and_gives_an_example(bench: Bench) -> None:
    outcome = bench.dry(
        step("publish:github", {"repoUrl": 5}, id="publish"), log("${{ steps.publish.output.remoteUrl }}")
    )
    assert outcome.steps[0].output == PUBLISHED
    assert outcome.steps[0].why == "Skipping because publish:github does not support dry-run"
    assert outcome.steps[1].input == {"message": "<example>"}


@pytest.mark.parametrize(
    "action, expected",
    [
        ("catalog:register", {}),
        ("debug:wait", {}),
        ("github:repo:push", PUBLISHED),
        (
            "github:actions:dispatch",
            {"workflowRunId": 0, "workflowRunUrl": "<example>", "workflowRunHtmlUrl": "<example>"},
        ),
        ("notification:send", {}),
    ],
)
def test_gives_the_example_of(bench: Bench, action: str, expected: dict[str, Any]) -> None:
    outcome = bench.dry(step(action, {"nonsense": True}))
    assert (outcome.error, outcome.steps[0].output) == ("", expected)


@pytest.mark.parametrize(
    "action, expected",
    [
        ("publish:gitlab", {**PUBLISHED, "projectId": 0, "created": False}),
        ("publish:azure", {**PUBLISHED, "repositoryId": "<example>"}),
        ("gitlab:pipeline:trigger", {"pipelineUrl": "<example>"}),
        ("acme:unheard:of", {}),
    ],
)
def test_stubs_an_unknown_action_when_told_to(bench: Bench, action: str, expected: dict[str, Any]) -> None:
    outcome = bench.dry(step(action, {"anything": [1]}), stubs_unknown=True)
    assert (outcome.error, outcome.steps[0].output) == ("", expected)
    assert outcome.steps[0].is_skipped


def test_a_stub_can_do_nothing_else() -> None:
    assert not stub_action("acme:unheard:of").runs_in_dry_run


def test_what_an_output_may_be_is_not_known_of_whole_numbers_and_unions() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": ["string", "null"]}}}
    assert example_of(schema) == {"a": "<unknown>", "b": "<unknown>"}


def test_lists_and_mappings_in_an_output_have_examples_within() -> None:
    inner = {"type": "object", "properties": {"n": {"type": "number"}, "is": {"type": "boolean"}}}
    assert example_of({"type": "array", "items": inner}) == [{"n": 0, "is": False}]


def test_a_pull_request_is_made_up(bench: Bench) -> None:
    given = {"repoUrl": "github.com?repo=r&owner=o", "branchName": "b", "title": "T", "description": "D"}
    outcome = bench.dry(step("publish:github:pull-request", {**given, "sourcePath": "not/there"}))
    assert outcome.steps[0].output == {
        "targetBranchName": "b",
        "remoteUrl": "github.com?repo=r&owner=o",
        "pullRequestNumber": 43,
    }


def test_a_webhook_is_only_checked(bench: Bench) -> None:
    good = {"repoUrl": "github.com?repo=r&owner=o", "webhookUrl": "https://ci.example.com"}
    assert bench.dry(step("github:webhook", good)).steps[0].output == {}
    assert "`webhookUrl` is missing." in bench.dry(step("github:webhook", {"repoUrl": "x"})).error


def test_an_unknown_action_fails_and_the_nearest_is_named(bench: Bench) -> None:
    outcome = bench.dry(step("fetch:templat", id="fetch"))
    assert outcome.error == (
        "Step `fetch`: Step `fetch` uses the action `fetch:templat`, which Callboard does not have."
        " Did you mean `fetch:template`? `callboard new action` writes one of your own."
    )


def test_a_failure_leaves_no_files(bench: Bench) -> None:
    outcome = bench.dry(write("a", "b"), step("fs:delete", {}), log("never"))
    assert outcome.files == ()
    assert [result.id for result in outcome.steps] == ["step-1", "step-2"]
    assert "`files` is missing." in outcome.error


def test_after_a_failure_only_steps_that_ask_for_it_run(bench: Bench) -> None:
    outcome = bench.dry(
        step("fs:delete", {}),
        log("no"),
        log("also no", **{"if": True}),
        log("yes", id="always", **{"if": "${{ always() }}"}),
        log("yes", id="failure", **{"if": "${{ failure() }}"}),
    )
    assert [result.id for result in outcome.steps] == ["step-1", "always", "failure"]


def test_without_a_failure_nothing_runs_for_one(bench: Bench) -> None:
    outcome = bench.dry(log("no", **{"if": "${{ failure() }}"}), log("yes", **{"if": "${{ always() }}"}))
    assert skipped(outcome.steps) == ["step-1"]


@pytest.mark.parametrize(
    "condition",
    [False, "", "${{ 0 }}", "${{ '' }}", "${{ false }}", "${{ null }}", "${{ parameters.nope }}", "${{ [] }}"],
)
def test_does_not_run_if(bench: Bench, condition: object) -> None:
    result = bench.dry(log("x", **{"if": condition})).steps[0]
    assert (result.is_skipped, result.output) == (True, None)


@pytest.mark.parametrize(
    "condition", [True, "${{ {} }}", "false", "${{ 'false' }}", "plain text", "{{ x }}", "${{ not ( }}", "${{ 1 }}"]
)
def test_runs_if(bench: Bench, condition: object) -> None:
    assert not bench.dry(log("x", **{"if": condition})).steps[0].is_skipped


def test_a_step_that_was_skipped_has_no_output(bench: Bench) -> None:
    outcome = bench.dry(
        write("a", "b", id="first", **{"if": False}),
        log("[${{ steps.first.output.path }}]"),
        output={"x": "${{ steps.first }}"},
    )
    assert outcome.steps[1].input == {"message": "[]"}
    assert outcome.output == {}


def test_goes_through_a_list(bench: Bench) -> None:
    outcome = bench.dry(write("${{ each.value }}.txt", "${{ each.key }}", id="w", each=["a", "b"]))
    assert bench.files == {"a.txt": "0", "b.txt": "1"}
    assert outcome.steps[0].output == {"path": ["a.txt", "b.txt"]}


def test_goes_through_a_mapping_from_the_answers(bench: Bench) -> None:
    bench.dry(write("${{ each.key }}", "${{ each.value }}", each="${{ parameters.all }}"), values={"all": {"a": "1"}})
    assert bench.files == {"a": "1"}


def test_a_round_without_output_adds_nothing(bench: Bench) -> None:
    assert bench.dry(log("${{ each.value }}", each=["a"])).steps[0].output == {}


def test_the_condition_is_asked_for_each_round(bench: Bench) -> None:
    bench.dry(write("${{ each.value }}", "", each=["a", "b"], **{"if": "${{ each.value == 'b' }}"}))
    assert list(bench.files) == ["b"]


@pytest.mark.parametrize("each", ["${{ parameters.nope }}", "${{ 5 }}", "text", "${{ [ }}"])
def test_what_cannot_be_gone_through_fails(bench: Bench, each: str) -> None:
    assert "gives neither a list nor a mapping" in bench.dry(log("x", each=each)).error


@pytest.mark.parametrize(
    "given, problem",
    [
        ({"url": "./s", "targetPath": 5}, "`targetPath` must be a text, not 5."),
        ({"url": "./s", "replace": "true"}, '`replace` must be true or false, not "true".'),
        ({"url": "./s", "target": "x"}, "`target` is not known; did you mean `targetPath`."),
        ({"url": "./s", "copyWithoutTemplating": "*"}, '`copyWithoutTemplating` must be a list, not "*".'),
        ({"url": "./s", "values": None}, "`values` is empty (null). Write a value, or leave the key out."),
        ({}, "`url` is missing."),
    ],
)
def test_inputs_are_judged(bench: Bench, given: dict[str, Any], problem: str) -> None:
    bench.write({"s/a": ""})
    assert bench.dry(step("fetch:template", given)).error == (
        f"Step `step-1`: fetch:template does not take this input: {problem}"
    )


def test_the_old_key_for_what_is_not_rendered_is_let_through(bench: Bench) -> None:
    bench.write({"s/a": "${{ values.x }}"})
    outcome = bench.dry(step("fetch:template", {"url": "./s", "copyWithoutRender": ["a"], "values": {"x": 1}}))
    assert bench.files == {"a": "1"}
    assert any("`copyWithoutRender` does nothing" in line for line in outcome.log)


def test_every_file_comes_out_but_a_repository_at_the_top(bench: Bench) -> None:
    outcome = bench.dry(
        write(".git/config", "x"), write("sub/.git/config", "x"), write(".gitignore", "*"), write("ignored", "x")
    )
    assert [file.path for file in outcome.files] == [".gitignore", "ignored", "sub/.git/config"]


def test_empty_folders_vanish(bench: Bench) -> None:
    bench.write({"s/d/a": ""})
    outcome = bench.dry(step("fetch:plain", {"url": "./s"}), step("fs:delete", {"files": ["d/a"]}))
    assert outcome.files == ()


@pytest.mark.parametrize(
    "written, expected",
    [
        ("${{ parameters.flag }}", True),
        ("${{ parameters.list }}", [1, {"a": None}]),
        ("${{ parameters.nothing }}", None),
        (" ${{ parameters.flag }}", " true"),
        ("${{ parameters.flag }}\n", "true\n"),
        ("${{ '3' }}", "3"),
        ("{% if parameters.flag %}true{% endif %}", "true"),
        ("${{ parameters.list | dump }}", '[1,{"a":null}]'),
        ("${{ parameters.raw }}", "${{ 1 }}"),
        ("add-${{ '' | now }}", "add-${{ '' | now }}"),
    ],
)
def test_a_step_value_is(bench: Bench, written: str, expected: object) -> None:
    values = {"flag": True, "list": [1, {"a": None}], "nothing": None, "raw": "${{ 1 }}"}
    outcome = bench.dry(
        step("debug:log", {"extra": written}, **{"if": False}), step("catalog:register", {"x": written}), values=values
    )
    assert outcome.steps[1].input == {"x": expected}


def test_a_key_whose_value_is_undefined_is_dropped(bench: Bench) -> None:
    outcome = bench.dry(
        step("catalog:register", {"a": "${{ parameters.nope }}", "b": "[${{ parameters.nope }}]", "${{ 1 }}": "c"})
    )
    assert outcome.steps[0].input == {"b": "[]", "${{ 1 }}": "c"}


def test_a_required_key_that_is_undefined_is_missing(bench: Bench) -> None:
    assert "`url` is missing." in bench.dry(step("fetch:plain", {"url": "${{ undefined }}"})).error


def test_an_optional_key_that_is_undefined_has_its_default(bench: Bench) -> None:
    bench.write({"s/a": "x"})
    bench.dry(step("fetch:plain", {"url": "./s", "targetPath": "${{ undefined }}"}))
    assert bench.files == {"a": "x"}


def test_what_stays_raw_is_told_with_its_step(bench: Bench) -> None:
    outcome = bench.dry(log("x ${{ '' | now }}"))
    assert outcome.steps[0].swallowed[0].startswith("`x ${{ '' | now }}` in step step-1 stayed as it is:")
    assert outcome.steps[0].swallowed[0] in outcome.log


def test_a_condition_and_an_output_that_stay_raw_are_told(bench: Bench) -> None:
    outcome = bench.dry(log("x", **{"if": "${{ not ( }}"}), output={"a": "${{ '' | now }}"})
    assert any(line.startswith("`${{ not ( }}` in an `if` stayed as it is:") for line in outcome.log)
    assert any(line.startswith("`${{ '' | now }}` in the output stayed as it is:") for line in outcome.log)
    assert outcome.output == {"a": "${{ '' | now }}"}


def test_expressions_see_who_asked_and_the_run(bench: Bench) -> None:
    bench.dry(
        write("a", "${{ user.ref }} ${{ context.task.id }} ${{ environment.parameters.org }} ${{ secrets.TOKEN }}"),
        user={"ref": "user:default/ana"},
        environment={"parameters": {"org": "acme"}},
    )
    assert bench.files == {"a": "user:default/ana run-1 acme "}


def test_skeletons_see_values_alone(bench: Bench) -> None:
    bench.write({"s/a": "[${{ parameters.name }}${{ user.ref }}${{ secrets.T }}]${{ values.v }}"})
    bench.dry(
        step("fetch:template", {"url": "./s", "values": {"v": 1}}), values={"name": "x"}, secrets={"T": "hunter2"}
    )
    assert bench.files == {"a": "[]1"}


def test_links_and_texts_whose_if_is_false_are_left_out(bench: Bench) -> None:
    links = [
        {"title": "a", "url": "u", "if": True},
        {"title": "b", "if": "${{ parameters.nope }}"},
        {"title": "c", "entityRef": "${{ steps.register.output.entityRef }}", "if": "${{ 'yes' }}"},
    ]
    texts = [{"title": "t", "content": "c", "if": False}, {"title": "u"}]
    outcome = bench.dry(
        step("catalog:register", id="register"), output={"links": links, "text": texts, "own": "${{ 1 + 1 }}"}
    )
    assert outcome.output == {
        "links": [{"title": "a", "url": "u"}, {"title": "c"}],
        "text": [{"title": "u"}],
        "own": 2,
    }


def test_nobody_goes_through_endless_lists(bench: Bench) -> None:
    outcome = bench.dry(log("x", each="${{ parameters.all }}"), values={"all": ["x"] * 1001})
    assert outcome.error.endswith("`each` of step `step-1` gives 1,001 items; 1,000 are gone through at most.")


def test_rounds_do_not_fill_the_memory(bench: Bench) -> None:
    outcome = bench.dry(
        log("${{ parameters.long | replace('x', parameters.long) }}", each="${{ parameters.all }}"),
        values={"all": ["x"] * 60, "long": "x" * 1_000},
    )
    assert "hold more than 50,000,000 letters together" in outcome.error


def test_rounds_do_not_fill_the_disk(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "small").mkdir()
    small = replace(bench.workshop(), workspace=Workspace(tmp_path / "small", Limits(files=3)))
    template = bench.template(write("${{ each.value }}.txt", "x", each=list("abcdef")))
    outcome = engine.dry_run(template, {}, small, actions.known())
    assert outcome.error.endswith("The workspace has 4 files; a run may make 3.")
    assert len(list((tmp_path / "small").iterdir())) == 4


HOSTILE = ("{{ 7*7 }}", "${{ secrets.TOKEN }}", "{% for x in y %}", "a: b\nkey: value", "'; rm -rf /", "\u202ex")


@pytest.mark.parametrize("value", HOSTILE)
def test_what_people_answer_arrives_as_data_only(bench: Bench, value: str) -> None:
    bench.write({"s/skeleton": "[${{ values.v }}]"})
    entity = {"kind": "Component", "metadata": {"description": "${{ parameters.v }}"}}
    outcome = bench.dry(
        {"action": "fetch:template", "input": {"url": "./s", "values": {"v": "${{ parameters.v }}"}}},
        write("step", "[${{ parameters.v }}]"),
        {"action": "catalog:write", "input": {"entity": entity}},
        {"action": "roadiehq:utils:fs:parse", "input": {"path": "catalog-info.yaml", "parser": "yaml"}, "id": "read"},
        values={"v": value},
        secrets={"TOKEN": "hunter2hunter2"},
    )
    assert outcome.error == ""
    assert bench.files["skeleton"] == bench.files["step"] == f"[{value}]"
    read = outcome.steps[3].output
    assert read is not None
    assert read["content"]["metadata"]["description"] == value


@pytest.mark.parametrize("value", ["../../etc/passwd", "/etc/passwd", "..", "a/../../b", "x\0y"])
def test_no_answer_leads_out_of_the_workspace(bench: Bench, value: str) -> None:
    bench.write({"s/${{ values.v }}": "x", "t/a": "x"})
    given = {"values": {"v": "${{ parameters.v }}"}}
    for step in (
        {"action": "fetch:template", "input": {"url": "./s", **given}},
        {"action": "fetch:template", "input": {"url": "./t", "targetPath": "${{ parameters.v }}"}},
        write("${{ parameters.v }}", "x"),
    ):
        bench.dry(step, values={"v": value})
    outside = [
        path
        for path in bench.folder.rglob("*")
        if path.is_file() and "path" not in path.relative_to(bench.folder).parts[0]
    ]
    assert all(path.is_relative_to(bench.folder / "workspace") for path in outside)


def test_secrets_are_masked_wherever_they_show(bench: Bench) -> None:
    outcome = bench.dry(
        log("token ${{ secrets.TOKEN }}", id="say"),
        write("a", "${{ secrets.TOKEN }}"),
        secrets={"TOKEN": "hunter2hunter2"},
    )
    assert outcome.steps[0].input == {"message": "token ***"}
    assert "token ***" in outcome.log
    assert bench.files == {"a": "hunter2hunter2"}


def test_an_action_that_breaks_is_a_failure_with_its_name(bench: Bench) -> None:
    broken = Action(id="acme:broken", description="", inputs=Inputs, perform=_breaks, examples=(), stays_inside=True)
    outcome = engine.dry_run(bench.template(step("acme:broken")), {}, bench.workshop(), actions.Actions((broken,)))
    assert outcome.error == (
        "Step `step-1`: The action acme:broken broke (ZeroDivisionError). Whoever wrote it should see the log."
    )


def _breaks(_inputs: Inputs, _workshop: Workshop) -> dict[str, Any]:
    return {"never": 1 / 0}


def test_knows_all_actions_by_their_ids() -> None:
    assert actions.known().find("fetch:template") is not None
    assert actions.known().nearest("zzz") is None
