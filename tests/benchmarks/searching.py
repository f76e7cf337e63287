"""How long searches take with each engine, how soon a change is found, and what an index costs."""

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import text

from bot import wiring
from catalog_store.database import Database
from catalog_store.descriptors import BUILT_IN
from catalog_store.names import NameIndex
from catalog_store.refs import EntityRef
from catalog_store.search import Engine, Search, parse_query
from catalog_store.search.postgres_engine import PostgresEngine
from catalog_store.search.whoosh_engine import WhooshEngine
from catalog_store.sync import Ingestion
from catalog_store.typeahead import Typeahead
from tests.benchmarks.company import component
from tests.benchmarks.harness import Figure, median, percentile, seconds, times
from tests.benchmarks.library import DOCUMENTS, ENTITIES, Library, asked, asked_of_documents
from tests.benchmarks.searching_alone import megabytes
from tests.support.databases import copied_database

_COUNT = 500


def figures(template: str) -> Iterator[Figure]:
    """Both engines over 50,000 entities and 5,000 documents."""
    with copied_database(template) as url, tempfile.TemporaryDirectory() as home:
        database = Database(url)
        Ingestion(database, Library(ENTITIES), kinds=BUILT_IN, clock=wiring.now).run("file:/company")
        with database.reading() as connection:
            connection.exec_driver_sql("VACUUM (ANALYZE)")
        yield from _engine_figures("whoosh", WhooshEngine(database, Path(home)), database)
        yield Figure("whoosh, process", megabytes("whoosh", url, Path(home)), "MB", 500.0)
        size = sum(path.stat().st_size for path in Path(home).rglob("*") if path.is_file()) / 2**20
        yield Figure("whoosh, index on disk", size, "MB")
        yield from _engine_figures("postgres", PostgresEngine(database), database)
        yield Figure("postgres, process", megabytes("postgres", url, Path(home)), "MB", 500.0)
        yield from _typeahead(database)
        database.close()


def _engine_figures(name: str, engine: Engine, database: Database) -> Iterator[Figure]:
    search = Search(database, engine)
    before = time.process_time()
    yield Figure(f"{name}, full build", seconds(search.follow), "s", 300.0, note=f"{ENTITIES:,} + {DOCUMENTS:,}")
    yield Figure(f"{name}, full build, of our CPU", time.process_time() - before, "s")
    with database.reading() as connection:
        connection.exec_driver_sql("VACUUM (ANALYZE) search_entries")
    entities = _times(lambda words: search.find(parse_query(words)), asked)
    yield Figure(f"{name}, entities, median", median(entities), "ms", 20.0)
    yield Figure(f"{name}, entities, p99", percentile(entities, 0.99), "ms", 80.0)
    documents = _times(lambda words: search.find_documents(parse_query(words)), asked_of_documents)
    yield Figure(f"{name}, documents, median", median(documents), "ms", 40.0)
    yield Figure(f"{name}, documents, p99", percentile(documents, 0.99), "ms", 150.0)
    changes = sorted(seconds(lambda: _change(search, database)) for _ in range(5))
    yield Figure(
        f"{name}, a change is found after", max(changes) + 0.5, "s", 2.0, note="with half a second between looks"
    )


def _typeahead(database: Database) -> Iterator[Figure]:
    typeahead = Typeahead(database, NameIndex(database))
    own = (EntityRef.of("group", "team-7"),)
    taken = _times(lambda words: typeahead.options(words, own=own, kinds=("component",), limit=20), _typed)
    yield Figure(f"typing ahead, {ENTITIES:,} entities, median", median(taken), "ms")
    yield Figure(f"typing ahead, {ENTITIES:,} entities, p99", percentile(taken, 0.99), "ms", 40.0)


def _times(ask: Callable[[str], object], words: Callable[[int], str]) -> list[float]:
    numbers = random.Random(7)  # noqa: S311  # reproducible, not secret
    return times(lambda: ask(words(numbers.randrange(ENTITIES))), count=_COUNT)


def _change(search: Search, database: Database) -> None:
    word = f"fresh{time.monotonic_ns()}"
    with database.changing() as connection:
        connection.execute(
            text(
                "UPDATE entities SET change = nextval('change_seq'), document = jsonb_set(document, '{metadata,title}',"
                " to_jsonb(CAST(:word AS text))) WHERE ref = 'group:default/team-3'"
            ),
            {"word": word},
        )
    search.follow()
    assert search.find(parse_query(word)).total == 1


def _typed(number: int) -> str:
    name = component(number).partition("  name: ")[2].partition("\n")[0]
    return (name[:1], name[:4], name[:9], name, f"{name[:3]}{name[4:]}")[number % 5]
