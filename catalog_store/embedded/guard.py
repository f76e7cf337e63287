"""Stops the embedded server when nobody uses it any more: as a program of its own, so also when its users were killed.

Run as `python guard.py USERS_LOCK GUARD_LOCK SERVER_LOCK DATA`. It imports next to nothing, to stay small.
"""

import fcntl
import os
import signal
import sys
import time

_PATIENCE = 60.0
_PAUSE = 0.01


def main(users_lock: str, guard_lock: str, server_lock: str, data: str) -> None:
    """Wait in the background until nobody holds `users_lock`, then stop the server. A second guard goes at once."""
    if os.fork():
        os._exit(0)
    guard, users, server = (os.open(path, os.O_RDWR) for path in (guard_lock, users_lock, server_lock))
    if not _taken(guard):
        return
    fcntl.flock(users, fcntl.LOCK_EX)
    # From here to our end nobody can become a user. Whoever does next finds no guard, and starts one.
    os.close(guard)
    stop_server(server, data)


def stop_server(server_lock: int, data: str) -> bool:
    """Ask the server on `data` to stop and wait until all its processes have let go of the lock.

    Call it while nobody can become a user. Returns False if the server outlived a minute of asking and one of insisting.
    """
    began = time.monotonic()
    while not _taken(server_lock):
        waited = time.monotonic() - began
        if waited > 2 * _PATIENCE:
            return False
        pid = server_pid(data)
        if pid is not None:
            os.kill(pid, signal.SIGINT if waited < _PATIENCE else signal.SIGQUIT)
        time.sleep(_PAUSE)
    return True


def server_pid(data: str) -> int | None:
    """The process that serves `data`, if there is one.

    A file with its number outlives a killed server, and the number goes to somebody else. Where the system tells, only
    a process that lives in the data folder, as all of Postgres' do, counts.
    """
    try:
        pid = int(_first_line(data + "/postmaster.pid"))
        os.kill(pid, 0)
        return pid if _lives_in(pid, data) else None
    except (OSError, ValueError):
        return None


def _lives_in(pid: int, data: str) -> bool:
    if not os.path.exists("/proc/self/cwd"):  # noqa: PTH110  # pathlib would treble our size
        return True
    try:
        return os.path.samefile(f"/proc/{pid}/cwd", data)  # noqa: PTH121  # as above
    except PermissionError:  # Containers forbid even root to look into others' processes. Their names are no secret.
        return _first_line(f"/proc/{pid}/comm") == "postgres"


def _first_line(path: str) -> str:
    with open(path) as file:  # noqa: PTH123  # as above
        return file.readline().strip()


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


if __name__ == "__main__":
    main(*sys.argv[1:])
