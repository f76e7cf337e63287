"""How long the resolver takes, beside one look-up by primary key through the same driver."""

import itertools
import random
from collections.abc import Callable, Iterator

import psycopg

from catalog_store.database import Database
from catalog_store.names import NameIndex
from catalog_store.resolver import Resolver
from tests.benchmarks.company import component
from tests.benchmarks.harness import Figure, median, percentile, times

_COUNT = 2_000


def figures(url: str, size: int) -> Iterator[Figure]:
    """Exact names, structured text and typos in a catalog of `size` components."""
    choose = random.Random(7)  # noqa: S311  # the same questions at each run
    database = Database(url)
    names = NameIndex(database)
    resolver = Resolver(database, names)
    resolver.resolve("something that is not there")
    floor = median(_primary_key(url))
    for title, words in (("exact", _exact), ("structured", _structured)):
        taken = _resolve(resolver, [words(choose.randrange(size)) for _ in range(_COUNT)])
        name = f"resolver, {title}, {size:,} entities"
        yield Figure(f"{name}, median", median(taken), "ms", 3 * floor, floor, "primary key through psycopg")
        yield Figure(f"{name}, p99", percentile(taken, 0.99), "ms", 15.0)
    taken = _resolve(resolver, [_typo(choose.randrange(size)) for _ in range(200)])
    yield Figure(f"typo, {size:,} entities, median", median(taken), "ms")
    yield Figure(f"typo, {size:,} entities, p99", percentile(taken, 0.99), "ms", 100.0)
    database.close()


def _resolve(resolver: Resolver, texts: list[str]) -> list[float]:
    """How long each took, in milliseconds, sorted."""
    remaining = itertools.cycle(texts)
    return times(lambda: resolver.resolve(next(remaining)), count=len(texts))


def _primary_key(url: str) -> list[float]:
    with psycopg.connect(url, autocommit=True) as connection:
        ids = [row[0] for row in connection.execute("SELECT id FROM entities ORDER BY random() LIMIT %s", [_COUNT])]
        remaining = itertools.cycle(ids)
        look_up: Callable[[], object] = lambda: connection.execute(  # noqa: E731
            "SELECT * FROM entities WHERE id = %s", [next(remaining)]
        ).fetchone()
        return times(look_up, count=_COUNT)


def _name(number: int) -> str:
    return component(number).partition("  name: ")[2].partition("\n")[0]


def _exact(number: int) -> str:
    return _name(number)


def _structured(number: int) -> str:
    name = _name(number)
    return (
        f"{name}-7d9f8b6c5-x2x9k",
        f"https://github.com/example/{name}/blob/main/src/app.py#L12",
        f"registry.example.com/team/{name}:v1.2.3",
        f"https://{name}.example.com/health",
    )[number % 4]


def _typo(number: int) -> str:
    name = _name(number)
    place = number % (len(name) - 2) + 1
    return name[:place] + name[place + 1] + name[place] + name[place + 2 :]
