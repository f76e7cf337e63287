"""`python -m tests.benchmarks [PART …]`: print the figures as a table, and write them as JSON."""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot import wiring
from bot.__main__ import collect_less
from catalog_store.database import Database
from catalog_store.descriptors import BUILT_IN
from catalog_store.embedded import EmbeddedPostgres
from catalog_store.sync import Ingestion
from tests.benchmarks import (
    asking_status,
    dry_running,
    ingesting,
    judging,
    loading,
    queueing,
    rendering,
    resolving,
    running_paths,
    searching,
    speaking,
    starting,
)
from tests.benchmarks.company import Company
from tests.benchmarks.harness import Figure, save, table
from tests.support.databases import copied_database, template_database


@dataclass(frozen=True, slots=True)
class Stage:
    """The databases that the parts measure on."""

    template: str
    empty: str
    large: str
    size: int


PARTS: dict[str, Callable[[Stage], Iterator[Figure]]] = {
    "ingest": lambda stage: ingesting.figures(stage.template),
    "search": lambda stage: searching.figures(stage.template),
    "resolver": lambda stage: resolving.figures(stage.large, stage.size),
    "http": lambda stage: speaking.figures(stage.large, stage.size),
    "load": lambda stage: loading.figures(stage.large, stage.size),
    "queue": lambda stage: queueing.figures(stage.template),
    "status": lambda stage: asking_status.figures(stage.template),
    "scorecards": lambda stage: judging.figures(stage.template),
    "skeleton": lambda _: rendering.figures(),
    "dry-run": lambda _: dry_running.figures(),
    "runs": lambda stage: running_paths.figures(stage.template),
    "start": lambda stage: starting.figures(stage.empty, stage.large, stage.size),
}


def main() -> None:
    """Measure what was asked for, by default everything."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--size", type=int, default=100_000, help="entities in the large catalog (100,000)")
    parser.add_argument("--output", type=Path, default=Path("build/benchmarks.json"))
    options = parser.parse_args()
    collect_less()  # as the command line does
    figures: list[Figure] = []
    with _stage(options.size) as stage:
        for part in options.parts or PARTS:
            _tell(f"measuring {part} …")
            figures.extend(PARTS[part](stage))
    sys.stdout.write(table(figures) + "\n")
    options.output.parent.mkdir(parents=True, exist_ok=True)
    save(figures, options.output)


@contextmanager
def _stage(size: int) -> Iterator[Stage]:
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(EmbeddedPostgres(home))
        template = stack.enter_context(template_database(server))
        empty = stack.enter_context(copied_database(template))
        large = stack.enter_context(copied_database(template))
        _tell(f"filling a catalog with {size:,} entities …")
        database = Database(large)
        Ingestion(database, Company(size), kinds=BUILT_IN, clock=wiring.now).run("file:/company")
        with database.reading() as connection:
            connection.exec_driver_sql("VACUUM (ANALYZE)")
        database.close()
        yield Stage(template, empty, large, size)


def _tell(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    main()
