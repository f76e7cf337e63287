"""What a figure is, how it is taken, and how the table looks."""

import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value beside its floor. `reach` is the largest value that would be good, in the same unit.

    `floor` is what the same work costs with everything of ours left out; `floor_name` says what that is.
    """

    name: str
    value: float
    unit: str
    reach: float | None = None
    floor: float | None = None
    floor_name: str = ""
    note: str = ""

    @property
    def is_reached(self) -> bool:
        return self.reach is None or self.value <= self.reach


def times(work: Callable[[], object], *, count: int, warm_up: int = 20) -> list[float]:
    """How long each of so many calls took, in milliseconds, sorted."""
    for _ in range(warm_up):
        work()
    taken = []
    for _ in range(count):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return sorted(taken)


def seconds(work: Callable[[], object]) -> float:
    """How long one call took, in seconds."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def median(taken: Sequence[float]) -> float:
    return statistics.median(taken)


def percentile(taken: Sequence[float], share: float) -> float:
    """The value below which this share of the sorted values lies."""
    return taken[min(len(taken) - 1, int(len(taken) * share))]


def resident_megabytes(pid: int) -> float:
    """Resident memory of a process and its children."""
    total = 0.0
    for process in (pid, *_children(pid)):
        with suppress(FileNotFoundError, ProcessLookupError):
            rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
            total += sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Rss:")) / 1024
    return total


def _children(pid: int) -> list[int]:
    found: list[int] = []
    with suppress(FileNotFoundError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            found.extend((int(child), *_children(int(child))))
    return found


def table(figures: Iterable[Figure]) -> str:
    """The figures as a Markdown table."""
    lines = ["| what | measured | reach | floor in the same run | |", "|---|---:|---:|---:|---|"]
    for figure in figures:
        reach = f"{figure.reach:,.6g} {figure.unit}" if figure.reach is not None else ""
        floor = f"{figure.floor:,.3g} {figure.unit} ({figure.floor_name})" if figure.floor is not None else ""
        mark = "" if figure.reach is None else ("reached" if figure.is_reached else "**not reached**")
        note = "; ".join(part for part in (mark, figure.note) if part)
        lines.append(f"| {figure.name} | {figure.value:,.3g} {figure.unit} | {reach} | {floor} | {note} |")
    return "\n".join(lines)


def save(figures: Iterable[Figure], path: Path) -> None:
    """The figures as JSON, with the machine that they were taken on."""
    machine = {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.platform(terse=True)}
    path.write_text(
        json.dumps({"machine": machine, "figures": [asdict(figure) for figure in figures]}, indent=2) + "\n"
    )
