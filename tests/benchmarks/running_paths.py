"""Twenty runs at once beside one, and how soon `/owner` is answered meanwhile, in the same process."""

import itertools
import logging
import multiprocessing
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import cast

import structlog

from bot import wiring
from bot.__main__ import take_turns_often
from bot.right_of_way import OURS
from catalog_store.database import Database
from catalog_store.runs.model import Run, RunState
from commands.ask import Ask, Person, Surface
from commands.dispatch import answer
from commands.services import Services
from tests.benchmarks.harness import Figure, median, percentile, seconds, times
from tests.bot.golden_path_runs.scenes import SERVICE, SKELETON, Company, write_path
from tests.commands.conftest import services_on
from tests.support.catalog import entity, put
from tests.support.databases import copied_database
from tests.support.github import GitHub

_RUNS, _WORKERS = 20, 4
_COMPONENTS = 300
#: Seconds between two questions.
_PAUSE = 0.01
_TEXT = "".join(f"line {number} ${{{{ values.name }}}} {{% if values.name %}}on{{% endif %}}\n" for number in range(40))
_FILES = {f"d{number % 6}/f{number}.py": _TEXT for number in range(30)}


def figures(template: str) -> Iterator[Figure]:
    """Each run makes a repository of some thirty files, proposes a change and registers what it made."""
    take_turns_often()  # as the command line does
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with _github() as github, copied_database(template) as url, tempfile.TemporaryDirectory() as folder:
        database = Database(url)
        put(database, *(entity("Component", _name(number), type="service") for number in range(_COMPONENTS)))
        with database.reading() as connection:
            connection.exec_driver_sql("ANALYZE")
        write_path(Path(folder, "paths", "small-service"), SERVICE, {**SKELETON, **_FILES})
        company = Company(cast(GitHub, github), database, Path(folder))  # it wants the address and a token
        yield from _measured(company, services_on(database))
        database.close()


def _measured(company: Company, services: Services) -> Iterator[Figure]:
    numbers = itertools.count()
    alone = times(lambda: _ask(services, next(numbers)), count=400)
    one = seconds(lambda: _carried(company, [company.begin(name="alone")]))
    runs = [company.begin(name=f"shop-{number}") for number in range(_RUNS)]
    beside: list[float] = []
    working = threading.Thread(target=_carried, args=(company, runs))
    began = time.perf_counter()
    working.start()
    while working.is_alive():
        beside.append(seconds(lambda: _ask(services, next(numbers))) * 1000)
        time.sleep(_PAUSE)
    lasted = time.perf_counter() - began
    assert all(company.now(run).state is RunState.SUCCEEDED for run in runs)
    yield Figure(f"{_RUNS} runs at once, beside one", lasted / one, "times", 10.0, note=f"one takes {one:.2f} s")
    what = f"/owner in process beside {_RUNS} runs"
    yield Figure(f"{what}, median", median(beside), "ms", None, median(alone), "without them")
    yield Figure(f"{what}, p99", percentile(sorted(beside), 0.99), "ms", None, percentile(alone, 0.99), "without them")


def _carried(company: Company, runs: Sequence[Run]) -> None:
    with ThreadPoolExecutor(_WORKERS) as pool:
        list(pool.map(company.carry_on, runs))


def _ask(services: Services, number: int) -> None:
    asked = Ask(f"owner {_name(number % _COMPONENTS)}", Person("U1"), Surface.COMMAND_LINE, wiring.now())
    with OURS.taken():
        answer(asked, services)


def _name(number: int) -> str:
    return f"service-{number:03d}"


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    """A GitHub in another process, as far as a company needs to know of it."""

    api_url: str
    token: str

    def owner_token(self, _owner: str) -> str:
        """Somebody who may do everything there."""
        return self.token


@contextmanager
def _github() -> Iterator[_Elsewhere]:
    """In a process of its own, so that its work is not ours."""
    ours, theirs = multiprocessing.Pipe()
    serving = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,), daemon=True)
    serving.start()
    try:
        yield _Elsewhere(*ours.recv())
    finally:
        ours.send("done")
        serving.join(10)


def _serve(pipe: Connection) -> None:
    with GitHub() as github:
        github.repository("acme/platform", files={"README.md": "# Platform"})
        github.limits.content_per_minute = github.limits.points_per_minute = 1_000_000
        pipe.send((github.api_url, github.owner_token("acme")))
        pipe.recv()
