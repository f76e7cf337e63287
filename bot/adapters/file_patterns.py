"""The files that a pattern such as `services/*/catalog-info.yaml` stands for, and the folders that nobody could look into."""

import os
import re
import stat
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import PurePath

#: Folders that hold no descriptors of ours, whatever is in them.
SKIPPED_FOLDERS = frozenset({".git", ".hg", ".svn", "node_modules", ".venv", "__pycache__", ".terraform"})

_SIGNS = re.compile(r"[*?\[{]")
_CHOICE = re.compile(r"\{([^{}]*,[^{}]*)\}")
#: Another part of the pattern may lead there all the same.
_ABSENT = (FileNotFoundError, NotADirectoryError)


def is_pattern(path: str) -> bool:
    """Whether it may stand for several files."""
    return bool(_SIGNS.search(path))


def fixed_part(pattern: str) -> str:
    """The folder in which everything lies that the pattern stands for."""
    parts = PurePath(pattern).parts
    return str(PurePath(*parts[: _first_open(parts)]))


def matching(pattern: str) -> Iterator[str | OSError]:
    """Every file that the pattern stands for, once and in order, and an error for each folder that could not be listed.

    `*` and `?` stay within a folder, `**` stands for any number of folders, `{a,b}` for either, `[ab]` for either sign.
    """
    found: set[str] = set()
    problems: dict[str, OSError] = {}
    for each in _choices(pattern):
        parts = PurePath(each).parts
        first = _first_open(parts)
        for hit in _below(str(PurePath(*parts[:first])), parts[first:]):
            if isinstance(hit, OSError):
                problems[str(hit.filename)] = hit
            else:
                found.add(hit)
    yield from sorted(found)
    yield from problems.values()


def is_ordinary(path: str) -> bool:
    """Whether opening it waits for nobody. What cannot be told here, opening will tell."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode)  # noqa: PTH116  # a Path costs more than the question does
    except OSError:
        return True


def _first_open(parts: Sequence[str]) -> int:
    return next((index for index, part in enumerate(parts) if is_pattern(part)), len(parts))


def _choices(pattern: str) -> Iterator[str]:
    choice = _CHOICE.search(pattern)
    if choice is None:
        yield pattern
        return
    for option in choice[1].split(","):
        yield from _choices(f"{pattern[: choice.start()]}{option}{pattern[choice.end() :]}")


def _below(folder: str, parts: Sequence[str]) -> Iterator[str | OSError]:
    if not parts:
        yield from _file_at(folder)
        return
    head, rest = parts[0], parts[1:]
    if not is_pattern(head):
        yield from _below(_joined(folder, head), rest)
        return
    try:
        with os.scandir(folder) as listing:
            entries = list(listing)
    except _ABSENT:
        return
    except OSError as error:
        yield error
        return
    if head == "**":
        yield from _below(folder, rest or ("*",))
        inner, rest = [each.name for each in entries if _is_searched(each)], parts
    else:
        inner = [each.name for each in entries if fnmatchcase(each.name, head)]
    for name in inner:
        yield from _below(_joined(folder, name), rest)


def _is_searched(entry: os.DirEntry[str]) -> bool:
    return entry.name not in SKIPPED_FOLDERS and entry.is_dir(follow_symlinks=False)


def _file_at(path: str) -> Iterator[str | OSError]:
    """The file, a link that leads nowhere, which whoever reads it will tell, or why one cannot know."""
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116
    except _ABSENT:
        if os.path.islink(path):  # noqa: PTH114
            yield path
    except OSError as error:
        yield error
    else:
        if stat.S_ISREG(mode):
            yield path


def _joined(folder: str, name: str) -> str:
    return f"{folder.rstrip('/')}/{name}"
