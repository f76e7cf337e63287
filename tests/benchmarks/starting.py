"""How soon the bot is ready, how soon the command line speaks, and how much memory a bot takes."""

import os
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from http.server import ThreadingHTTPServer

from tests.benchmarks.harness import Figure, median, resident_megabytes, seconds
from tests.benchmarks.server import Slack
from tests.benchmarks.speaking import ask_for_names, signed

_TIMES = 5


def figures(empty: str, large: str, size: int) -> Iterator[Figure]:
    """Start and memory on an empty catalog and on a large one, beside a bare Python."""
    bare = median(sorted(seconds(lambda: _run("-c", "pass")) for _ in range(_TIMES)))
    spoken = median(sorted(seconds(lambda: _run("-m", "bot", "--help")) for _ in range(_TIMES)))
    yield Figure("callboard --help", spoken, "s", 0.4, bare, "python -c pass")
    of_word = median(sorted(seconds(lambda: _run("-m", "bot", "serve", "--help")) for _ in range(_TIMES)))
    yield Figure("callboard serve --help", of_word, "s", 0.4, bare, "python -c pass")
    ready, first = [], []
    for _ in range(_TIMES):
        with serving(empty) as bot:
            ready.append(bot.ready_after)
            first.append(seconds(partial(_ask_for_golden_paths, bot.address)))
    yield Figure(
        "ready after start, database there and migrated", median(sorted(ready)), "s", 2.5, bare, "python -c pass"
    )
    yield Figure("/golden-path, asked at the moment of being ready", median(sorted(first)), "s", 0.3)
    bare_memory = _bare_memory()
    with serving(empty) as bot:
        time.sleep(2)
        idle = resident_megabytes(bot.pid)
    yield Figure("resident memory, idle", idle, "MB", 110, bare_memory, "a bare Python")
    with serving(large) as bot:
        ask_for_names(bot.address, size)
        asked = resident_megabytes(bot.pid)
    yield Figure(
        f"resident memory, {size:,} entities, after questions and typos", asked, "MB", 300, bare_memory, "a bare Python"
    )


@dataclass(frozen=True, slots=True)
class Serving:
    """A running `callboard serve`."""

    address: str
    pid: int
    ready_after: float


@contextmanager
def serving(url: str) -> Iterator[Serving]:
    """`callboard serve` over HTTP, as people run it, from its start until it says that it is ready."""
    slack = ThreadingHTTPServer(("127.0.0.1", 0), Slack)
    threading.Thread(target=slack.serve_forever, daemon=True).start()
    port = _free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "SLACK_BOT_TOKEN": "xoxb-benchmark",
        "SLACK_SIGNING_SECRET": "a-benchmark-s-signing-secret",
        "SLACK_API_URL": f"http://127.0.0.1:{slack.server_port}/api/",
        "CALLBOARD_LISTEN": f"127.0.0.1:{port}",
    }
    address = f"http://127.0.0.1:{port}"
    start = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "serve"], env=environment, stderr=subprocess.DEVNULL
    ) as process:
        try:
            _wait_until_ready(address)
            yield Serving(address, process.pid, time.perf_counter() - start)
        finally:
            process.terminate()
            slack.shutdown()


def _ask_for_golden_paths(address: str) -> None:
    body, headers = signed("/golden-path", "")
    request = urllib.request.Request(f"{address}/slack/events", body.encode(), headers)  # noqa: S310  # our own
    with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310  # our own
        assert b"Start" in response.read()


def _wait_until_ready(address: str) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        with suppress(urllib.error.URLError, ConnectionError), urllib.request.urlopen(f"{address}/readyz", timeout=5):  # noqa: S310  # our own
            return
        time.sleep(0.01)
    raise TimeoutError(f"{address} was not ready within 30 seconds")


def _free_port() -> int:
    with ThreadingHTTPServer(("127.0.0.1", 0), Slack) as server:
        return server.server_port


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)


def _bare_memory() -> float:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as process:
        time.sleep(0.5)
        memory = resident_megabytes(process.pid)
        process.kill()
    return memory
