"""`callboard golden-path`: what an author of templates sees in a terminal."""

from pathlib import Path

import pytest

from commands import kit
from tests.bot.cli.conftest import Terminal

GOOD = """apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: {name: service, title: A service}
spec:
  type: service
  parameters:
    - title: About it
      required: [name]
      properties:
        name: {title: Name, type: string, ui:field: EntityNamePicker}
        size: {enum: [S, M], default: S}
    - title: Where
      properties:
        repoUrl: {title: Repository, type: string, ui:field: RepoUrlPicker}
  steps:
    - {id: say, action: debug:log, input: {message: hello}}
"""


def test_shows_the_form_page_by_page(terminal: Terminal) -> None:
    terminal.write("path/template.yaml", GOOD)
    printed = terminal.types("golden-path", "form", "path")
    assert printed.status == 0
    assert printed.out.splitlines()[:5] == [
        "A service (template:default/service)",
        "",
        "Page 1 of 2: About it",
        "  Name: text, required",
        "  size: select, one of S | M, default S",
    ]


def test_prints_the_windows_for_a_program(terminal: Terminal) -> None:
    file = terminal.write("any.yml", GOOD)
    windows = terminal.types("golden-path", "form", str(file), "--json").json
    assert [window["type"] for window in windows] == ["modal", "modal"]
    for window in windows:
        assert window["payload"]["type"] == "modal"
        assert kit.faults(window["payload"]["blocks"], surface="modal") == []


def test_a_template_that_asks_nothing_has_a_window_that_says_so(terminal: Terminal) -> None:
    terminal.write("path/template.yaml", GOOD.partition("  parameters:")[0] + "  steps: []\n")
    (window,) = terminal.types("golden-path", "form", "path", "--json").json
    assert "nothing to fill in" in str(window)


@pytest.mark.parametrize(
    ("wrong", "right", "words"),
    [
        (
            "type: string, ui:field: EntityNamePicker",
            "type: string, ui:widget: password",
            "`name`: It asks for a secret",
        ),
        ("v1beta3", "v1beta2", "older version"),
        ("kind: Template", "kind: Template\n  bad: indent", "template.yaml:3"),
    ],
)
def test_says_why_there_is_no_form(terminal: Terminal, wrong: str, right: str, words: str) -> None:
    terminal.write("path/template.yaml", GOOD.replace(wrong, right, 1))
    printed = terminal.types("golden-path", "form", "path/template.yaml")
    assert printed.status == 1
    assert words in printed.out
    as_json = terminal.types("golden-path", "form", "path/template.yaml", "--json")
    assert as_json.status == 1
    assert as_json.json[0]["type"] in ("fault", "refusal")


def test_shows_the_form_whatever_the_steps_are(terminal: Terminal) -> None:
    terminal.write("path/template.yaml", GOOD.replace("debug:log", "no:such:action"))
    assert terminal.types("golden-path", "form", "path").status == 0


def test_a_path_that_is_not_there_was_not_tried(terminal: Terminal) -> None:
    for word in ("form", "lint"):
        printed = terminal.types("golden-path", word, "nowhere")
        assert printed.status == 2
        assert "no such file" in printed.out


def test_lints_a_template(terminal: Terminal) -> None:
    terminal.write("path/template.yaml", GOOD)
    printed = terminal.types("golden-path", "lint", "path")
    assert (printed.status, printed.out) == (0, "No faults.\n")


def test_lint_tells_file_line_fault_and_fix(terminal: Terminal) -> None:
    terminal.write("path/template.yaml", GOOD.replace("debug:log", "debug:lgo"))
    printed = terminal.types("golden-path", "lint", "path")
    assert printed.status == 1
    place, _, words = printed.out.partition(": error: ")
    assert place == "path/template.yaml:16:25"
    assert "`debug:log`" in words
    fault = terminal.types("golden-path", "lint", "path", "--json").json[0]
    assert (fault["file"], fault["line"], fault["code"]) == ("path/template.yaml", 16, "unknown-action")


def test_warnings_are_no_faults(terminal: Terminal) -> None:
    terminal.write("path/template.yaml", GOOD.replace("default: S", "default: XL"))
    printed = terminal.types("golden-path", "lint", "path")
    assert (printed.status, printed.out.splitlines()[-1]) == (0, "0 errors, 1 warning.")


def test_lists_the_paths_that_the_configuration_names(terminal: Terminal) -> None:
    terminal.write("paths/good/template.yaml", GOOD)
    terminal.write(
        "paths/bad/template.yaml", GOOD.replace("debug:log", "debug:lgo").replace("name: service", "name: bad")
    )
    terminal.write("app-config.yaml", "callboard:\n  goldenPaths: [paths]\n")
    printed = terminal.types("golden-path", "list", "--json")
    listed = {each["ref"]: each for each in printed.json}
    assert printed.status == 1
    assert listed["template:default/service"]["runnable"]
    assert "debug:lgo" in listed["template:default/bad"]["reason"]
    assert Path(listed["template:default/bad"]["origin"]).name == "template.yaml"
    assert "cannot run here" in terminal.types("golden-path", "list").out


def test_knows_its_own_words(terminal: Terminal) -> None:
    assert "golden-path lint" in terminal.types("golden-path", "--help").out
    printed = terminal.types("golden-path", "lnt")
    assert printed.status == 2
    assert "callboard golden-path lint" in printed.err
