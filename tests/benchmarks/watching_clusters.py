"""What 10,000 pods of five clusters take in memory while watches keep them current."""

import json
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

from bot import wiring
from bot.kubernetes_settings import ClusterSettings, KubernetesSettings
from bot.lookout import Lookout
from bot.settings import load
from catalog_store.entities import Entity
from tests.benchmarks.harness import Figure
from tests.support.catalog import entity
from tests.support.kubernetes import Json
from tests.support.patience import eventually

_TOGETHER = 100


def figures(clusters: tuple[ClusterSettings, ...], names: Sequence[str], resources: Sequence[Json]) -> Iterator[Figure]:
    """In a process of its own, which has nothing else to do; with the SDK, which is loaded for it."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_measure, args=(clusters, tuple(names), theirs))
    process.start()
    watched, watches = ours.recv()
    process.join(10)
    sent = len(clusters) * sum(len(json.dumps(each)) for each in resources) / 2**20
    yield Figure(
        "status, memory for 10,000 pods that are watched",
        watched,
        "MB",
        reach=150,
        floor=sent,
        floor_name="the text that the clusters send of them",
        note=f"with the SDK and {watches} watches",
    )


def _measure(clusters: tuple[ClusterSettings, ...], names: tuple[str, ...], pipe: Connection) -> None:
    settings = replace(load({}, Path.cwd()), kubernetes=KubernetesSettings(clusters))
    lookout = Lookout(lambda: tuple(wiring.operation_sources(settings)), is_configured=True, clock=wiring.now)
    things = [entity("Component", name) for name in names]
    before = _resident()
    for begin in range(0, len(things), _TOGETHER):
        for _ in range(2):  # whoever asks again is likely to go on
            _look(lookout, things[begin : begin + _TOGETHER])
    eventually(_is_steady(), within=60)
    pipe.send((_resident() - before, _watches()))
    os._exit(0)  # what still watches is left alone


def _look(lookout: Lookout, things: Sequence[Entity]) -> None:
    told = lookout.look(things, patience=120, is_fresh=True)
    assert all(each.reading and each.reading.workloads for parts in told.values() for each in parts)


def _is_steady() -> Callable[[], bool]:
    """Whether no watch came since it was last looked."""
    seen = [-1]

    def look() -> bool:
        before, seen[0] = seen[0], _watches()
        return before == seen[0]

    return look


def _watches() -> int:
    return sum(each.name.startswith("cluster-watch") for each in threading.enumerate())


def _resident() -> float:
    """Of this process alone."""
    lines = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Rss:")) / 1024
