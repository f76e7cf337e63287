"""Where the pages for those who work on Callboard send their readers: each folder, file and name of ours is there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [
    ROOT / "CONTRIBUTING.md",
    ROOT / "docs" / "architecture.md",
    *sorted((ROOT / "docs" / "decisions").glob("*.md")),
]
PACKAGES = "bot|commands|golden_paths|catalog_store|tests"
#: `bot/cli/<name>.py`, and `catalog_store.sync.plan` or `commands.ALL`.
PATH = re.compile(rf"(?:{PACKAGES}|docs|deploy|\.ci)(?:/[\w.<>-]+)+/?")
NAME = re.compile(rf"(?:{PACKAGES})(?:\.\w+)+")


def _words(page: Path) -> Iterator[str]:
    """What stands between backticks, a word each."""
    for quoted in re.findall(r"`([^`\n]+)`", page.read_text(encoding="utf-8")):
        yield from quoted.split()


def _file(module: str) -> Path | None:
    place = ROOT.joinpath(*module.split("."))
    return next((file for file in (place.with_suffix(".py"), place / "__init__.py") if file.is_file()), None)


def _is_there(name: str) -> bool:
    """Whether a module is called so, or something that is defined in one. Nothing is imported, which would take seconds."""
    whole, _, last = name.rpartition(".")
    file = _file(whole)
    if _file(name) or file is None:
        return _file(name) is not None
    return re.search(rf"^(?:class |def )?{last}\b", file.read_text(encoding="utf-8"), re.MULTILINE) is not None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_names_only_folders_and_files_that_are_there(page: Path) -> None:
    named = {word for word in _words(page) if PATH.fullmatch(word)}
    assert [path for path in sorted(named) if not any(ROOT.glob(re.sub(r"<\w+>", "*", path).rstrip("/")))] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_names_only_modules_and_tables_that_are_there(page: Path) -> None:
    named = {word for word in _words(page) if NAME.fullmatch(word) and not word.endswith(".py")}
    assert [name for name in sorted(named) if not _is_there(name)] == []


def test_looks_at_what_it_should() -> None:
    contributing, architecture, *_ = PAGES
    assert {"commands/<name>/", "commands/here/form.py"} <= set(_words(contributing))
    assert "catalog_store.sync.plan" in set(_words(architecture))
    assert _is_there("commands.ALL")
    assert not _is_there("catalog_store.no_such_module")
    assert not _is_there("catalog_store.no_such_package.plan")
