"""A path's tests say what is not as it must be; their reference says what they may say."""

import re
from pathlib import Path
from typing import Any

import pytest

from golden_paths.action import Inputs
from golden_paths.trials import Command, Content, Expectation, Trial, TrialError, judged, read_trial, trial_files
from tests.golden_paths.trying import Bench, Json, write

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "golden-path-tests.md").read_text(encoding="utf-8")
STEPS = (write("a", "hello world\n", id="a"), write("d/b.txt", "x", id="b", **{"if": False}))


def failures(bench: Bench, steps: tuple[Json, ...] = STEPS, **own: Any) -> tuple[str, ...]:
    trial = Trial.model_validate({"title": "It", "expect": own.pop("expect", {}), **own})
    outcome = bench.dry(*steps, output={"links": [{"title": "A"}], "n": 1})
    return judged(trial, outcome, bench.workshop().workspace).failures


def test_nothing_is_wrong_when_all_is_as_it_must_be(bench: Bench) -> None:
    content = {"a": {"contains": ["hello"], "lacks": ["bye"], "matches": ["^hel+o"], "equals": "hello world\n"}}
    expect = {
        "files": ["a", "*"], "only": ["a"], "absent": ["d"], "content": content, "skipped": ["b"],
        "output": {"n": 1}, "inputs": {"a": {"path": "a"}},
    }  # fmt: skip
    assert failures(bench, expect=expect) == ()


@pytest.mark.parametrize(
    "expect, problem",
    [
        ({"files": ["*.md"]}, "No file fits *.md."),
        ({"absent": ["a"]}, "a is there, which fits a."),
        ({"only": ["b"]}, "a is there, too."),
        ({"content": {"c": {}}}, "`c` is not there in the workspace."),
        ({"content": {"a": {"equals": "x"}}}, 'a is "hello world\\n", not "x".'),
        ({"content": {"a": {"contains": ["bye"]}}}, 'a does not contain "bye".'),
        ({"content": {"a": {"lacks": ["hello"]}}}, 'a contains "hello".'),
        ({"content": {"a": {"matches": ["^w"]}}}, "Nothing in a matches ^w."),
        ({"content": {"a": {"matches": ["("]}}}, "`(` cannot be used as a pattern"),
        ({"skipped": []}, 'The steps left out are ["b"], not [].'),
        ({"output": {"n": 2}}, "output.n is 1, not 2."),
        ({"output": {"m": 2}}, "There is no output.m."),
        ({"inputs": {"a": {"path": "z"}}}, 'input.a.path is "a", not "z".'),
        ({"fails": "x"}, "It was to fail with 'x', but nothing failed."),
    ],
)
def test_says_what_is_wrong(bench: Bench, expect: dict[str, Any], problem: str) -> None:
    (found,) = failures(bench, expect=expect)
    assert found.startswith(problem)


BROKEN = ({"action": "fs:delete"},)


@pytest.mark.parametrize(
    "expect, problem",
    [({}, "It failed: Step `step-1`:"), ({"fails": "zzz"}, "It was to fail with 'zzz', but failed with:")],
)
def test_says_how_it_failed(bench: Bench, expect: dict[str, Any], problem: str) -> None:
    (found,) = failures(bench, BROKEN, expect=expect)
    assert found.startswith(problem)


def test_a_failure_may_be_what_is_wanted(bench: Bench) -> None:
    assert failures(bench, BROKEN, expect={"fails": "`files` is missing"}) == ()


def test_commands_run_on_what_was_made(bench: Bench) -> None:
    assert failures(bench, commands=[{"run": "cat a", "prints": ["hello"]}, {"run": "ls", "in": "."}]) == ()


@pytest.mark.parametrize(
    "command, problem",
    [
        ({"run": "cat zzz"}, "`cat zzz` ended with status 1:"),
        ({"run": "cat a", "prints": ["bye"]}, '`cat a` did not print "bye".'),
        ({"run": "no-such-program-here"}, "`no-such-program-here` could not be run:"),
        ({"run": "sleep 5", "seconds": 0.05}, "`sleep 5` took longer than 0.05 seconds."),
        ({"run": "ls", "in": "../.."}, "`ls` could not be run: `../..` leads out of the workspace."),
        ({"run": 'echo "'}, '`echo "` could not be run:'),
    ],
)
def test_a_command_that_does_not_succeed_is_told(bench: Bench, command: dict[str, Any], problem: str) -> None:
    (found,) = failures(bench, commands=[command])
    assert found.startswith(problem)


def test_a_command_without_its_program_is_left_out_and_noted(bench: Bench) -> None:
    trial = Trial.model_validate(
        {"title": "It", "expect": {}, "commands": [{"run": "x", "needs": ["no-such-program-here"]}]}
    )
    verdict = judged(trial, bench.dry(*STEPS), bench.workshop().workspace)
    assert verdict.failures == ()
    assert verdict.notes == ("`x` was left out: there is no no-such-program-here here.",)


@pytest.mark.parametrize(
    "text, problem",
    [
        ("a: [", "t.yaml is not YAML"),
        ("", "the input` must be a mapping"),
        ("title: x\n", "`expect` is missing."),
        ("title: x\nexpect: {}\nvalue: {}\n", "`value` is not known; did you mean `values`."),
        ("title: x\nexpect: {files: a}\n", '`expect.files` must be a list, not "a".'),
        ("title: x\nexpect: {}\nnow: noon\n", "`now` is no time"),
        ("title: x\nexpect: {}\ncatalog: [{kind: Group}]\n", "An entity needs `kind` and `metadata.name`."),
    ],
)
def test_a_file_that_is_no_test_says_why(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "t.yaml").write_text(text)
    with pytest.raises(TrialError) as raised:
        read_trial(tmp_path / "t.yaml")
    assert problem in str(raised.value)


def test_tests_lie_beside_the_template(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    for name in ("b.yaml", "a.yml", "c.txt"):
        (tmp_path / "tests" / name).write_text("")
    assert [file.name for file in trial_files(tmp_path)] == ["a.yml", "b.yaml"]


@pytest.mark.parametrize(
    "heading, model",
    [
        ("A test", Trial),
        ("What must come of it", Expectation),
        ("What a file must hold", Content),
        ("A command", Command),
    ],
)
def test_the_reference_names_every_key(heading: str, model: type[Inputs]) -> None:
    section = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == [
        info.alias or name for name, info in model.model_fields.items()
    ]


def test_the_example_of_the_reference_is_a_test(tmp_path: Path) -> None:
    example = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[0]
    (tmp_path / "t.yaml").write_text(example)
    assert read_trial(tmp_path / "t.yaml").title == "A plain service"
