"""Runs as rows of a list: yours and your teams', the newest first, what still goes on before what has ended."""

from catalog_store.run_model import Run
from commands import kit
from commands.ask import Block, Person
from commands.run_states import EMOJI, WORDS, headline
from commands.services import Services
from commands.who import find_user

SHOW = "runs.show"


def recent_runs(person: Person, services: Services, *, limit: int) -> tuple[Run, ...]:
    """What this person and their teams asked for."""
    own = services.runs.of_person(person.team_id, person.user_id, limit=limit)
    user = find_user(person, services)
    groups = services.catalog.groups_of(user.ref) if user else ()
    theirs = services.runs.of_teams([str(group.ref) for group in groups], limit=limit) if groups else ()
    every = {run.id: run for run in (*own, *theirs)}.values()
    return tuple(sorted(every, key=lambda run: (run.ended_at is None, run.created_at), reverse=True)[:limit])


def run_row(run: Run, number: int, services: Services) -> Block:
    """One run: what it is about, how it stands, since when."""
    since = kit.age(services.clock() - (run.ended_at or run.started_at or run.created_at))
    line = f"{EMOJI[run.state]} *{headline(run)}*  ·  {WORDS[run.state]}, {since}"
    spoken = f"Show the run of {run.title}"
    return kit.section(line, accessory=kit.button("Show", kit.numbered(SHOW, number), run.id, spoken=spoken))
