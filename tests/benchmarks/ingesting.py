"""How long it takes to read a folder of 10,000 descriptors into the catalog."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import yaml_rs

from bot import wiring
from bot.adapters.places import Places
from bot.adapters.web_pages import WebPages
from catalog_store.database import Database
from catalog_store.descriptors import BUILT_IN
from catalog_store.sync import Ingestion, Outcome
from tests.benchmarks.company import write_folder
from tests.benchmarks.harness import Figure, median, seconds
from tests.support.databases import copied_database

_DOCUMENTS = 10_000
_TIMES = 3


def figures(template: str) -> Iterator[Figure]:
    """First and unchanged ingest, beside merely parsing the same files."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        size = write_folder(folder, _DOCUMENTS)
        parse = median(sorted(seconds(lambda: _parse_all(folder)) for _ in range(_TIMES)))
        first, unchanged = zip(*(_ingest_twice(template, folder) for _ in range(_TIMES)), strict=True)
    name = f"{_DOCUMENTS:,} documents ({size / 1e6:.1f} MB)"
    yield Figure(f"first ingest of {name}", median(sorted(first)), "s", 7 * parse, parse, "parsing them with yaml-rs")
    yield Figure(f"unchanged ingest of {name}", median(sorted(unchanged)), "s", 1.0, parse, "parsing them with yaml-rs")


def _parse_all(folder: Path) -> None:
    for path in folder.rglob("*.yaml"):
        yaml_rs.loads(path.read_text())


def _ingest_twice(template: str, folder: Path) -> tuple[float, float]:
    with copied_database(template) as url:
        database = Database(url)
        ingestion = Ingestion(database, Places(WebPages()), kinds=BUILT_IN, clock=wiring.now)

        def read() -> Outcome:
            return ingestion.run(f"file:{folder}")

        taken = seconds(read), seconds(read)
        database.close()
    return taken
