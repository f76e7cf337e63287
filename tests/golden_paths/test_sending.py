"""What git would take is sent, and nothing else."""

from pathlib import Path

from golden_paths.sending import sent_files
from golden_paths.workspace import Workspace


def _sent(folder: Path, below: str = "", **files: str) -> list[str]:
    for name, content in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content)
    return [file.path for file in sent_files(Workspace(folder), below)]


def test_what_is_ignored_stays(tmp_path: Path) -> None:
    files = {".gitignore": "*.log\nbuild/\n!keep.log\n", "a.log": "", "keep.log": "", "build/x": "", "src/build": ""}
    assert _sent(tmp_path, **files) == [".gitignore", "keep.log", "src/build"]


def test_a_folder_s_own_rules_hold_in_it(tmp_path: Path) -> None:
    files = {"d/.gitignore": "*.tmp\n", "d/a.tmp": "", "a.tmp": "", ".gitignore": "*.x\n", "d/b.x": ""}
    assert _sent(tmp_path, **files) == [".gitignore", "a.tmp", "d/.gitignore"]


def test_an_inner_rule_overrules_an_outer_one(tmp_path: Path) -> None:
    files = {".gitignore": "*.log\n", "d/.gitignore": "!wanted.log\n", "d/wanted.log": "", "d/other.log": ""}
    assert _sent(tmp_path, **files) == [".gitignore", "d/.gitignore", "d/wanted.log"]


def test_no_repository_is_sent_within_another(tmp_path: Path) -> None:
    assert _sent(tmp_path, **{"d/.git/config": "", "d/a": ""}) == ["d/a"]


def test_a_folder_is_sent_from_its_own_root(tmp_path: Path) -> None:
    assert _sent(tmp_path, "out", **{"out/a": "", "b": "", "out/.gitignore": "c\n", "out/c": ""}) == [".gitignore", "a"]
