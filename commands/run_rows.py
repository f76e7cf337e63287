"""Runs as rows of a list: yours and your teams', the newest first, what still goes on before what has ended."""

from catalog_store.runs.model import Run
from commands import kit
from commands.ask import Block, Person
from commands.naming import read_ref
from commands.run_states import EMOJI, WORDS, headline, without_names
from commands.services import Services
from commands.who import find_user

SHOW = "runs.show"


def recent_runs(person: Person, services: Services, *, limit: int, reader: Person | None = None) -> tuple[Run, ...]:
    """What this person and their teams asked for, as far as whoever reads the list may know of it; `reader` if alone."""
    own = services.runs.of_person(person.team_id, person.user_id, limit=limit)
    user = find_user(person, services)
    groups = services.catalog.groups_of(user.ref) if user else ()
    theirs = services.runs.of_teams([str(group.ref) for group in groups], limit=limit) if groups else ()
    every = [run for run in {run.id: run for run in (*own, *theirs)}.values() if may_be_told(run, services, reader)]
    return tuple(sorted(every, key=lambda run: (run.ended_at is None, run.created_at), reverse=True)[:limit])


def may_be_told(run: Run, services: Services, reader: Person | None = None) -> bool:
    """Whether what it acts on is not hidden from those who read the answer; `reader` if one person alone does.

    What was private and is in the catalog no more is told to whoever asked for the run: they have named it.
    """
    target = read_ref(run.target or "")
    if target is None or (services.unveiled is None and not run.is_private) or services.catalog.find(target):
        return True
    is_there = services.whole.catalog.find(target) is not None
    return not is_there and (not run.is_private or _named_it(run, reader))


def _named_it(run: Run, reader: Person | None) -> bool:
    return reader is not None and (reader.is_operator or (reader.team_id, reader.user_id) == (run.team_id, run.user_id))


def as_told(run: Run, services: Services, reader: Person | None = None) -> Run:
    """The run as those who read the answer may know of it."""
    return run if may_be_told(run, services, reader) else without_names(run)


def run_row(run: Run, number: int, services: Services) -> Block:
    """One run: what it is about, how it stands, since when."""
    since = kit.age(services.clock() - (run.ended_at or run.started_at or run.created_at))
    line = f"{EMOJI[run.state]} *{headline(run)}*  ·  {WORDS[run.state]}, {since}"
    spoken = f"Show the run of {run.title}"
    return kit.section(line, accessory=kit.button("Show", kit.numbered(SHOW, number), run.id, spoken=spoken))
