"""A replica's golden paths are read in the background, and asked for at any time."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

from bot.golden_path_runs.library import GoldenPathLibrary
from catalog_store.database import Database
from catalog_store.runs.template_versions import TemplateVersions
from golden_paths.library import Reading


def test_who_asks_while_they_are_read_for_the_first_time_waits_for_that(database: Database, tmp_path: Path) -> None:
    begun, asked, readings = Event(), Event(), []

    def reading() -> Reading:
        readings.append("one more")
        begun.set()
        assert asked.wait(30)
        return Reading.below(tmp_path)

    library = GoldenPathLibrary((), TemplateVersions(database), tmp_path, reading)
    with ThreadPoolExecutor(2) as pool:
        read = pool.submit(library.reload)
        assert begun.wait(30)
        answer = pool.submit(library.listed)
        asked.set()
        read.result(30)
        assert answer.result(30) == library.listed() != ()
    assert len(readings) == 1
