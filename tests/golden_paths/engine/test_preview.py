"""A preview works out what a run will do, touches nothing, and says what only the run can tell."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from catalog_store.refs import EntityRef
from golden_paths import actions, engine
from golden_paths.engine import Fixed, Preview, RunState, StepError
from golden_paths.errors import ActionError
from golden_paths.nowhere import NoSourceHost
from golden_paths.ports import Repository, SourceHostError
from golden_paths.repo_url import RepoUrl
from golden_paths.template import Template
from golden_paths.workshop import Outside, Workshop
from golden_paths.workspace import Workspace
from tests.golden_paths.github import Shop, running_shop
from tests.golden_paths.trying import NAME, NOW, Bench, Json, log, write

PUBLISH = {
    "id": "publish",
    "name": "Publish",
    "action": "publish:github",
    "input": {"repoUrl": "github.com?owner=acme&repo=${{ parameters.name }}", "defaultBranch": "main"},
}
REMOTE = "${{ steps.publish.output.remoteUrl }}"


@pytest.fixture
def shop() -> Iterator[Shop]:
    with running_shop() as shop:
        yield shop


def look(template: Template, workshop: Workshop, values: Json | None = None, fixed: Fixed | None = None) -> Preview:
    return engine.preview(template, {"name": "shop"} if values is None else values, workshop, actions.known(), fixed)


def test_says_what_will_be_made_where(bench: Bench) -> None:
    preview = look(bench.template(write("a", "hello"), PUBLISH), bench.workshop())
    assert preview.effects == (
        "Creates the private repository acme/shop at github.com.",
        "Pushes the files to the branch main of acme/shop.",
        "Protects that branch: pull requests need 1 approval.",
    )


def test_shows_the_files_with_their_sizes(bench: Bench) -> None:
    bench.write({"s/b/run": "#!/bin/sh\n"})
    (bench.folder / "path" / "s" / "b" / "run").chmod(0o755)
    preview = look(
        bench.template(write("a", "hello"), {"action": "fetch:plain", "input": {"url": "./s"}}), bench.workshop()
    )
    assert [(file.path, file.size, file.is_executable) for file in preview.files] == [
        ("a", 5, False),
        ("b/run", 10, True),
    ]


def test_what_is_pushed_is_known_even_if_it_is_removed_later(bench: Bench) -> None:
    steps = (write("a", "1"), write(".gitignore", "*.log"), write("x.log", ""), PUBLISH)
    preview = look(bench.template(*steps, {"action": "fs:delete", "input": {"files": ["a"]}}), bench.workshop())
    assert [file.path for file in preview.steps[3].files] == [".gitignore", "a"]
    assert [file.path for file in preview.files] == [".gitignore", "x.log"]


def test_knows_what_the_descriptor_of_a_new_repository_describes(bench: Bench) -> None:
    text = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: NAME}\nspec: {type: x, lifecycle: x, owner: x}\n"
    known, later = text.replace("NAME", "Shop"), text.replace("NAME", "${{ steps.publish.output.commitHash }}")
    again = {**PUBLISH, "id": "again"}
    preview = look(bench.template(write("catalog-info.yaml", known), PUBLISH), bench.workshop())
    assert preview.describes == (EntityRef.of("component", "shop"),)
    steps = (PUBLISH, write("catalog-info.yaml", later), again)
    assert look(bench.template(*steps), bench.workshop(place="other")).describes == ()


def test_what_only_a_step_can_tell_is_said_so(bench: Bench) -> None:
    links = [{"title": "Code", "url": REMOTE}]
    template = bench.template(PUBLISH, write("known", "x"), write("later", f"see {REMOTE}"), output={"links": links})
    preview = look(template, bench.workshop())
    assert [(file.path, file.known_after) for file in preview.files] == [
        ("known", ()),
        ("later", ("known after Publish",)),
    ]
    assert preview.steps[2].input == {"path": "later", "content": "see ‹known after Publish›"}
    assert preview.output == {"links": [{"title": "Code", "url": "‹known after Publish›"}]}


@pytest.mark.parametrize("part", ["truncate(1, true, '')", "length", "upper", "replace('k', '')", "wordcount"])
def test_a_file_that_only_uses_a_part_of_it_is_found_as_well(bench: Bench, part: str) -> None:
    later = write("later", "[${{ steps.publish.output.commitHash | " + part + " }}]")
    is_found = bool(look(bench.template(PUBLISH, later), bench.workshop()).files[0].known_after)
    assert is_found == (part != "wordcount")  # which is one, whatever the commit


def test_a_name_that_is_not_known_yet_is_shown_so(bench: Bench) -> None:
    preview = look(bench.template(PUBLISH, write("${{ steps.publish.output.commitHash }}.txt", "")), bench.workshop())
    assert [file.path for file in preview.files] == ["‹known after Publish›.txt"]


def test_a_condition_that_waits_for_a_step_is_told(bench: Bench) -> None:
    waiting = log("hi", **{"if": "${{ steps.publish.output.commitHash == 'x' }}"})
    assert look(bench.template(PUBLISH, waiting), bench.workshop()).steps[1].decided_after == ("known after Publish",)


def test_a_round_for_each_of_what_is_not_known_is_told(bench: Bench) -> None:
    listing = {"id": "ask", "name": "Ask", "action": "http:backstage:request", "input": {"method": "GET", "path": "/x"}}
    preview = look(
        bench.template(listing, write("${{ each.key }}", "", each="${{ steps.ask.output.body }}")), bench.workshop()
    )
    assert preview.steps[1].effects == (
        "Runs roadiehq:utils:fs:write once for each item of a list that is not known yet.",
    )


def test_an_effect_that_waits_for_a_step_is_told(bench: Bench) -> None:
    given = {
        "repoUrl": "github.com?owner=a&repo=b",
        "labels": ["x"],
        "number": "${{ steps.pull.output.pullRequestNumber }}",
    }
    number = {"action": "github:issues:label", "input": given}
    pull = {"id": "pull", "name": "Propose", "action": "publish:github:pull-request", "input": _proposal()}
    preview = look(bench.template(pull, number), bench.workshop())
    assert preview.steps[1].effects == ("Runs github:issues:label with what is not known yet.",)


def _proposal(**own: Any) -> dict[str, Any]:
    repo = "github.com?owner=acme&repo=shop"
    return {"repoUrl": repo, "branchName": "add-ci", "title": "Add CI", "description": "More.", **own}


def test_a_step_that_its_condition_leaves_out_is_shown_as_skipped(bench: Bench) -> None:
    preview = look(bench.template({**PUBLISH, "if": False}), bench.workshop())
    assert (preview.steps[0].is_skipped, preview.effects) == (True, ())


def test_secrets_are_never_shown(bench: Bench) -> None:
    template = bench.template(write("a", "${{ secrets.TOKEN }}"), log("${{ secrets.TOKEN }}"))
    preview = look(template, bench.workshop(secrets={"TOKEN": "hunter2hunter2"}))
    assert preview.steps[0].input == {"path": "a", "content": "‹the secret TOKEN›"}
    assert preview.files[0].known_after == ("the secret TOKEN",)
    assert "hunter2" not in str(preview)
    assert "hunter2" not in str(bench.files)


def test_the_digest_is_of_everything_that_will_run(bench: Bench) -> None:
    steps = (write("a", "x"), PUBLISH, write("b", f"[{REMOTE}]"))

    def digest(place: str, *own: Any, values: Json | None = None) -> str:
        return look(bench.template(*(own or steps)), bench.workshop(place=place), values).digest

    first = digest("one")
    assert digest("two") == first
    assert digest("three", values={"name": "other"}) != first
    assert digest("four", write("a", "changed"), *steps[1:]) != first
    assert digest("five", steps[0], {**PUBLISH, "if": False}, steps[2]) != first


def test_another_day_is_another_digest_unless_the_first_is_kept(bench: Bench) -> None:
    template = bench.template(write("a", "x"))
    first = look(template, bench.workshop())
    tomorrow = replace(bench.workshop(place="two"), now=NOW + timedelta(days=1))
    assert look(template, tomorrow).digest != first.digest
    assert look(template, tomorrow, fixed=Fixed.from_json(first.fixed.to_json())).digest == first.digest


def test_what_the_catalog_said_is_kept_for_the_run(bench: Bench) -> None:
    fetch = {"id": "fetch", "action": "catalog:fetch", "input": {"entityRef": "group:payments", "optional": True}}
    preview = look(bench.template(fetch), bench.workshop())
    assert preview.fixed.catalog == {"group:default/payments": None}


@pytest.mark.parametrize(
    "step, problem",
    [
        ({"action": "publish:github", "input": {}}, "`repoUrl` is missing."),
        ({"action": "publish:github", "input": {"repoUrl": "x"}}, "'x' has no owner."),
        ({"action": "fetch:template", "input": {"url": "./nowhere"}}, "There is no ./nowhere beside the template."),
        ({"action": "acme:unheard"}, "which Callboard does not have"),
    ],
)
def test_what_cannot_work_is_refused_before_anything_happens(bench: Bench, step: Json, problem: str) -> None:
    with pytest.raises(StepError, match=re.escape(problem)) as raised:
        look(bench.template(step), bench.workshop())
    assert raised.value.step_id == "step-1"


def test_values_that_do_not_fit_are_refused(bench: Bench) -> None:
    with pytest.raises(ActionError, match="`name` must be a text"):
        look(bench.template(log("x"), parameters=[NAME]), bench.workshop(), {"name": 1})


def test_nothing_is_made_by_looking(bench: Bench, shop: Shop) -> None:
    workshop = bench.workshop(outside=Outside(host=shop.host))
    look(bench.template(write("a", "x"), PUBLISH), workshop)
    assert shop.names == []


@pytest.mark.parametrize("action", ["publish:github", "github:repo:create"])
def test_a_name_that_is_taken_is_said_before_anything_happens(bench: Bench, shop: Shop, action: str) -> None:
    shop.has("acme/shop", {"a": "1"})
    step = {"action": action, "input": {"repoUrl": "github.com?owner=acme&repo=shop"}}
    with pytest.raises(StepError, match=r"acme/shop exists already at github\.com, and this run did not make it"):
        look(bench.template(step), bench.workshop(outside=Outside(host=shop.host)))


def test_a_change_of_a_repository_that_is_not_there_is_refused(bench: Bench, shop: Shop) -> None:
    pull = {"action": "publish:github:pull-request", "input": _proposal()}
    with pytest.raises(StepError, match="acme/shop"):
        look(bench.template(write("a", "1"), pull), bench.workshop(outside=Outside(host=shop.host)))


class Away(NoSourceHost):
    """A code host with an outage."""

    def find_repository(self, repo: RepoUrl) -> Repository | None:
        raise SourceHostError(f"{repo.host} does not answer.", is_retryable=True)


def test_a_code_host_that_is_away_spoils_no_preview(bench: Bench) -> None:
    preview = look(bench.template(PUBLISH), bench.workshop(outside=Outside(host=Away())))
    assert "Whether acme/shop is free could not be seen: github.com does not answer." in preview.log


def test_a_change_of_an_existing_repository_is_shown_line_by_line(bench: Bench, shop: Shop) -> None:
    shop.has("acme/shop", {"README.md": "one\ntwo\n", "same": "x\n", "old": "gone\n"})
    pull = {"action": "publish:github:pull-request", "input": _proposal(filesToDelete=["old", "never"])}
    steps = (write("README.md", "one\nthree\n"), write("same", "x\n"), write("ci.yml", "on: push"), pull)
    preview = look(bench.template(*steps), bench.workshop(outside=Outside(host=shop.host)))
    assert {(diff.path, diff.kind) for diff in preview.diffs} == {
        ("README.md", "changed"),
        ("ci.yml", "added"),
        ("old", "removed"),
    }
    shown = {diff.path: diff.text for diff in preview.diffs}
    assert shown["README.md"] == "--- a/README.md\n+++ b/README.md\n@@ -1,2 +1,2 @@\n one\n-two\n+three"
    assert shown["ci.yml"] == "--- /dev/null\n+++ b/ci.yml\n@@ -0,0 +1 @@\n+on: push\n\\ No newline at end of file"


def test_a_change_below_a_folder_is_shown_there(bench: Bench, shop: Shop) -> None:
    shop.has("acme/shop", {"docs/a": "1"})
    bench.write({"s/bin": b"\x00\x01"})
    steps = (
        write("out/a", "2"),
        {"action": "fetch:plain", "input": {"url": "./s", "targetPath": "out"}},
        {"action": "publish:github:pull-request", "input": _proposal(sourcePath="out", targetPath="docs")},
    )
    preview = look(bench.template(*steps), bench.workshop(outside=Outside(host=shop.host)))
    assert [(diff.path, diff.kind) for diff in preview.diffs] == [("docs/a", "changed"), ("docs/bin", "added")]
    assert preview.diffs[1].text == "A binary file: nothing → 2 bytes."


def test_what_a_step_makes_is_told_in_a_sentence(bench: Bench) -> None:
    contents = "${{ steps.publish.output.repoContentsUrl }}"
    register = {"action": "catalog:register", "input": {"repoContentsUrl": contents}}
    preview = look(bench.template(write("a", "1"), PUBLISH, register), bench.workshop())
    assert preview.effects[-1] == "Adds catalog-info.yaml of what “Publish” makes to the catalog."


def test_without_the_code_host_the_plan_is_shown_all_the_same(bench: Bench) -> None:
    pull = {"action": "publish:github:pull-request", "input": _proposal()}
    preview = look(bench.template(write("a", "1"), pull), bench.workshop())
    assert preview.effects[0] == "Opens a pull request in acme/shop: Add CI."
    assert preview.effects[1].startswith("How acme/shop will differ cannot be shown: Callboard is nobody at github.com")


@pytest.mark.parametrize(
    "step",
    [
        PUBLISH,
        {"action": "publish:github:pull-request", "input": _proposal()},
        {
            "action": "github:actions:dispatch",
            "input": {"repoUrl": "github.com?owner=acme&repo=shop", "workflowId": "x.yml", "branchOrTagName": "main"},
        },
    ],
)
def test_without_the_code_host_the_plan_says_that_it_cannot_begin(bench: Bench, step: dict[str, Any]) -> None:
    preview = look(bench.template(write("a", "1"), step), bench.workshop())
    (said,) = preview.obstacles
    assert said.startswith("Callboard is not connected with github.com")
    assert "`GITHUB_TOKEN`" in said


def test_what_stays_inside_needs_no_code_host(bench: Bench, shop: Shop) -> None:
    shop.has("acme/shop", {"docs/a": "1"})
    pull = {"action": "publish:github:pull-request", "input": _proposal()}
    assert look(bench.template(write("a", "1")), bench.workshop()).obstacles == ()
    connected = bench.workshop(outside=Outside(host=shop.host))
    assert look(bench.template(write("a", "1"), pull), connected).obstacles == ()


def test_a_run_renders_what_its_preview_did(bench: Bench) -> None:
    bench.write({"s/a": "${{ range(0, 1000) | list | random }}"})
    entity = {"kind": "Component", "metadata": {"name": "shop"}}
    template = bench.template(
        {"action": "fetch:template", "input": {"url": "./s"}},
        {"action": "catalog:write", "input": {"entity": entity}},
        write("b", "${{ range(0, 1000) | list | random }} ${{ context.task.id }}"),
    )
    preview = look(template, bench.workshop(place="preview"))
    for step in template.steps:
        engine.perform(step, template, RunState({}, preview.fixed), bench.workshop(), actions.known())
    shown = Workspace(bench.folder / "preview")
    assert bench.files == {file.path: shown.read_text(file.path) for file in shown.files()}


def test_no_stand_in_shows_in_a_refusal(bench: Bench) -> None:
    wrong = write("../${{ steps.publish.output.commitHash }}", "x")
    known = write("${{ secrets.TOKEN }}/../../x", "x")
    with pytest.raises(StepError, match=r"`‹the secret TOKEN›/\.\./\.\./x` leads out of the workspace"):
        look(bench.template(PUBLISH, wrong, known), bench.workshop(secrets={"TOKEN": "hunter2hunter2"}))
