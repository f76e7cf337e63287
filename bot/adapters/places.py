"""Descriptor files on this machine and behind addresses: folders, globs, single files, URLs."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from catalog_store.reading import SourceFile, UnreadableError

#: A file larger than this is refused unread.
MAX_FILE_BYTES = 10 * 2**20

_SKIPPED_FOLDERS = frozenset({".git", ".hg", ".svn", "node_modules", ".venv", "__pycache__", ".terraform"})
_ENDINGS = (".yaml", ".yml")
_NAMED_DESCRIPTOR = re.compile(r"catalog-info\.ya?ml$", re.IGNORECASE)
_LOOKS_LIKE_DESCRIPTOR = re.compile(
    rb"""^\s*(?:-\s+)?["']?apiVersion["']?\s*:\s*["']?[\w.]*backstage\.io/""", re.MULTILINE
)
_GLOB = re.compile(r"[*?\[{]")


class Pages(Protocol):
    """Reads addresses, guarded."""

    def fetch(self, url: str) -> bytes:
        """The body at the address. Raises `UnreadableError`."""


class Places:
    """What `file:` and `url:` locations hold."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def open(self, location: str) -> Iterator[SourceFile | UnreadableError]:
        """Every descriptor file at the location, and an error for each that cannot be read.

        A folder gives the YAML files below it that are descriptors by name or by content; a file is taken as it is.
        """
        scheme, _, rest = location.partition(":")
        if scheme == "url":
            yield self._read(location)
        elif scheme == "file":
            yield from self._open_path(Path(rest))
        else:
            yield UnreadableError(location, "only files and http(s) addresses can be read")

    def fetch(self, location: str) -> bytes:
        """The bytes at one location.

        Raises:
            UnreadableError: it is not there, not allowed, or too large.
        """
        scheme, _, rest = location.partition(":")
        if scheme == "url":
            return self._pages.fetch(rest)
        if scheme == "file":
            return _bytes_of(rest)
        raise UnreadableError(location, "only files and http(s) addresses can be read")

    def _open_path(self, path: Path) -> Iterator[SourceFile | UnreadableError]:
        if path.is_dir():
            yield from self._open_folder(path)
        elif _GLOB.search(str(path)) and not path.exists():
            yield from self._open_glob(path)
        else:
            yield self._read(f"file:{path}")

    def _open_folder(self, folder: Path) -> Iterator[SourceFile | UnreadableError]:
        problems: list[OSError] = []
        for base, folders, names in os.walk(folder, onerror=problems.append):
            folders[:] = sorted(name for name in folders if name not in _SKIPPED_FOLDERS)
            for name in sorted(names):
                if not name.endswith(_ENDINGS):
                    continue
                found = self._read(f"file:{base}/{name}")
                if isinstance(found, UnreadableError) or _is_descriptor(name, found.body):
                    yield found
        for problem in problems:
            yield UnreadableError(f"file:{problem.filename}", _words(problem))

    def _open_glob(self, pattern: Path) -> Iterator[SourceFile | UnreadableError]:
        parts = pattern.parts
        fixed = next(index for index, part in enumerate(parts) if _GLOB.search(part))
        base = Path(*parts[:fixed])
        if not base.is_dir():
            yield UnreadableError(f"file:{pattern}", f"there is no folder {base}")
            return
        for found in sorted(base.glob(str(Path(*parts[fixed:])))):
            if found.is_file():
                yield self._read(f"file:{found}")

    def _read(self, location: str) -> SourceFile | UnreadableError:
        try:
            return SourceFile(location, self.fetch(location))
        except UnreadableError as error:
            return error


def _bytes_of(path: str) -> bytes:
    try:
        with open(path, "rb") as file:  # noqa: PTH123  # a Path costs more than reading a small file does
            body = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise UnreadableError(f"file:{path}", _words(error)) from error
    except ValueError as error:  # a NUL in the path
        raise UnreadableError(f"file:{path}", "that is not a path") from error
    if len(body) > MAX_FILE_BYTES:
        raise UnreadableError(f"file:{path}", f"it is larger than {MAX_FILE_BYTES // 2**20} MB")
    return body


def _is_descriptor(name: str, body: bytes) -> bool:
    return bool(_NAMED_DESCRIPTOR.search(name) or _LOOKS_LIKE_DESCRIPTOR.search(body))


def _words(error: OSError) -> str:
    return {
        "FileNotFoundError": "there is no such file",
        "PermissionError": "this user may not read it",
        "IsADirectoryError": "it is a folder",
    }.get(type(error).__name__, error.strerror or "the system gave no reason")
