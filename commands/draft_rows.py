"""A form that somebody has begun to fill in, as a row that leads back to it."""

from collections.abc import Iterator

from catalog_store.runs.drafts import Draft
from catalog_store.runs.model import Run, RunState
from commands import kit
from commands.ask import Block, Person
from commands.services import Services

CONTINUE, DISCARD = "create.continue", "create.discard"

_LATEST, _RUNS = 5, 30
#: What was asked for and has not begun: its form may still be changed.
_NOT_BEGUN = (RunState.WAITING, RunState.REJECTED, RunState.EXPIRED, RunState.CANCELLED)


def draft_row(person: Person, services: Services) -> Iterator[Block]:
    """What they left last and have not begun; nothing when there is nothing."""
    runs = services.runs.of_person(person.team_id, person.user_id, limit=_RUNS)
    for draft in services.drafts.latest(person.team_id, person.user_id, limit=_LATEST):
        run = next((run for run in runs if draft.plan_digest and run.plan_digest == draft.plan_digest), None)
        if run is None or run.state in _NOT_BEGUN:
            yield kit.section(f":pencil2: {_sentence(draft, run, services)}")
            go_on = kit.button("Continue where you left", CONTINUE, draft.id)
            yield from kit.row([go_on, kit.button("Discard", DISCARD, draft.id)])
            return


def _sentence(draft: Draft, run: Run | None, services: Services) -> str:
    listed = services.golden.find(draft.template)
    title = f"*{kit.shown(listed.title if listed else draft.template.rpartition('/')[2])}*"
    if run is not None and run.state is RunState.WAITING:
        return f"You asked for {title}, which waits for approval. Other answers withdraw that and ask anew."
    return f"You began {title} and left it {kit.age(services.clock() - draft.saved_at)}."
