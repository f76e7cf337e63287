"""The folders in which checkouts lie: one at a time works in each, and it goes when nobody has used it for a day."""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

#: In seconds.
KEPT_FOR = 24 * 3600.0
_LOOKED_EVERY = 3600.0
_LOCK = "lock"
_LOOKED = "looked"
_GONE = "gone-"


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Nobody else, in this process or another, works in this folder meanwhile. It is there, and counts as used.

    Raises:
        OSError: it cannot be made.
    """
    with _lock_of(folder):
        os.utime(folder / _LOCK)
        yield


def _lock_of(folder: Path) -> IO[str]:
    """The folder's lock, held."""
    while True:
        folder.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):  # it was forgotten between the two
            lock = (folder / _LOCK).open("w")
            fcntl.flock(lock, fcntl.LOCK_EX)
            if _is_at(folder / _LOCK, lock):
                return lock
            lock.close()


def forget_unused(home: Path) -> None:
    """Remove the folders that nobody has used for long: one process at a time, once an hour, and without waiting for anybody."""
    with (home / _LOOKED).open("a") as looked:
        if time.time() - os.fstat(looked.fileno()).st_mtime < _LOOKED_EVERY or not _is_free(looked):
            return
        os.utime(home / _LOOKED)
        for folder in home.iterdir():
            if folder.name.startswith(_GONE) and is_old(folder):  # whoever removed it was stopped
                shutil.rmtree(folder, ignore_errors=True)
            elif is_old(folder / _LOCK):
                _forget(folder)


def is_old(place: Path) -> bool:
    """Whether it is there, and nobody has used it for long."""
    try:
        return time.time() - place.stat().st_mtime > KEPT_FOR
    except (FileNotFoundError, NotADirectoryError):
        return False


def _forget(folder: Path) -> None:
    """Out of sight first, so that whoever wants it again meanwhile begins a new one."""
    with suppress(FileNotFoundError), (folder / _LOCK).open() as lock:
        if _is_free(lock) and is_old(folder / _LOCK):
            gone = tempfile.mkdtemp(prefix=_GONE, dir=folder.parent)
            folder.rename(gone)
            shutil.rmtree(gone, ignore_errors=True)


def _is_free(lock: IO[str]) -> bool:
    """Whether nobody holds it; we do from now on."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_at(place: Path, lock: IO[str]) -> bool:
    """Whether the file that is open lies there still: a folder that was forgotten has taken its lock along."""
    try:
        found = place.stat()
    except FileNotFoundError:
        return False
    return os.path.samestat(found, os.fstat(lock.fileno()))
