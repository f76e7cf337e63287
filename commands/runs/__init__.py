"""`runs`: the golden paths that you and your teams have begun, and how each stands."""

from catalog_store.runs.model import Run
from commands import arguments, kit
from commands.ask import Answer, Ask, Outcome
from commands.command import Command, Example
from commands.run_rows import may_be_told, recent_runs, run_row
from commands.run_states import WORDS, headline
from commands.runs.card import run_card
from commands.runs.presses import PRESSES, said
from commands.services import Services
from commands.sight import reader_of
from commands.slash import typed

_MOST, _LOOKED_THROUGH = 5, 100


def _answer(words: str, ask: Ask, services: Services) -> Answer:
    wanted = arguments.subject(words)
    if not wanted or wanted.lower() in ("mine", "my", "ours", "my team", "all"):
        return _listed(ask, services)
    run = services.runs.find(wanted.lower()) or _beginning_with(wanted.lower(), ask, services)
    if run is not None and may_be_told(run, services, reader_of(ask)):
        return run_card(run, services.runs.steps(run.id))
    every = kit.quoted(typed("runs", services))
    return said(f"There is no run {kit.quoted(wanted)}. {every} lists yours and your teams'.", Outcome.NOT_FOUND)


def _beginning_with(wanted: str, ask: Ask, services: Services) -> Run | None:
    """The one of theirs whose id begins so, as messages show no more of it."""
    found = [run for run in _own(ask, services, _LOOKED_THROUGH) if run.id.startswith(wanted)]
    return found[0] if len(found) == 1 else None


def _own(ask: Ask, services: Services, limit: int) -> tuple[Run, ...]:
    return recent_runs(ask.person, services, limit=limit, reader=reader_of(ask))


def _listed(ask: Ask, services: Services) -> Answer:
    runs = _own(ask, services, _MOST)
    if not runs:
        return _none(services)
    spoken = [f"{headline(run)} ({WORDS[run.state]})" for run in runs[:3]]
    title = "The last runs of golden paths, yours and your teams'"
    return Answer(
        text=f"{title}: {kit.listed(spoken)}.",
        blocks=(
            kit.section(f"*{title}*"),
            *(run_row(run, number, services) for number, run in enumerate(runs)),
            kit.context(f"{kit.quoted(typed('create', services))} starts another one."),
        ),
    )


def _none(services: Services) -> Answer:
    start = kit.quoted(typed("create", services))
    return said(f"Neither you nor your teams have begun a golden path yet. {start} shows what there is to begin.")


COMMAND = Command(
    words=("runs", "run"),
    summary="the golden paths that you and your teams have begun, and how they stand",
    answer=_answer,
    examples=lambda _services: (Example("runs", "how your golden paths stand"),),
    presses=PRESSES,
)
