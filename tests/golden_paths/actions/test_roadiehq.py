"""RoadieHQ's actions: files written, added to, replaced in, parsed and merged; values made into texts."""

from typing import Any

import pytest

from tests.golden_paths.trying import Bench, write


def utils(name: str, **given: Any) -> dict[str, Any]:
    return {"action": f"roadiehq:utils:{name}", "input": given}


def test_a_file_is_written_with_its_folders_over_what_is_there(bench: Bench) -> None:
    outcome = bench.dry(write("d/a", "old"), write("d/a", "new"))
    assert bench.files == {"d/a": "new"}
    assert outcome.steps[1].output == {"path": "d/a"}


@pytest.mark.parametrize("path", ["../a", "/a", ""])
def test_no_file_is_written_elsewhere(bench: Bench, path: str) -> None:
    assert bench.dry(write(path, "x")).error


def test_text_is_added_to_a_file_that_may_be_new(bench: Bench) -> None:
    bench.dry(write("a", "1"), utils("fs:append", path="a", content="2"), utils("fs:append", path="b", content="3"))
    assert bench.files == {"a": "12", "b": "3"}


def test_nothing_is_added_where_there_is_no_folder(bench: Bench) -> None:
    assert "append does not make it" in bench.dry(utils("fs:append", path="d/a", content="x")).error


def replace(file: str, find: str, replacement: str, **own: Any) -> dict[str, Any]:
    return utils("fs:replace", files=[{"file": file, "find": find, "replaceWith": replacement, **own}])


def test_every_occurrence_is_replaced(bench: Bench) -> None:
    bench.dry(write("a.md", "x.x"), write("d/b.md", "x"), replace("**/*.md", "x", "y"))
    assert bench.files == {"a.md": "y.y", "d/b.md": "y"}


def test_what_is_searched_is_no_pattern_unless_it_is_said(bench: Bench) -> None:
    bench.dry(
        write("a", "a.b axb"),
        write("b", "v1 v22"),
        replace("a", "a.b", "z"),
        replace("b", "v([0-9]+)", "<$1>", matchRegex=True),
    )
    assert bench.files == {"a": "z axb", "b": "<1> <22>"}


def test_signs_of_a_replacement_mean_what_they_mean_in_javascript(bench: Bench) -> None:
    bench.dry(write("a", "b"), replace("a", "b", "[$&$$$`$'$1]"))
    assert bench.files == {"a": "[b$$1]"}


def test_hidden_files_are_found_when_it_is_said(bench: Bench) -> None:
    files = (write(".env", "x"), write("env", "x"))
    bench.dry(*files, replace("*", "x", "y"), replace(".e*", "x", "z"))
    assert bench.files == {".env": "z", "env": "y"}


def test_hidden_files_are_found_by_patterns_as_well_when_it_is_said(bench: Bench) -> None:
    bench.dry(write(".env", "x"), replace("*", "x", "y", includeDotFiles=True))
    assert bench.files == {".env": "y"}


@pytest.mark.parametrize(
    "given, problem",
    [
        ({"file": "a", "find": "(", "replaceWith": "x", "matchRegex": True}, "`(` cannot be used as a pattern"),
        ({"file": "a", "find": "", "replaceWith": "x"}, "`files[0].find`"),
        ({"file": "a", "replaceWith": "x"}, "`files[0].find` is missing."),
        ({"file": "../a", "find": "x", "replaceWith": "x"}, "leads out of the workspace"),
        ({"file": "bin", "find": "x", "replaceWith": "x"}, "is no text"),
    ],
)
def test_a_replacement_that_cannot_be_made_says_why(bench: Bench, given: dict[str, Any], problem: str) -> None:
    bench.write({"s/bin": b"\xff\xfe\x00"})
    steps = ({"action": "fetch:plain", "input": {"url": "./s"}}, write("a", "x"), utils("fs:replace", files=[given]))
    assert problem in bench.dry(*steps).error


@pytest.mark.more
def test_a_pattern_that_never_ends_is_ended(bench: Bench) -> None:
    assert "takes too long" in bench.dry(write("a", "a" * 40), replace("a", "(a|aa)+$b", "x", matchRegex=True)).error


@pytest.mark.parametrize(
    "parser, text, expected",
    [
        (None, "a: 1", "a: 1"),
        ("yaml", "a: [1, yes]", {"a": [1, "yes"]}),
        ("json", '{"a": 1.0}', {"a": 1.0}),
        ("multiyaml", "a: 1\n---\nb: 2\n", [{"a": 1}, {"b": 2}]),
    ],
)
def test_a_file_is_parsed(bench: Bench, parser: str | None, text: str, expected: object) -> None:
    given = {"path": "f", "parser": parser} if parser else {"path": "f"}
    outcome = bench.dry(write("f", "${{ parameters.text }}"), utils("fs:parse", **given), values={"text": text})
    assert outcome.steps[1].output == {"content": expected}


@pytest.mark.parametrize(
    "parser, text, problem",
    [
        ("json", "{", "f is not JSON:"),
        ("json", "NaN", "f is not JSON:"),
        ("yaml", "a: [", "f is not YAML: line"),
        ("yaml", "a: 1\na: 2", "f is not YAML: line 2"),
        ("toml", "", "`parser` must be"),
    ],
)
def test_a_file_that_cannot_be_parsed_says_where(bench: Bench, parser: str, text: str, problem: str) -> None:
    outcome = bench.dry(
        write("f", "${{ parameters.text }}"), utils("fs:parse", path="f", parser=parser), values={"text": text}
    )
    assert problem in outcome.error


def test_values_are_merged_into_json(bench: Bench) -> None:
    added = {"b": {"d": 2}, "l": [9]}
    bench.dry(write("f.json", '{"a": 1, "b": {"c": 1}, "l": [1, 2]}'), utils("merge", path="f.json", content=added))
    assert bench.files == {
        "f.json": '{\n  "a": 1,\n  "b": {\n    "c": 1,\n    "d": 2\n  },\n  "l": [\n    9,\n    2\n  ]\n}'
    }


def test_values_are_merged_into_yaml(bench: Bench) -> None:
    bench.dry(
        write("f.yaml", "a: 1\nl: [1]\n"), utils("merge", path="f.yaml", content="b: yes\nl: [2]", mergeArrays=True)
    )
    assert bench.files == {"f.yaml": "a: 1\nl:\n  - 1\n  - 2\nb: yes\n"}


@pytest.mark.parametrize(
    "path, content, problem",
    [
        ("f.txt", {}, "neither JSON nor YAML by its ending"),
        ("g.json", {}, "`g.json` is not there"),
        ("f.json", "{", "`content` is not JSON"),
        ("f.json", 3, "`content"),
    ],
)
def test_what_cannot_be_merged_says_why(bench: Bench, path: str, content: object, problem: str) -> None:
    assert (
        problem
        in bench.dry(write("f.json", "{}"), write("f.txt", ""), utils("merge", path=path, content=content)).error
    )


def test_a_value_becomes_json(bench: Bench) -> None:
    given = {"data": {"a": 1.0, "b": {"a": "ü", "c": None}}}
    outcome = bench.dry(
        utils("serialize:json", **given),
        utils("serialize:json", **given, space="  ", replacer=["b", "c"]),
    )
    assert [result.output for result in outcome.steps] == [
        {"serialized": '{"a":1,"b":{"a":"ü","c":null}}'},
        {"serialized": '{\n  "b": {\n    "c": null\n  }\n}'},
    ]


def test_a_value_becomes_yaml_as_js_yaml_writes_it(bench: Bench) -> None:
    data = {"on": "yes", "l": [{"a": "1"}], "t": "x: y"}
    outcome = bench.dry(
        utils("serialize:yaml", data=data),
        utils(
            "serialize:yaml",
            data={"b": ["x"], "a": 1},
            options={"noArrayIndent": True, "sortKeys": True, "quotingType": '"'},
        ),
    )
    assert [result.output for result in outcome.steps] == [
        {"serialized": "'on': 'yes'\nl:\n  - a: '1'\nt: 'x: y'\n"},
        {"serialized": "a: 1\nb:\n- x\n"},
    ]


def test_an_option_that_is_not_known_is_refused(bench: Bench) -> None:
    assert "`options.schema` is not known" in bench.dry(utils("serialize:yaml", data={}, options={"schema": "x"})).error


def test_nobody_waits_in_a_dry_run(bench: Bench) -> None:
    assert bench.dry(utils("sleep", amount=3000)).steps[0].output == {}


@pytest.mark.parametrize("amount", [-1, 10_000, "5"])
def test_a_time_that_cannot_be_waited_is_refused(bench: Bench, amount: object) -> None:
    assert "`amount`" in bench.dry(utils("sleep", amount=amount)).error
