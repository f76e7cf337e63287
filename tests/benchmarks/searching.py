"""How long searches take with each engine, how soon a change is found, and what an index costs."""

import os
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
from catalog_store.reading import SourceFile, UnreadableError
from catalog_store.refs import EntityRef
from catalog_store.search import Engine, Search, parse_query
from catalog_store.search.postgres_engine import PostgresEngine
from catalog_store.search.whoosh_engine import WhooshEngine
from catalog_store.sync import Ingestion
from catalog_store.typeahead import Typeahead
from tests.benchmarks.company import Company, component
from tests.benchmarks.harness import Figure, median, percentile, resident_megabytes, seconds, times
from tests.support.databases import copied_database

_ENTITIES, _DOCUMENTS = 50_000, 5_000
_COUNT = 500
#: So many of each thousand questions begin at the front of an alphabet of fifteen thousand made-up words.
_SYLLABLES = ("ka", "fi", "ro", "ten", "mul", "ba", "si", "dor", "ven", "pal", "tu", "ger", "lin", "os", "ma", "qui")


class Library(Company):
    """The company, every tenth component of which has documents: a page of two sections."""

    def open(self, location: str) -> Iterator[SourceFile | UnreadableError]:
        for file in super().open(location):
            number = file.location.rpartition("/")[2].partition(".")[0] if isinstance(file, SourceFile) else ""
            if isinstance(file, SourceFile) and number.isdecimal() and int(number) < _DOCUMENTS:
                yield SourceFile(file.location.replace(".yaml", "/info.yaml"), _documented(file.body))
            else:
                yield file

    def fetch(self, location: str) -> bytes:
        *_, folder, name = location.split("/")
        if name != "README.md" or not folder.isdecimal():
            raise UnreadableError(location, "there is no such file")
        return _page(int(folder)).encode()


def figures(template: str) -> Iterator[Figure]:
    """Both engines over 50,000 entities and 5,000 documents."""
    with copied_database(template) as url, tempfile.TemporaryDirectory() as home:
        database = Database(url)
        Ingestion(database, Library(_ENTITIES), kinds=BUILT_IN, clock=wiring.now).run("file:/company")
        with database.reading() as connection:
            connection.exec_driver_sql("VACUUM (ANALYZE)")
        yield from _engine_figures("whoosh", WhooshEngine(database, Path(home)), database)
        size = sum(path.stat().st_size for path in Path(home).rglob("*") if path.is_file()) / 2**20
        yield Figure("whoosh, index on disk", size, "MB")
        yield from _engine_figures("postgres", PostgresEngine(database), database)
        yield from _typeahead(database)
        database.close()


def _engine_figures(name: str, engine: Engine, database: Database) -> Iterator[Figure]:
    search = Search(database, engine)
    before = time.process_time()
    yield Figure(f"{name}, full build", seconds(search.follow), "s", 300.0, note=f"{_ENTITIES:,} + {_DOCUMENTS:,}")
    yield Figure(f"{name}, full build, of our CPU", time.process_time() - before, "s")
    with database.reading() as connection:
        connection.exec_driver_sql("VACUUM (ANALYZE) search_entries")
    entities = _times(lambda words: search.find(parse_query(words)), _asked)
    yield Figure(f"{name}, entities, median", median(entities), "ms", 20.0)
    yield Figure(f"{name}, entities, p99", percentile(entities, 0.99), "ms", 80.0)
    documents = _times(lambda words: search.find_documents(parse_query(words)), _asked_of_documents)
    yield Figure(f"{name}, documents, median", median(documents), "ms", 40.0)
    yield Figure(f"{name}, documents, p99", percentile(documents, 0.99), "ms", 150.0)
    changes = sorted(seconds(lambda: _change(search, database)) for _ in range(5))
    yield Figure(
        f"{name}, a change is found after", max(changes) + 0.5, "s", 2.0, note="with half a second between looks"
    )
    yield Figure(f"{name}, process", resident_megabytes(os.getpid()), "MB", 500.0)


def _typeahead(database: Database) -> Iterator[Figure]:
    typeahead = Typeahead(database, NameIndex(database))
    own = (EntityRef.of("group", "team-7"),)
    taken = _times(lambda words: typeahead.options(words, own=own, kinds=("component",), limit=20), _typed)
    yield Figure(f"typing ahead, {_ENTITIES:,} entities, median", median(taken), "ms")
    yield Figure(f"typing ahead, {_ENTITIES:,} entities, p99", percentile(taken, 0.99), "ms", 40.0)


def _times(ask: Callable[[str], object], words: Callable[[int], str]) -> list[float]:
    numbers = random.Random(7)  # noqa: S311  # reproducible, not secret
    return times(lambda: ask(words(numbers.randrange(_ENTITIES))), count=_COUNT)


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


def _asked(number: int) -> str:
    name = component(number).partition("  name: ")[2].partition("\n")[0]
    area, role, _ = name.split("-")
    return (
        name,
        name.replace("-", " "),
        area,
        f"{area} {role}",
        f"{role} owner:team-{number % 200}",
        f"{area[:4]} {number}",
        f"region {number % 97} lifecycle:production",
        f"{area[:3]}{area[4:]} {role} {number}",
        f"kind:component tag:{area} system:system-{number % 500}",
        _made_up(number),
    )[number % 10]


def _asked_of_documents(number: int) -> str:
    words = random.Random(number)  # noqa: S311  # reproducible, not secret
    first, second = (_made_up(min(int(words.paretovariate(0.6)), 15_000)) for _ in range(2))
    return (first, f"{first} {second}", f"runbook {first}", f"{first} owner:team-{number % 200}")[number % 4]


def _typed(number: int) -> str:
    name = component(number).partition("  name: ")[2].partition("\n")[0]
    return (name[:1], name[:4], name[:9], name, f"{name[:3]}{name[4:]}")[number % 5]


def _documented(body: bytes) -> bytes:
    return body.replace(b"  annotations:\n", b"  annotations:\n    backstage.io/techdocs-ref: dir:.\n")


def _page(number: int) -> str:
    """Some four hundred words, rare ones and frequent ones as in a language."""
    words = random.Random(number)  # noqa: S311  # reproducible, not secret
    chosen = [_made_up(min(int(words.paretovariate(0.6)), 15_000)) for _ in range(400)]
    return f"# Page {number}\n\n{' '.join(chosen[:200])}\n\n## Runbook {chosen[7]}\n\n{' '.join(chosen[200:])}\n"


def _made_up(number: int) -> str:
    base = len(_SYLLABLES)
    return "".join(_SYLLABLES[number // base**place % base] for place in range(4))
