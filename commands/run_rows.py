"""Runs as rows of a list: yours and your teams', the newest first, what still goes on before what has ended."""

from catalog_store.runs.model import Run
from commands import kit
from commands.ask import Block, Person
from commands.naming import read_ref
from commands.run_states import EMOJI, WORDS, headline, without_names
from commands.services import Services
from commands.who import find_user

SHOW = "runs.show"


def recent_runs(person: Person, services: Services, *, limit: int) -> tuple[Run, ...]:
    """What this person and their teams asked for, as far as whoever reads the list may know of it."""
    own = services.runs.of_person(person.team_id, person.user_id, limit=limit)
    user = find_user(person, services)
    groups = services.catalog.groups_of(user.ref) if user else ()
    theirs = services.runs.of_teams([str(group.ref) for group in groups], limit=limit) if groups else ()
    every = [run for run in {run.id: run for run in (*own, *theirs)}.values() if may_be_told(run, services)]
    return tuple(sorted(every, key=lambda run: (run.ended_at is None, run.created_at), reverse=True)[:limit])


def may_be_told(run: Run, services: Services) -> bool:
    """Whether what it acts on is not hidden from those who read the answer."""
    target = read_ref(run.target or "")
    if services.unveiled is None or target is None or services.catalog.find(target):
        return True
    return services.unveiled.catalog.find(target) is None


def as_told(run: Run, services: Services) -> Run:
    """The run as those who read the answer may know of it."""
    return run if may_be_told(run, services) else without_names(run)


def run_row(run: Run, number: int, services: Services) -> Block:
    """One run: what it is about, how it stands, since when."""
    since = kit.age(services.clock() - (run.ended_at or run.started_at or run.created_at))
    line = f"{EMOJI[run.state]} *{headline(run)}*  ·  {WORDS[run.state]}, {since}"
    spoken = f"Show the run of {run.title}"
    return kit.section(line, accessory=kit.button("Show", kit.numbered(SHOW, number), run.id, spoken=spoken))
