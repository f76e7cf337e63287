"""`callboard golden-path test` as a template's author and a pipeline meet it."""

from pathlib import Path

import pytest

from tests.bot.cli.conftest import Terminal

TEMPLATE = """
apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: {name: example}
spec:
  type: service
  parameters: {required: [name], properties: {name: {type: string}}}
  steps:
    - action: roadiehq:utils:fs:write
      input: {path: "${{ parameters.name }}.txt", content: hello}
"""
GOOD = "title: A file by its name\nvalues: {name: shop}\nexpect: {files: [shop.txt]}\ncommands: [{run: cat shop.txt}]\n"


@pytest.fixture
def path(terminal: Terminal) -> Path:
    terminal.write("path/template.yaml", TEMPLATE)
    terminal.write("path/tests/good.yaml", GOOD)
    return terminal.folder


def test_says_what_came_of_each(terminal: Terminal, path: Path) -> None:
    terminal.write(
        "path/tests/missing.yaml", "title: Nothing is asked\nvalues: {}\nexpect: {fails: must have `name`}\n"
    )
    printed = terminal.types("golden-path", "test", "path")
    assert printed.status == 0
    assert printed.out.splitlines()[0].startswith("ok     good.yaml: A file by its name (")
    assert printed.out.splitlines()[-1] == "2 tests: all as they must be."


def test_a_failure_is_told_and_counts(terminal: Terminal, path: Path) -> None:
    terminal.write("path/tests/bad.yaml", GOOD.replace("[shop.txt]", "[README.md]"))
    terminal.write("path/tests/broken.yaml", "title: x\n")
    printed = terminal.types("golden-path", "test", "path")
    assert printed.status == 1
    assert "       No file fits README.md." in printed.out
    assert "broken.yaml is no test of a golden path: `expect` is missing." in printed.out
    assert printed.out.endswith("3 tests: 2 failed.\n")


def test_a_test_brings_the_catalog_that_it_needs(terminal: Terminal, path: Path) -> None:
    reading = "    - {id: team, action: catalog:fetch, input: {entityRef: 'group:default/shop'}}\n"
    writing = "    - action: roadiehq:utils:fs:write\n      input: {path: a, content: '${{ steps.team.output.entity.spec.type }}'}"
    terminal.write("path/template.yaml", TEMPLATE + reading + writing)
    catalog = "catalog: [{kind: Group, metadata: {name: Shop}, spec: {type: team}}]\n"
    good = GOOD.replace("{files: [shop.txt]}", "{content: {a: {equals: team}}}")
    terminal.write("path/tests/good.yaml", good + catalog)
    assert terminal.types("golden-path", "test", "path").status == 0
    terminal.write("path/tests/good.yaml", good)
    assert "The catalog has no entity group:default/shop." in terminal.types("golden-path", "test", "path").out


def test_one_test_can_be_chosen(terminal: Terminal, path: Path) -> None:
    terminal.write("path/tests/bad.yaml", "nonsense")
    assert terminal.types("golden-path", "test", "path", "--only", "good").status == 0
    printed = terminal.types("golden-path", "test", "path", "--only", "other")
    assert (printed.status, "There are: bad.yaml, good.yaml." in printed.err) == (2, True)


def test_programs_get_a_list(terminal: Terminal, path: Path) -> None:
    (found,) = terminal.types("golden-path", "test", "path", "--json").json
    assert (found["test"], found["passed"], found["failures"]) == ("good.yaml", True, [])


def test_a_path_without_tests_is_told_how_to_have_some(terminal: Terminal, path: Path) -> None:
    (path / "path" / "tests" / "good.yaml").unlink()
    printed = terminal.types("golden-path", "test", "path")
    assert printed.status == 1
    assert "There are no tests in path/tests. docs/reference/golden-path-tests.md says how to write one." in printed.out


def test_a_template_that_cannot_be_used_is_told(terminal: Terminal, path: Path) -> None:
    terminal.write("path/template.yaml", TEMPLATE.replace("steps:", "stepz:"))
    assert terminal.types("golden-path", "test", "path").status == 1
    assert terminal.types("golden-path", "test", "nowhere").status == 2
