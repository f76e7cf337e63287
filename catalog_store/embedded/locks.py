"""Locks on files, which the kernel gives back when their holder dies, however it dies."""

import fcntl
import os
from contextlib import suppress
from pathlib import Path


class FileLock:
    """One hold on a lock file. Programs that inherit `descriptor` hold it too, until the last of them is gone."""

    def __init__(self, path: Path) -> None:
        self.descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def share(self) -> None:
        """Wait until nobody holds it alone, and hold it with others."""
        fcntl.flock(self.descriptor, fcntl.LOCK_SH)

    def take(self) -> None:
        """Wait until nobody else holds it, and hold it alone."""
        fcntl.flock(self.descriptor, fcntl.LOCK_EX)

    def try_take(self) -> bool:
        """Hold it alone if nobody else holds it. If somebody does, a share that we had is given up."""
        return self._try(fcntl.LOCK_EX)

    def try_share(self) -> bool:
        """Hold it with others, unless somebody holds it alone."""
        return self._try(fcntl.LOCK_SH)

    def close(self) -> None:
        """Let go of it."""
        with suppress(OSError):
            os.close(self.descriptor)

    def __enter__(self) -> "FileLock":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _try(self, kind: int) -> bool:
        try:
            fcntl.flock(self.descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def is_held(path: Path) -> bool:
    """Whether anybody holds this lock alone."""
    with FileLock(path) as lock:
        return not lock.try_share()
