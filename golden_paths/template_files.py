"""Which file of a folder is the template."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from golden_paths.faults import Fault, TemplateError

_KIND = re.compile(rb"""^["']?kind["']?:[ \t]*["']?Template["']?[ \t]*(?:#.*)?\r?$""", re.MULTILINE)
_MOST_FOLDERS = 2_000
_LARGEST = 1024 * 1024


def template_file(path: Path) -> Path:
    """The file itself, or of a folder the one file with `kind: Template`, the nearest to the top.

    Raises:
        TemplateError: there is no such file, or several at the same depth.
    """
    absolute = Path(os.path.abspath(path))  # noqa: PTH100  # as it was named, links and all
    if not absolute.is_dir():
        return absolute
    found = next((files for files in _by_depth(absolute) if files), [])
    if len(found) == 1:
        return found[0]
    raise TemplateError((_not_one(absolute, found),))


def template_files(folder: Path) -> Iterator[Path]:
    """All template files of a folder and those below it, but not below a folder that holds one: a skeleton may hold more."""
    for files in _by_depth(folder):
        yield from files


def _not_one(folder: Path, found: list[Path]) -> Fault:
    if not found:
        fix = "Add a `template.yaml`, or name the file itself."
        return Fault(folder, 0, "", "No file in this folder holds a `kind: Template`.", fix, "no-template")
    names = ", ".join(f"`{file.relative_to(folder)}`" for file in found[:10])
    problem = f"{len(found)} files of this folder hold a `kind: Template`: {names}."
    return Fault(folder, 0, "", problem, "Name the file that is meant.", "many-templates")


def _by_depth(folder: Path) -> Iterator[list[Path]]:
    """The template files of the folder, of its sub-folders, of theirs, and so on."""
    level, looked_at = [folder], 0
    while level and looked_at < _MOST_FOLDERS:
        looked_at += len(level)
        files, level = _looked_at(level)
        yield files


def _looked_at(level: list[Path]) -> tuple[list[Path], list[Path]]:
    """The template files in these folders, and the folders in those of them that have none."""
    files: list[Path] = []
    inner: list[Path] = []
    for folder in level:
        entries = sorted(folder.iterdir())
        found = [entry for entry in entries if entry.suffix in (".yaml", ".yml") and _holds_template(entry)]
        files += found
        inner += [] if found else [entry for entry in entries if _is_folder(entry)]
    return files, inner


def _is_folder(entry: Path) -> bool:
    return not entry.name.startswith(".") and entry.is_dir() and not entry.is_symlink()


def _holds_template(file: Path) -> bool:
    try:
        return file.is_file() and file.stat().st_size <= _LARGEST and _KIND.search(file.read_bytes()) is not None
    except OSError:  # whoever may not read it cannot run it either
        return False
