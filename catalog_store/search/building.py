"""Takes many changes into the index in a process of its own, which leaves this one free to answer.

Run as `python -m catalog_store.search.building FOLDER`, it reads the database's address from its input, and ends when
its input does.
"""

import os
import subprocess
import sys
import threading
import time
from importlib import import_module
from pathlib import Path
from typing import IO

from catalog_store.database import Database
from catalog_store.search.engine import IndexUnusableError

#: Answers go first.
_NICENESS = 10
_PAUSE = 1.0


def build_apart(database: Database, folder: Path) -> None:
    """Have everything taken in by another process, and wait for it.

    Raises:
        IndexUnusableError: it could not.
    """
    command = [sys.executable, "-m", "catalog_store.search.building", str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:  # noqa: S603  # our own
        assert process.stdin
        # Not as an argument or in the environment, where others on this machine could read the password.
        process.stdin.write(f"{database.libpq_url}\n")
        process.stdin.flush()
        status = process.wait()
    if status:
        raise IndexUnusableError(folder, f"the process that fills it ended with status {status}")


def main(folder: Path, address: str) -> None:
    """Take in everything that the index lacks, after whoever is at it already."""
    database = Database(address, pool_size=2)
    # Loaded by name, as it is what starts us.
    engine = import_module("catalog_store.search.whoosh_engine").WhooshEngine(database, folder, most_here=None)
    while not engine.follow():
        time.sleep(_PAUSE)
    database.close()


def _end_with(given: IO[str]) -> None:
    given.read()
    os._exit(1)


if __name__ == "__main__":
    os.nice(_NICENESS)
    first_line = sys.stdin.readline().strip()
    threading.Thread(target=_end_with, args=(sys.stdin,), daemon=True).start()
    main(Path(sys.argv[1]), first_line)
