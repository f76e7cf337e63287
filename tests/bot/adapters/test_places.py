"""Which descriptor files a location holds, and what is told of those that cannot be read."""

import os
from pathlib import Path

import pytest

from bot.adapters.places import Places
from bot.adapters.web_pages import WebPages
from catalog_store.reading import SourceFile, UnreadableError

DESCRIPTOR = "apiVersion: backstage.io/v1alpha1\nkind: System\nmetadata:\n  name: shop\nspec:\n  owner: team-a\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def write(folder: Path, *names: str, text: str = DESCRIPTOR) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def found(folder: Path, pattern: str = "") -> list[str]:
    """What is found, from the folder on, and why it cannot be read."""
    place = f"{folder}/{pattern}".rstrip("/")
    return [_short(each, folder) for each in Places(WebPages()).open(f"file:{place}")]


def _short(each: SourceFile | UnreadableError, folder: Path) -> str:
    name = each.location.removeprefix(f"file:{folder}/")
    return f"{name}: {each.reason}" if isinstance(each, UnreadableError) else name


def test_a_folder_holds_what_is_a_descriptor_by_name_or_by_content(folder: Path) -> None:
    write(folder, "catalog-info.yaml", "teams/payments.yml", "node_modules/x/catalog-info.yaml", ".git/x.yaml")
    write(folder, "ci.yml", "deep/deployment.yaml", text="apiVersion: apps/v1\nkind: Deployment\n")
    assert found(folder) == ["catalog-info.yaml", "teams/payments.yml"]


@pytest.mark.parametrize("start", ["\ufeff", "---\n", "# yaml\n\n", "\ufeff---\n"])
def test_a_descriptor_is_known_by_its_content_however_it_begins(folder: Path, start: str) -> None:
    write(folder, "shop.yaml", text=start + DESCRIPTOR)
    assert found(folder) == ["shop.yaml"]


def test_a_mounted_config_map_holds_each_file_once(folder: Path) -> None:
    write(folder, "..2026_03_02/catalog-info.yaml")
    (folder / "..data").symlink_to("..2026_03_02")
    (folder / "catalog-info.yaml").symlink_to("..data/catalog-info.yaml")
    assert found(folder) == ["catalog-info.yaml"]


def test_an_editor_s_lock_is_no_file(folder: Path) -> None:
    write(folder, "shop.yaml")
    (folder / ".#shop.yaml").symlink_to("somebody@laptop.4711")
    assert found(folder) == ["shop.yaml"]


def test_a_link_that_leads_nowhere_is_told(folder: Path) -> None:
    (folder / "shop.yaml").symlink_to("gone.yaml")
    assert found(folder) == ["shop.yaml: there is no such file"]


def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "catalog-info.yaml")
    assert found(folder) == found(folder, "*.yaml") == []


def test_a_large_file_is_told_if_it_is_a_descriptor(folder: Path) -> None:
    write(folder, "definitions.yaml", text="a: b\n" * 3 * 2**20)
    write(folder, "shop.yaml", text=DESCRIPTOR + "# much more\n" * 2**20)
    assert found(folder) == ["shop.yaml: it is larger than 10 MB"]


def test_a_file_that_is_named_is_taken_as_it_is(folder: Path) -> None:
    write(folder, "ci.yml", text="on: push\n")
    assert found(folder, "ci.yml") == ["ci.yml"]


@pytest.mark.parametrize(
    "pattern, names",
    [
        ("*.yaml", ["a.yaml", "b.yaml"]),
        ("*/catalog-info.yaml", ["one/catalog-info.yaml", "two/catalog-info.yaml"]),
        ("**/catalog-info.yaml", ["one/catalog-info.yaml", "one/in/catalog-info.yaml", "two/catalog-info.yaml"]),
        ("one/**", ["one/catalog-info.yaml", "one/in/catalog-info.yaml"]),
        ("**.yaml", ["a.yaml", "b.yaml"]),
        ("{a,two/catalog-info}.yaml", ["a.yaml", "two/catalog-info.yaml"]),
        ("[!a].yaml", ["b.yaml"]),
        ("t?o/*", ["two/catalog-info.yaml"]),
        ("*/absent/*.yaml", []),
    ],
)
def test_a_pattern_stands_for_files(folder: Path, pattern: str, names: list[str]) -> None:
    write(folder, "a.yaml", "b.yaml", "one/catalog-info.yaml", "one/in/catalog-info.yaml", "two/catalog-info.yaml")
    write(folder, "two/node_modules/catalog-info.yaml")
    assert found(folder, pattern) == names


def test_a_pattern_in_a_folder_that_is_not_there_is_told(folder: Path) -> None:
    assert found(folder, "absent/*.yaml") == [f"absent/*.yaml: there is no folder {folder}/absent"]


def test_signs_of_patterns_may_stand_in_names(folder: Path) -> None:
    write(folder, "[app]/catalog-info.yaml")
    assert found(folder, "[app]") == ["[app]/catalog-info.yaml"]


@pytest.mark.parametrize("name", ["x" * 300, "deep/" * 1000, "*" + "x" * 300 + "/a.yaml"])
def test_what_no_file_can_be_called_is_not_there(folder: Path, name: str) -> None:
    assert all("File name too long" in each for each in found(folder, name))


@pytest.mark.parametrize("pattern, place", [("*/catalog-info.yaml", "two/catalog-info.yaml"), ("*/*.yaml", "two")])
def test_a_folder_that_a_pattern_cannot_look_into_does_not_pass_for_an_empty_one(
    folder: Path, pattern: str, place: str
) -> None:
    write(folder, "one/catalog-info.yaml")
    (folder / "two").symlink_to("two")
    told = [each for each in found(folder, pattern) if not each.startswith("one/")]
    assert told == [f"{place}: Too many levels of symbolic links"]
