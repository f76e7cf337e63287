"""What `callboard doctor` says of golden paths."""

import json
from pathlib import Path

import pytest

from bot.cli.doctor import golden_paths, home
from bot.cli.doctor.finding import Level
from bot.settings import Settings, load
from tests.bot.golden_path_runs.scenes import SERVICE, steps_of, write_path

LOG = {"id": "log", "name": "Say", "action": "debug:log", "input": {"message": "Hello."}}
SECRET = {"type": "string", "ui:field": "Secret", "ui:options": {"secret": "deploy-token"}}


def settings(folder: Path, template: str) -> Settings:
    path = write_path(folder / "path", template)
    (folder / "app-config.yaml").write_text(json.dumps({"callboard": {"goldenPaths": [str(path)]}}))
    return load({}, folder)


def faults(folder: Path, template: str) -> list[str]:
    found = golden_paths.examine(settings(folder, template))
    return [finding.message for finding in found if finding.level is Level.FAULT]


def test_all_is_well(tmp_path: Path) -> None:
    assert faults(tmp_path, SERVICE) == []


def test_says_how_many_need_a_code_host_that_is_not_connected(tmp_path: Path) -> None:
    (said,) = (each.message for each in golden_paths.examine(settings(tmp_path, steps_of(LOG))))
    assert said.startswith("1 golden path can be begun as things stand. ")
    assert "more cannot before a code host is connected: set GITHUB_TOKEN, or GITHUB_APP_ID" in said


def test_with_a_code_host_all_can_be_begun(tmp_path: Path) -> None:
    path = write_path(tmp_path / "path", SERVICE)
    (tmp_path / "app-config.yaml").write_text(json.dumps({"callboard": {"goldenPaths": [str(path)]}}))
    (said,) = (each.message for each in golden_paths.examine(load({"GITHUB_TOKEN": "t"}, tmp_path)))
    assert said.endswith("golden paths can be begun.")


def test_one_that_cannot_be_begun_is_named(tmp_path: Path) -> None:
    (said,) = faults(tmp_path, steps_of({**LOG, "action": "debug:lag"}))
    assert said.startswith("Small service cannot be begun: ")
    assert "`debug:lag`" in said


def test_a_secret_that_is_not_set_is_named(tmp_path: Path) -> None:
    parameters = {"title": "About", "properties": {"name": {"type": "string"}, "token": SECRET}}
    (said,) = faults(tmp_path, steps_of(LOG, parameters=parameters))
    assert "needs the secret `deploy-token`" in said


def test_git_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert faults(tmp_path, SERVICE) == ["git is not installed, so golden paths can push nothing."]


def test_a_folder_that_cannot_be_written_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    told = load({"CALLBOARD_HOME": str(tmp_path / "file" / "home")}, tmp_path)
    (said,) = (*home.examine(told), *golden_paths.examine(told))
    assert "cannot be written (Not a directory), so no golden path can be begun." in said.message
    assert said.fix == "Set CALLBOARD_HOME to a folder that can be, or in a container mount a volume there."


def test_a_folder_that_can_be_written_is_not_worth_a_word(tmp_path: Path) -> None:
    assert list(home.examine(load({"CALLBOARD_HOME": str(tmp_path / "new" / "home")}, tmp_path))) == []
