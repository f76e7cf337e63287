"""Whether the clusters and the other systems that know how things are doing answer, and let us read what we read."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from bot import wiring
from bot.cli.doctor.finding import Finding, fault, note, ok
from bot.operation_source import Examined, OperationSource, SourceFailedError
from bot.settings import Settings

_HOW = "docs/how-to/connect-a-cluster.md"


def examine(settings: Settings) -> Iterator[Finding]:
    """All of them at once: one that hangs keeps the others from nothing."""
    for clause in settings.kubernetes.unsupported:
        yield fault(f"{clause}.", f"Write its clusters down, as {_HOW} says, or take it out.")
    sources = tuple(wiring.operation_sources(settings))
    if not settings.kubernetes.is_used:
        yield note(f"No cluster is connected, so nobody can ask what runs; {_HOW} says how.")
    with ThreadPoolExecutor(max(1, len(sources))) as pool:
        for findings in pool.map(_findings, sources):
            yield from findings


def _findings(source: OperationSource) -> list[Finding]:
    try:
        found = source.examine()
    except SourceFailedError as error:
        return [fault(f"{source.name}: {error}.")]
    return list(_of(source.name, found))


def _of(name: str, found: Examined) -> Iterator[Finding]:
    yield ok(f"{name} {found.told}.")
    if found.lacks:
        yield fault(
            f"{name} does not let us list {', '.join(found.lacks)}.",
            "Apply docs/how-to/read-only.yaml there again, or leave it so: the answers then name what is missing.",
        )
