"""Real processes that carry a run on: each is killed in the middle of something, and what was begun is done once."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from catalog_store.database import Database
from catalog_store.refs import EntityRef
from catalog_store.runs.model import Run, RunState, StepState
from catalog_store.store import Catalog
from tests.bot.golden_path_runs.scenes import SERVICE, Company, write_path
from tests.support.github import GitHub
from tests.support.github.faults import Fault
from tests.support.github.history import walk_back
from tests.support.processes import becomes_true

pytestmark = pytest.mark.more

#: Another replica goes on within this time after a `kill -9`, its own start not counted.
TAKEN_OVER = 15.0
START = 60.0
#: Every request that changes something outside, and the last reads: a process is killed in the middle of each.
REQUESTS = (
    ("POST", "/orgs/acme/repos"),
    ("POST", "/acme/shop.git/git-receive-pack"),
    ("POST", "/acme/platform.git/git-receive-pack"),
    ("POST", "/repos/acme/platform/pulls"),
    ("GET", "/repos/acme/shop/contents/catalog-info.yaml"),
)


class Processes:
    """Replicas that do jobs, one at a time, each with a disk of its own."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self._count = 0
        self.running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """One that may go on where another one was killed."""
        self._count += 1
        home = self._company.folder / f"machine-{self._count}"
        with (self._company.folder / f"log-{self._count}").open("w") as log:
            self.running = subprocess.Popen(
                [sys.executable, "-m", "bot", "serve", "--no-slack"],
                cwd=self._company.folder,
                env={
                    **os.environ,
                    "DATABASE_URL": self._company.database.libpq_url,
                    "GITHUB_TOKEN": self._company.github.owner_token("acme"),
                    "GITHUB_API_URL": self._company.github.api_url,
                    "CALLBOARD_HOME": str(home),
                    "CALLBOARD_LISTEN": "127.0.0.1:0",
                },
                stdout=log,
                stderr=log,
            )

    def kill(self) -> None:
        """As the kernel does when memory is short; another one is there soon."""
        self.end()
        self.start()

    def end(self) -> None:
        if self.running:
            self.running.send_signal(signal.SIGKILL)
            self.running.wait()
            self.running = None

    @property
    def logs(self) -> str:
        return "".join(path.read_text() for path in sorted(self._company.folder.glob("log-*")))


@pytest.fixture
def github() -> Iterator[GitHub]:
    with GitHub() as running:
        running.repository("acme/platform", files={"README.md": "# Platform"})
        yield running


@pytest.fixture
def company(github: GitHub, database: Database, database_url: str, tmp_path: Path) -> Company:
    write_path(tmp_path / "paths" / "small-service", SERVICE.replace("seconds: 0", "seconds: 3"))
    return Company(github, database, tmp_path)


@pytest.fixture
def processes(company: Company) -> Iterator[Processes]:
    made = Processes(company)
    yield made
    made.end()


def waits_for(processes: Processes, condition: Callable[[], bool], *, within: float) -> None:
    assert becomes_true(condition, within=within), processes.logs[-4_000:]


def ends_well(company: Company, processes: Processes, run: Run) -> None:
    """The run ends, and everything in it was done once."""
    waits_for(processes, lambda: company.now(run).ended_at is not None, within=START)
    ended = company.now(run)
    assert (ended.state, ended.error) == (RunState.SUCCEEDED, None)
    assert [step.state for step in company.steps(run)] == [StepState.DONE] * 5
    github = company.github
    assert github.count("POST /orgs/{org}/repos", status=201) == 1
    assert github.count("POST /repos/{owner}/{repo}/pulls", status=201) == 1
    assert len(github.pull_requests("acme/platform")) == 1
    assert commits(github, "acme/shop", "main") == 1
    assert commits(github, "acme/platform", "add-shop") == 2  # the first one was there
    assert github.file("acme/shop", "README.md") == b"# shop\n"
    assert Catalog(company.database).find(EntityRef.parse("component:default/shop"))
    assert {line.step for line in company.runs.log(run.id)} >= {0, 1, 2, 3, 4}


def commits(github: GitHub, slug: str, branch: str) -> int:
    with github.state.lock:
        repository = github.find(slug)
        return len(list(walk_back(repository.git, repository.git.ref(f"refs/heads/{branch}") or "")))


def are_met(github: GitHub, *, left: int) -> bool:
    """Whether no more than so many requests are still to come."""
    return len(github.faults.waiting) <= left


def is_done(company: Company, run: Run, number: int) -> bool:
    return company.steps(run)[number].state is StepState.DONE


def test_a_process_killed_inside_each_step_is_followed_by_another(company: Company, processes: Processes) -> None:
    for method, pattern in REQUESTS:
        company.github.faults.waiting.append(Fault(pattern, 1, method, seconds=1.0))
    run = company.begin(name="shop")
    processes.start()
    for left in reversed(range(len(REQUESTS))):
        waits_for(processes, partial(are_met, company.github, left=left), within=START)
        processes.kill()
    waits_for(processes, lambda: company.steps(run)[4].started_at is not None, within=START)
    processes.kill()
    ends_well(company, processes, run)


def test_a_process_killed_after_each_step_is_followed_by_another(company: Company, processes: Processes) -> None:
    run = company.begin(name="shop")
    processes.start()
    for number in range(4):
        waits_for(processes, partial(is_done, company, run, number), within=START)
        processes.kill()
    ends_well(company, processes, run)


def test_another_replica_goes_on_soon(company: Company, processes: Processes) -> None:
    run = company.begin(name="shop")
    company.github.slow("/repos/acme/platform/pulls", 2 * START)
    processes.start()
    waits_for(processes, lambda: company.github.faults.waiting == [], within=START)
    first = processes.running
    assert first
    processes.start()
    waits_for(processes, lambda: workers(company) == 2, within=START)
    first.kill()
    first.wait()
    waits_for(processes, lambda: company.steps(run)[2].begun == 2, within=TAKEN_OVER)
    ends_well(company, processes, run)


def workers(company: Company) -> int:
    """How many processes are ready to do jobs."""
    with company.database.reading() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM procrastinate_workers").scalar_one())


def test_a_process_that_was_only_asleep_does_nothing_more(company: Company, processes: Processes) -> None:
    run = company.begin(name="shop")
    company.github.faults.waiting.append(Fault("/repos/acme/platform/pulls", 1, "GET", seconds=1.0))
    processes.start()
    waits_for(processes, lambda: company.github.faults.waiting == [], within=START)
    asleep = processes.running
    assert asleep
    asleep.send_signal(signal.SIGSTOP)
    try:
        processes.start()
        ends_well(company, processes, run)
        asleep.send_signal(signal.SIGCONT)
        waits_for(processes, lambda: "run-taken-by-another" in processes.logs, within=START)
        ends_well(company, processes, run)
    finally:
        asleep.kill()
        asleep.wait()
