"""Golden paths on the Home tab: what waits for your approval, how your runs stand, what there is to begin."""

from collections.abc import Iterator

from commands import kit
from commands.approval_rows import approval_row
from commands.ask import Block, Person
from commands.deciders import waiting_for
from commands.draft_rows import draft_row
from commands.paths import hostless, offered_to, path_row
from commands.run_rows import as_told, recent_runs, run_row
from commands.services import Services
from commands.slash import typed

_MOST_WAITING, _MOST_RUNS, _MOST_PATHS = 3, 3, 3


def golden_paths(person: Person, services: Services) -> Iterator[Block]:
    """Nothing at all where there are none."""
    paths = [each for each in offered_to(person, services) if each.is_runnable]
    runs = recent_runs(person, services, limit=_MOST_RUNS, reader=person)
    found = waiting_for(person, services, limit=_MOST_WAITING)
    waiting = [(approval, as_told(run, services, person)) for approval, run in found]
    begun = tuple(draft_row(person, services))
    if not paths and not runs and not waiting and not begun:
        return
    if waiting:
        yield kit.section("*Waiting for your approval*")
        yield from (approval_row(approval, run, number) for number, (approval, run) in enumerate(waiting))
    yield kit.section("*Golden paths*")
    if missing := hostless(paths, services):
        yield kit.context(f":electric_plug: {missing}")
    yield from begun
    yield from (run_row(run, number, services) for number, run in enumerate(runs))
    yield from (path_row(path, number) for number, path in enumerate(paths[:_MOST_PATHS]))
    more = f"+{len(paths) - _MOST_PATHS} more paths. " if len(paths) > _MOST_PATHS else ""
    yield kit.context(
        f"{more}{kit.quoted(typed('create', services))} lists all, {kit.quoted(typed('runs', services))} all runs."
    )
    yield kit.divider()
