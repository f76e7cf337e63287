"""How long `/owner` takes over signed HTTP, sixteen at once, beside a command that does nothing through the same stack."""

import asyncio
import hashlib
import hmac
import itertools
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

import aiohttp

from tests.benchmarks.company import component
from tests.benchmarks.harness import Figure, median, percentile
from tests.benchmarks.server import NOTHING, SECRET

_AT_ONCE = 16
_COUNT = 3_000
_TRIGGERS = itertools.count()


def figures(url: str, size: int) -> Iterator[Figure]:
    """The median and the slow end, and how many a second one process answers."""
    with server(url) as address:
        nothing, _ = asyncio.run(_ask_many(address, lambda _number: (NOTHING, "")))
        taken, lasted = asyncio.run(_ask_many(address, lambda number: ("/owner", name_of(number % size))))
    floor = median(nothing)
    name = f"exact /owner over signed HTTP, {_AT_ONCE} at once, {size:,} entities"
    yield Figure(f"{name}, median", median(taken), "ms", 2.5 * floor, floor, "a command that does nothing")
    yield Figure(f"{name}, p99", percentile(taken, 0.99), "ms", 60.0, percentile(nothing, 0.99), "the same")
    yield Figure(f"{name}, answered", _COUNT / lasted, "a second")


def ask_for_names(address: str, size: int) -> None:
    """A hundred questions with exact names and twenty with typos."""

    async def ask() -> None:
        async with aiohttp.ClientSession() as session:
            for number in range(0, size, max(1, size // 100)):
                for words in (name_of(number), name_of(number)[:-1] + "x")[: 2 if number % 5 == 0 else 1]:
                    body, headers = signed("/owner", words)
                    async with session.post(f"{address}/slack/events", data=body, headers=headers) as response:
                        assert response.status == 200, await response.text()

    asyncio.run(ask())


@contextmanager
def server(url: str) -> Iterator[str]:
    """A bot in a process of its own, on a catalog's database. Gives its address."""
    with server_process(url) as (address, _):
        yield address


@contextmanager
def server_process(url: str) -> Iterator[tuple[str, int]]:
    """The same, with the process's number."""
    command = [sys.executable, "-m", "tests.benchmarks.server"]
    environment = {**os.environ, "DATABASE_URL": url}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield process.stdout.readline().strip(), process.pid
        finally:
            process.terminate()


async def _ask_many(address: str, question: Callable[[int], tuple[str, str]]) -> tuple[list[float], float]:
    """The milliseconds that each question took, sorted, and the seconds that all took."""
    numbers = iter(random.sample(range(100_000), _COUNT + _AT_ONCE * 20))
    taken: list[float] = []

    async def ask_on(session: aiohttp.ClientSession, count: int) -> None:
        for _ in range(count):
            command, words = question(next(numbers))
            body, headers = signed(command, words)
            start = time.perf_counter()
            async with session.post(f"{address}/slack/events", data=body, headers=headers) as response:
                text = await response.text()
            assert response.status == 200, text
            assert not words or words in text, text
            taken.append((time.perf_counter() - start) * 1000)

    connector = aiohttp.TCPConnector(limit=_AT_ONCE)
    async with aiohttp.ClientSession(connector=connector) as session:
        await asyncio.gather(*(ask_on(session, 20) for _ in range(_AT_ONCE)))
        taken.clear()
        start = time.perf_counter()
        await asyncio.gather(*(ask_on(session, _COUNT // _AT_ONCE) for _ in range(_AT_ONCE)))
        lasted = time.perf_counter() - start
    return sorted(taken), lasted


def signed(command: str, words: str) -> tuple[str, dict[str, str]]:
    """A slash command as Slack sends it: form-encoded, signed."""
    body = urlencode(
        {
            "token": "unused", "team_id": "T0BENCHMARK", "team_domain": "bench", "channel_id": "C0BENCHMARK",
            "channel_name": "general", "user_id": "U0BENCHMARK", "user_name": "ana", "command": command, "text": words,
            "api_app_id": "A0BENCHMARK", "is_enterprise_install": "false",
            "response_url": "http://127.0.0.1:9/response", "trigger_id": f"{time.time_ns()}.{next(_TRIGGERS)}",
        }
    )  # fmt: skip
    return signed_body(body)


def signed_body(body: str, content_type: str = "application/x-www-form-urlencoded") -> tuple[str, dict[str, str]]:
    """Anything that Slack sends, signed now."""
    stamp = str(int(time.time()))
    signature = hmac.new(SECRET.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": content_type,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={signature}",
    }
    return body, headers


def name_of(number: int) -> str:
    """What the company calls its thing of this number."""
    return component(number).partition("  name: ")[2].partition("\n")[0]
