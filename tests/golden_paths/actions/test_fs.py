"""Files of the workspace are moved, removed, read and listed; nothing outside of it is touched."""

from typing import Any

import pytest

from tests.golden_paths.trying import Bench, write


def fs(name: str, **given: Any) -> dict[str, Any]:
    return {"action": f"fs:{name}", "input": given}


def move(source: str, target: str, **own: Any) -> dict[str, Any]:
    return fs("rename", files=[{"from": source, "to": target, **own}])


def test_a_file_is_moved_and_its_folder_made(bench: Bench) -> None:
    assert not bench.dry(write("a", "1"), move("a", "x/y/b")).error
    assert bench.files == {"x/y/b": "1"}


def test_a_file_that_is_there_is_not_replaced(bench: Bench) -> None:
    outcome = bench.dry(write("a", "1"), write("b", "2"), move("a", "b"))
    assert outcome.error.endswith("dest already exists: `b`. Set `overwrite: true` to replace it.")


def test_a_whole_folder_is_replaced_when_told_to(bench: Bench) -> None:
    bench.dry(write("a/new", "1"), write("b/old", "2"), move("a", "b", overwrite=True))
    assert bench.files == {"b/new": "1"}


def test_what_is_not_there_cannot_be_moved(bench: Bench) -> None:
    assert "There is no `a` in the workspace to be moved to `b`." in bench.dry(move("a", "b")).error


def test_a_folder_cannot_be_moved_into_itself(bench: Bench) -> None:
    assert "cannot be moved into itself" in bench.dry(write("a/x", ""), move("a", "a/b")).error


def test_moving_something_to_where_it_is_changes_nothing(bench: Bench) -> None:
    bench.dry(write("a", "1"), move("a", "./a", overwrite=True))
    assert bench.files == {"a": "1"}


@pytest.mark.parametrize(
    "step", [move("../a", "b"), move("a", "/b"), fs("delete", files=["../*"]), fs("read", path="../a")]
)
def test_nothing_outside_is_touched(bench: Bench, step: dict[str, Any]) -> None:
    assert "leads out of the workspace" in bench.dry(write("a", ""), step).error


@pytest.mark.parametrize(
    "patterns, left",
    [
        (["d"], ["a.md", ".b.md", "e/c.md"]),
        (["d/*"], ["a.md", ".b.md", "d/s/y", "e/c.md"]),
        (["*.md"], ["d/.h", "d/s/y", "d/x", "e/c.md"]),
        (["**/*.md", "!e/**"], ["d/.h", "d/s/y", "d/x", "e/c.md"]),
        (["nothing", "none/*"], ["a.md", ".b.md", "d/.h", "d/s/y", "d/x", "e/c.md"]),
        (["{a,.b}.md", "./e"], ["d/.h", "d/s/y", "d/x"]),
    ],
)
def test_patterns_say_what_is_removed(bench: Bench, patterns: list[str], left: list[str]) -> None:
    files = [write(path, "") for path in ("a.md", ".b.md", "d/x", "d/.h", "d/s/y", "e/c.md")]
    assert not bench.dry(*files, fs("delete", files=patterns)).error
    assert sorted(bench.files) == sorted(left)


def test_a_pattern_that_stands_for_too_many_is_refused(bench: Bench) -> None:
    assert "Write a plainer one" in bench.dry(write("a", ""), fs("delete", files=["{a,b}" * 12])).error


def test_a_file_is_read(bench: Bench) -> None:
    outcome = bench.dry(write("a", "hello\n"), fs("read", path="a"))
    assert outcome.steps[1].output == {"content": "hello\n"}


def test_a_file_that_is_not_there_is_named(bench: Bench) -> None:
    assert bench.dry(fs("read", path="a")).error == "Step `step-1`: `a` is not there in the workspace."


def test_a_folder_is_no_file(bench: Bench) -> None:
    assert "`d` is a folder, not a file in the workspace." in bench.dry(write("d/a", ""), fs("read", path="d")).error


def test_folders_are_listed(bench: Bench) -> None:
    outcome = bench.dry(write("d/a", ""), write("d/s/b", ""), fs("readdir", paths=["d"]))
    assert outcome.steps[2].output == {
        "files": [{"name": "a", "path": "d/a", "fullPath": "d/a"}],
        "folders": [{"name": "s", "path": "d/s", "fullPath": "d/s"}],
    }


def test_folders_are_listed_with_all_that_is_in_them(bench: Bench) -> None:
    outcome = bench.dry(write("d/s/b", ""), fs("readdir", paths=["."], recursive=True))
    output = outcome.steps[1].output
    assert output is not None
    assert [file["path"] for file in output["files"]] == ["d/s/b"]
    assert [folder["path"] for folder in output["folders"]] == ["d", "d/s"]


@pytest.mark.parametrize("path, problem", [("", "has an empty one"), ("a", "`a` is no folder of the workspace")])
def test_only_folders_are_listed(bench: Bench, path: str, problem: str) -> None:
    assert problem in bench.dry(write("a", ""), fs("readdir", paths=[path])).error
