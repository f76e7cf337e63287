"""A process that does nothing but search, to tell how much memory that takes.

`python -m tests.benchmarks.searching_alone ENGINE FOLDER` reads the database's address from its input, and prints megabytes.
"""

import os
import random
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from catalog_store.database import Database
from catalog_store.search import Engine, Search, parse_query
from catalog_store.search.postgres_engine import PostgresEngine
from catalog_store.search.whoosh_engine import WhooshEngine
from tests.benchmarks.harness import resident_megabytes
from tests.benchmarks.library import ENTITIES, asked, asked_of_documents

_COUNT = 500
_ENGINES: Mapping[str, Callable[[Database, Path], Engine]] = {
    "whoosh": WhooshEngine,
    "postgres": lambda database, _folder: PostgresEngine(database),
}


def megabytes(engine: str, url: str, folder: Path) -> float:
    """What such a process takes, over an index that is there."""
    words = [sys.executable, "-m", "tests.benchmarks.searching_alone", engine, str(folder)]
    return float(subprocess.run(words, input=url, capture_output=True, text=True, check=True).stdout)


def main(engine: str, folder: Path, url: str) -> None:
    """Ask as many things as the figures do, and tell what that took."""
    database = Database(url)
    search = Search(database, _ENGINES[engine](database, folder))
    search.follow()
    numbers = random.Random(7)  # noqa: S311  # reproducible, not secret
    for number in (numbers.randrange(ENTITIES) for _ in range(_COUNT)):
        search.find(parse_query(asked(number)))
        search.find_documents(parse_query(asked_of_documents(number)))
    sys.stdout.write(f"{resident_megabytes(os.getpid())}\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.stdin.read().strip())
