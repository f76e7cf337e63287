"""`callboard golden-path dry-run` as a template's author meets it."""

import json
from pathlib import Path

import pytest

from tests.bot.cli.conftest import Terminal
from tests.support.github import GitHub

TEMPLATE = """
apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: {name: example}
spec:
  type: service
  parameters:
    - required: [name]
      properties: {name: {type: string, default: shop}}
  steps:
    - id: fetch
      action: fetch:template
      input: {url: ./skeleton, values: {name: "${{ parameters.name }}"}}
    - {id: never, action: debug:log, if: false}
    - {id: publish, action: "publish:github", input: {repoUrl: "github.com?owner=acme&repo=${{ parameters.name }}"}}
  output:
    links: [{title: Code, url: "${{ steps.publish.output.remoteUrl }}"}]
"""


@pytest.fixture
def path(terminal: Terminal) -> Path:
    """A template with a skeleton of two files."""
    terminal.write("path/template.yaml", TEMPLATE)
    terminal.write("path/skeleton/README.md", "# ${{ values.name }}\n")
    terminal.write("path/skeleton/run", "#!/bin/sh\n").chmod(0o755)
    terminal.write("values.yaml", "name: payments\n")
    return terminal.folder


def test_leaves_the_workspace_in_the_folder(terminal: Terminal, path: Path) -> None:
    printed = terminal.types("golden-path", "dry-run", "path", "--values", "values.yaml", "--output", "out")
    assert printed.status == 0
    assert (path / "out" / "README.md").read_text() == "# payments\n"
    assert (path / "out" / "run").stat().st_mode & 0o100
    assert printed.out == (
        "done     fetch (fetch:template)\n"
        "skipped  never (debug:log): its `if` does not hold\n"
        "skipped  publish (publish:github): Skipping because publish:github does not support dry-run\n"
        "2 files in out:\n"
        "         README.md\n"
        "         run\n"
        "link     Code: <example>\n"
    )


def test_a_link_that_leads_nowhere_yet_is_left_out(terminal: Terminal, path: Path) -> None:
    link = '    links: [{title: In the catalog, entityRef: "${{ steps.publish.output.entityRef }}"}, '
    terminal.write("path/template.yaml", TEMPLATE.replace("    links: [", link))
    printed = terminal.types("golden-path", "dry-run", "path", "--values", "values.yaml")
    assert printed.status == 0
    assert "In the catalog" not in printed.out
    assert "link     Code: <example>\n" in printed.out


def test_prints_steps_output_and_log_for_programs(terminal: Terminal, path: Path) -> None:
    printed = terminal.types("golden-path", "dry-run", "path/template.yaml", "--values", "values.yaml", "--json")
    found = printed.json
    assert list(found) == ["steps", "output", "log"]
    assert [(step["id"], step["skipped"]) for step in found["steps"]] == [
        ("fetch", False),
        ("never", True),
        ("publish", True),
    ]
    assert found["steps"][2]["input"] == {"repoUrl": "github.com?owner=acme&repo=payments"}
    assert found["steps"][2]["output"]["remoteUrl"] == "<example>"
    assert found["output"] == {"links": [{"title": "Code", "url": "<example>"}]}
    assert found["log"][0] == "Starting up task with 4 steps"


def test_without_values_begins_with_the_defaults_of_the_form(terminal: Terminal, path: Path) -> None:
    terminal.types("golden-path", "dry-run", "path", "--output", "out")
    assert (path / "out" / "README.md").read_text() == "# shop\n"


def test_a_value_that_does_not_fit_is_a_fault(terminal: Terminal, path: Path) -> None:
    terminal.write("values.json", json.dumps({"name": 3}))
    printed = terminal.types("golden-path", "dry-run", "path", "--values", "values.json", "--output", "out")
    assert (printed.status, printed.out) == (1, "`name` must be a text, not 3.\n")
    assert not (path / "out").exists()


def test_an_unknown_action_is_a_fault_unless_it_is_stubbed(terminal: Terminal, path: Path) -> None:
    terminal.write("path/template.yaml", TEMPLATE.replace("debug:log, if: false", "acme:unheard, input: {x: 1}"))
    command = ("golden-path", "dry-run", "path", "--values", "values.yaml", "--output", "out")
    refused = terminal.types(*command)
    assert refused.status == 1
    assert "uses the action `acme:unheard`, which Callboard does not have." in refused.out
    assert terminal.types(*command, "--stub-unknown-actions").status == 0


def test_user_secrets_and_time_are_what_was_said(terminal: Terminal, path: Path) -> None:
    step = "debug:log, input: {message: '${{ user.ref }} ${{ secrets.TOKEN }}'}"
    terminal.write("path/template.yaml", TEMPLATE.replace("debug:log, if: false", step))
    terminal.write("secrets.yaml", "TOKEN: hunter2hunter2\n")
    printed = terminal.types(
        "golden-path",
        "dry-run",
        "path",
        "--user",
        "ana",
        "--secrets",
        "secrets.yaml",
        "--now",
        "2026-01-31T12:00:00Z",
        "--json",
    )
    assert "user:default/ana ***" in printed.json["log"]
    assert "hunter2" not in printed.out


def test_a_template_with_faults_is_told_like_any_file(terminal: Terminal, path: Path) -> None:
    terminal.write(
        "path/template.yaml", TEMPLATE.replace("    - id: fetch\n      action: fetch:template", "    - id: fetch")
    )
    printed = terminal.types("golden-path", "dry-run", "path", "--values", "values.yaml")
    assert printed.status == 1
    assert printed.out.startswith("path/template.yaml:")


@pytest.mark.parametrize(
    "words, problem",
    [
        (["nowhere"], "nowhere"),
        (["path", "--values", "nowhere.yaml"], "nowhere.yaml cannot be read"),
        (["path", "--values", "list.yaml"], "list.yaml holds no mapping"),
        (["path", "--values", "broken.yaml"], "broken.yaml is not YAML: line"),
        (["path", "--output", "path"], "path is not empty. Name a new folder for --output"),
        (["path", "--output", "values.yaml"], "values.yaml is a file"),
        (["path", "--now", "noon"], "--now is 'noon', which is no time"),
        (["path", "--user", "a:b:c"], "--user is 'a:b:c'."),
    ],
)
def test_what_cannot_be_tried_is_said(terminal: Terminal, path: Path, words: list[str], problem: str) -> None:
    terminal.write("list.yaml", "- a\n")
    terminal.write("broken.yaml", "a: [\n")
    printed = terminal.types("golden-path", "dry-run", *words)
    assert printed.status == 2
    assert problem in printed.err + printed.out


def test_a_skeleton_may_lie_in_another_repository(terminal: Terminal, path: Path) -> None:
    with GitHub() as github:
        github.repository("acme/skeletons", files={"python/README.md": "# ${{ values.name }}, from afar\n"})
        address = f"{github.url}/acme/skeletons/tree/main/python"
        terminal.write("path/template.yaml", TEMPLATE.replace("./skeleton", address))
        printed = terminal.types("golden-path", "dry-run", "path", "--values", "values.yaml", "--output", "out")
    assert (printed.status, printed.err) == (0, "")
    assert (path / "out" / "README.md").read_text() == "# payments, from afar\n"


def test_an_address_that_nothing_answers_is_told(terminal: Terminal, path: Path) -> None:
    terminal.write("path/template.yaml", TEMPLATE.replace("./skeleton", "http://127.0.0.1:1/acme/x/tree/main/y"))
    printed = terminal.types("golden-path", "dry-run", "path", "--values", "values.yaml")
    assert printed.status == 1
    assert printed.out.splitlines()[0].startswith("failed   fetch (fetch:template): ")


ENTITIES = """
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: shop}
spec: {type: service, owner: payments}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: ana}
spec: {profile: {email: ana@example.com}}
"""
OF_THE_CATALOG = """
  steps:
    - {id: shop, action: "catalog:fetch", input: {entityRef: "component:default/shop"}}
    - id: write
      action: roadiehq:utils:fs:write
      input:
        path: owner
        content: "${{ steps.shop.output.entity.spec.owner }}, for ${{ user.entity.spec.profile.email }}"
"""


def test_finds_what_the_file_says_the_catalog_has(terminal: Terminal, path: Path) -> None:
    terminal.write("path/template.yaml", TEMPLATE.split("\n  steps:")[0] + OF_THE_CATALOG)
    terminal.write("entities.yaml", ENTITIES)
    words = ("golden-path", "dry-run", "path", "--values", "values.yaml", "--output", "out")
    refused = terminal.types(*words)
    assert refused.status == 1
    assert "The catalog has no entity component:default/shop." in refused.out
    assert terminal.types(*words, "--catalog", "entities.yaml", "--user", "ana").status == 0
    assert (path / "out" / "owner").read_text() == "payments, for ana@example.com"


@pytest.mark.parametrize(
    "text, said",
    [
        ("- 1", "[1] is no entity. --catalog wants entities as in descriptors, with `---` between them."),
        ("kind: User", "An entity needs `kind` and `metadata.name`."),
        ("kind: [", "entities.yaml"),
        (None, "entities.yaml cannot be read: No such file or directory. --catalog wants"),
    ],
)
def test_says_what_a_catalog_must_hold(terminal: Terminal, path: Path, text: str | None, said: str) -> None:
    if text is not None:
        terminal.write("entities.yaml", text)
    printed = terminal.types("golden-path", "dry-run", "path", "--values", "values.yaml", "--catalog", "entities.yaml")
    assert printed.status == 2
    assert said in printed.err
