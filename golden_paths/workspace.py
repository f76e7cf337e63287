"""The folder in which a run makes its files. No path leads out of it, and it does not grow without end."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from stat import S_IMODE, S_ISDIR, S_ISREG

from golden_paths.errors import WorkspaceError

_REASONS = {
    errno.ENOENT: "is not there",
    errno.ENOTDIR: "leads through a file as if it were a folder",
    errno.EISDIR: "is a folder, not a file",
    errno.EEXIST: "exists already",
    errno.EACCES: "may not be touched",
    errno.EPERM: "may not be touched",
    errno.ENAMETOOLONG: "is too long a name for this disk",
    errno.ELOOP: "leads in circles",
}
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a run may make: files, bytes of all together, bytes of one."""

    files: int = 10_000
    total: int = 256 * 2**20
    single: int = 64 * 2**20


@dataclass(frozen=True, slots=True)
class WorkspaceFile:
    """A file of the workspace: its path with slashes, its size in bytes, whether it is a program."""

    path: str
    size: int
    is_executable: bool


class Workspace:
    """The folder, which exists."""

    def __init__(self, folder: Path, limits: Limits | None = None) -> None:
        self.folder = folder.resolve()
        self.limits = limits or Limits()

    def path(self, text: str) -> Path:
        """Where this path of the workspace is.

        Raises:
            WorkspaceError: it leads out of the workspace.
        """
        if "\0" in text:
            raise WorkspaceError(f"{text!r} is no path. Write one relative to the workspace.")
        place = Path(os.path.normpath(self.folder / text))
        with in_words(text):
            real = place.resolve()
        if not (place.is_relative_to(self.folder) and real.is_relative_to(self.folder)):
            raise WorkspaceError(f"`{text}` leads out of the workspace. Write a path relative to it, without `..`.")
        return place

    def shown(self, place: Path) -> str:
        """The place as a path of the workspace, with slashes."""
        return place.relative_to(self.folder).as_posix()

    def read(self, text: str) -> bytes:
        """The content of a file.

        Raises:
            WorkspaceError: there is none, it leads out of the workspace, or it is too large.
        """
        place = self.path(text)
        with in_words(text):
            if place.stat().st_size > self.limits.single:
                raise WorkspaceError(f"`{text}` is larger than {self.limits.single:,} bytes.")
            return place.read_bytes()

    def read_text(self, text: str) -> str:
        """The same as text; what is no UTF-8 shows as �, as Backstage has it."""
        return self.read(text).decode("utf-8", "replace")

    def write(self, text: str, content: bytes) -> Path:
        """Make or replace a file, with the folders that it needs.

        Raises:
            WorkspaceError: it leads out of the workspace, is too large, or the disk is full.
        """
        place = self.path(text)
        if len(content) > self.limits.single:
            raise WorkspaceError(
                f"`{text}` would have {len(content):,} bytes; a file may have {self.limits.single:,} at most."
            )
        with in_words(text):
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        return place

    def remove(self, place: Path) -> None:
        """Remove a file, or a folder with all that is in it."""
        with in_words(self.shown(place)):
            if place.is_dir() and not place.is_symlink():
                shutil.rmtree(place)
            else:
                place.unlink()

    def files(self, below: str = "") -> Iterator[WorkspaceFile]:
        """All files, sorted, but the workspace's own `.git`. Links and empty folders are no files.

        Raises:
            WorkspaceError: there are more, or larger ones, than a run may make.
        """
        root = self.path(below)
        found = sorted(_walk(root, ""), key=lambda file: file.path)
        self._checked(len(found), sum(file.size for file in found))
        yield from found

    def check(self) -> None:
        """See that it has not grown too large.

        Raises:
            WorkspaceError: it has.
        """
        for _ in self.files():
            return

    def _checked(self, files: int, total: int) -> None:
        if files > self.limits.files:
            raise WorkspaceError(f"The workspace has {files:,} files; a run may make {self.limits.files:,}.")
        if total > self.limits.total:
            raise WorkspaceError(f"The workspace has {total:,} bytes; a run may make {self.limits.total:,}.")


def _walk(folder: Path, prefix: str) -> Iterator["WorkspaceFile"]:
    try:
        entries = list(os.scandir(folder))
    except FileNotFoundError:
        return
    for entry in entries:
        path = f"{prefix}{entry.name}"
        status = entry.stat(follow_symlinks=False)
        if S_ISDIR(status.st_mode) and path != ".git":
            yield from _walk(Path(entry.path), f"{path}/")
        elif S_ISREG(status.st_mode):
            yield WorkspaceFile(path, status.st_size, bool(S_IMODE(status.st_mode) & 0o100))


@contextmanager
def in_words(path: str) -> Iterator[None]:
    """What the system says about a path, in words.

    Raises:
        WorkspaceError: the system refused.
    """
    try:
        yield
    except OSError as error:
        raise WorkspaceError(_words(path, error), is_retryable=is_full(error)) from error


def is_full(error: OSError) -> bool:
    """Whether the system has no room left: the same may well be possible later."""
    return error.errno in _FULL


def _words(path: str, error: OSError) -> str:
    if is_full(error):
        return (
            f"The disk of the workspace is full, so `{path}` could not be written."
            " Make room under CALLBOARD_HOME, then retry this step."
        )
    reason = _REASONS.get(error.errno or 0, f"could not be used: {error.strerror}")
    return f"`{path}` {reason} in the workspace."
