"""Descriptor files on this machine and behind addresses: folders, globs, single files, URLs."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from bot.adapters.file_patterns import SKIPPED_FOLDERS, fixed_part, is_ordinary, is_pattern, matching
from catalog_store.reading import SourceFile, UnreadableError

#: A file larger than this is refused unread.
MAX_FILE_BYTES = 10 * 2**20

#: In bytes. What is longer fits into no index of Postgres together with the name of its source.
_LONGEST_LOCATION = 1200
_ENDINGS = (".yaml", ".yml")
_NAMED_DESCRIPTOR = re.compile(r"catalog-info\.ya?ml$", re.IGNORECASE)
_LOOKS_LIKE_DESCRIPTOR = re.compile(
    rb"""^(?:\xef\xbb\xbf)?\s*(?:-\s+)?["']?apiVersion["']?\s*:\s*["']?[\w.]*backstage\.io/""", re.MULTILINE
)
#: Zero bytes, and the bytes of file names that are no UTF-8.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class Pages(Protocol):
    """Reads addresses, guarded."""

    def fetch(self, url: str) -> bytes:
        """The body at the address. Raises `UnreadableError`."""


class TooLargeError(UnreadableError):
    """The file is larger than a descriptor may be; `beginning` is as much of it as was read."""

    def __init__(self, location: str, beginning: bytes) -> None:
        super().__init__(location, f"it is larger than {MAX_FILE_BYTES // 2**20} MB")
        self.beginning = beginning


class Places:
    """What `file:` and `url:` locations hold."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def open(self, location: str) -> Iterator[SourceFile | UnreadableError]:
        """Every descriptor file at the location, and an error for each that cannot be read.

        A folder gives the YAML files below it that are descriptors by name or by content; a file is taken as it is.
        """
        if _UNSTORABLE.search(location):
            yield UnreadableError(_printable(location), "that is not a path")
            return
        scheme, _, rest = location.partition(":")
        if scheme == "url":
            yield _fit(self._read(location))
        elif scheme == "file":
            yield from map(_fit, self._open_path(Path(rest)))
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
        if os.path.isdir(path):  # noqa: PTH112  # Path's own raises where the name is too long
            yield from self._open_folder(path)
        elif is_pattern(str(path)) and not os.path.lexists(path):
            yield from self._open_pattern(str(path))
        else:
            yield self._read(f"file:{path}")

    def _open_folder(self, folder: Path) -> Iterator[SourceFile | UnreadableError]:
        problems: list[OSError] = []
        for base, folders, names in os.walk(folder, onerror=problems.append):
            folders[:] = sorted(name for name in folders if name not in SKIPPED_FOLDERS and not _is_inner(name))
            for name in sorted(names):
                if not name.endswith(_ENDINGS) or _is_inner(name) or not is_ordinary(f"{base}/{name}"):
                    continue
                found = self._read(f"file:{base}/{name}")
                if _may_be_descriptor(name, found):
                    yield found
        for problem in problems:
            yield UnreadableError(f"file:{problem.filename}", _words(problem))

    def _open_pattern(self, pattern: str) -> Iterator[SourceFile | UnreadableError]:
        base = fixed_part(pattern)
        if not os.path.isdir(base):  # noqa: PTH112
            yield UnreadableError(f"file:{pattern}", f"there is no folder {base}")
            return
        for found in matching(pattern):
            if isinstance(found, OSError):
                yield UnreadableError(f"file:{found.filename}", _words(found))
            else:
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
        raise TooLargeError(f"file:{path}", body)
    return body


def _is_inner(name: str) -> bool:
    """What Kubernetes keeps behind a mounted ConfigMap, whose files are links beside it; and the locks of editors."""
    return name.startswith(("..", ".#"))


def _may_be_descriptor(name: str, found: SourceFile | UnreadableError) -> bool:
    """By its name or by what it holds; who knows, where it could not be read."""
    if _NAMED_DESCRIPTOR.search(name):
        return True
    if isinstance(found, TooLargeError):
        return bool(_LOOKS_LIKE_DESCRIPTOR.search(found.beginning))
    return isinstance(found, UnreadableError) or bool(_LOOKS_LIKE_DESCRIPTOR.search(found.body))


def _fit(found: SourceFile | UnreadableError) -> SourceFile | UnreadableError:
    """The same, or why it cannot be kept."""
    if _UNSTORABLE.search(found.location):
        reason = found.reason if isinstance(found, UnreadableError) else "its name is not UTF-8: give it another one"
        return UnreadableError(_printable(found.location), reason)
    if isinstance(found, SourceFile) and len(found.location.encode()) > _LONGEST_LOCATION:
        return UnreadableError(found.location, f"its address is longer than {_LONGEST_LOCATION} bytes")
    return found


def _printable(location: str) -> str:
    return _UNSTORABLE.sub(lambda sign: f"\\x{ord(sign[0]) & 0xFF:02x}", location)


def _words(error: OSError) -> str:
    return {
        "FileNotFoundError": "there is no such file",
        "PermissionError": "this user may not read it",
        "IsADirectoryError": "it is a folder",
    }.get(type(error).__name__, error.strerror or "the system gave no reason")
