"""What one replica bears: questions at once, questions beside slow ones, and the same thing again and again."""

import asyncio
import itertools
import json
import time
import zlib
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import aiohttp

from tests.benchmarks.harness import Figure, median, percentile
from tests.benchmarks.server import SLOW
from tests.benchmarks.speaking import name_of, server_process, signed, signed_body

_AT_ONCE = 16
_COUNT = 4_000
_SLOW_ONES = 50
_BESIDE_SLOW = 400
_REPEATS = 2_000

Post = Callable[[str, dict[str, str]], Awaitable[float]]


def figures(url: str, size: int) -> Iterator[Figure]:
    """How many a second, how late the slow end, and what a duplicate costs. All of it with the processor's time."""
    with server_process(url) as (address, pid):
        taken, lasted, worked = asyncio.run(_at_once(address, pid, size))
        name = f"/owner over signed HTTP, {_AT_ONCE} at once"
        note = f"{worked / _COUNT * 1000:.2f} ms of processor each"
        # Kept as "at most", like all others: the milliseconds that each may take for 250 a second.
        yield Figure(
            f"{name}, time for each", lasted / _COUNT * 1000, "ms", 4.0, note=f"{_COUNT / lasted:.0f} a second; {note}"
        )
        yield Figure(f"{name}, acknowledged, p99", percentile(taken, 0.99), "ms", 100.0)
        beside = asyncio.run(_beside_slow_ones(address, size))
        yield Figure(
            f"the same beside {_SLOW_ONES} questions of ten seconds, p99", percentile(beside, 0.99), "ms", 200.0
        )
        kinds = asyncio.run(_repeated(address, pid))
        for kind, (each, cpu) in kinds.items():
            yield Figure(
                f"a {kind} that was seen before, beside one that is nothing",
                each,
                "ms",
                1.0,
                note=f"{cpu:.2f} ms of processor",
            )
        mention, cpu = asyncio.run(_mentions(address, pid))
        yield Figure(
            "a mention, acknowledged once its answer is safe, median", mention, "ms", note=f"{cpu:.2f} ms of processor"
        )


async def _at_once(address: str, pid: int, size: int) -> tuple[list[float], float, float]:
    numbers = itertools.count()

    async def ask(post: Post) -> float:
        return await post(*signed("/owner", name_of(next(numbers) * 7919 % size)))

    await _many(address, ask, 20 * _AT_ONCE)
    worked, start = _processor_seconds(pid), time.perf_counter()
    taken = await _many(address, ask, _COUNT)
    return taken, time.perf_counter() - start, _processor_seconds(pid) - worked


async def _beside_slow_ones(address: str, size: int) -> list[float]:
    slow = asyncio.create_task(
        _many(address, lambda post: post(*signed("/owner", SLOW)), _SLOW_ONES, at_once=_SLOW_ONES)
    )
    await asyncio.sleep(5)  # until all of them run and none of their askers waits any more
    numbers = itertools.count()

    async def ask(post: Post) -> float:
        await asyncio.sleep(0.02)
        return await post(*signed("/owner", name_of(next(numbers) * 7919 % size)))

    taken = await _many(address, ask, _BESIDE_SLOW, at_once=4)
    await slow
    return taken


async def _repeated(address: str, pid: int) -> dict[str, tuple[float, float]]:
    """What it costs more than a command that does nothing: milliseconds, and those of the processor."""
    event = _event("once")
    press = _press("once")
    floor, floor_cpu = await _each(address, pid, lambda: signed("/nothing", ""))
    found = {}
    for kind, again in (
        ("mention", lambda: signed_body(event, "application/json")),
        ("press", lambda: signed_body(press)),
    ):
        each, cpu = await _each(address, pid, again)
        found[kind] = (each - floor, cpu - floor_cpu)
    return found


async def _mentions(address: str, pid: int) -> tuple[float, float]:
    numbers = itertools.count()
    return await _each(address, pid, lambda: signed_body(_event(f"new{next(numbers)}"), "application/json"), count=300)


async def _each(
    address: str, pid: int, request: Callable[[], tuple[str, dict[str, str]]], count: int = _REPEATS
) -> tuple[float, float]:
    await _many(address, lambda post: post(*request()), 20, at_once=1)
    worked = _processor_seconds(pid)
    taken = await _many(address, lambda post: post(*request()), count, at_once=1)
    return median(taken), (_processor_seconds(pid) - worked) / count * 1000


async def _many(
    address: str, ask: Callable[[Post], Awaitable[float]], count: int, *, at_once: int = _AT_ONCE
) -> list[float]:
    """The milliseconds that each took, sorted."""
    taken: list[float] = []
    left = iter(range(count))
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=at_once)) as session:

        async def post(body: str, headers: dict[str, str]) -> float:
            start = time.perf_counter()
            async with session.post(f"{address}/slack/events", data=body, headers=headers) as response:
                text = await response.text()
            assert response.status == 200, text
            return (time.perf_counter() - start) * 1000

        async def go_on() -> None:
            for _ in left:
                taken.append(await ask(post))  # noqa: PERF401  # one shared list, in the order in which they came

        await asyncio.gather(*(go_on() for _ in range(at_once)))
    return sorted(taken)


def _processor_seconds(pid: int) -> float:
    """What the process has used, in user and kernel mode together."""
    user, kernel = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(kernel)) / 100


def _event(name: str) -> str:
    channel = f"C{zlib.crc32(name.encode()) % 1000:05}"
    event = {
        "type": "app_mention",
        "channel": channel,
        "user": f"U{name}",
        "ts": f"1.{name}",
        "text": f"owner {name_of(7)}",
    }
    return json.dumps({"type": "event_callback", "team_id": "T0BENCHMARK", "event_id": f"Ev{name}", "event": event})


def _press(name: str) -> str:
    action = {"type": "button", "block_id": "b", "action_id": "open", "action_ts": name}
    payload = {
        "type": "block_actions", "team": {"id": "T0BENCHMARK"}, "user": {"id": "U0BENCHMARK", "team_id": "T0BENCHMARK"},
        "channel": {"id": "C1", "name": "general"}, "container": {"type": "message", "message_ts": "1.1"},
        "actions": [action], "trigger_id": name, "response_url": "http://127.0.0.1:9/response",
    }  # fmt: skip
    return urlencode({"payload": json.dumps(payload)})
