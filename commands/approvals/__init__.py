"""`approvals`: the runs of golden paths that wait for you to say yes or no."""

from commands import kit
from commands.approval_rows import approval_row
from commands.approvals.card import said
from commands.approvals.presses import OPENERS, PRESSES, SUBMISSIONS
from commands.ask import Answer, Ask
from commands.command import Command
from commands.deciders import waiting_for
from commands.run_rows import as_told
from commands.run_states import headline
from commands.services import Services
from commands.sight import reader_of

_MOST = 5


def _answer(_words: str, ask: Ask, services: Services) -> Answer:
    found = waiting_for(ask.person, services, limit=_MOST)
    waiting = [(approval, as_told(run, services, reader_of(ask))) for approval, run in found]
    if not waiting:
        return said("Nothing waits for your approval.")
    title = f"{kit.counted(len(waiting), 'run')} {'waits' if len(waiting) == 1 else 'wait'} for your approval"
    named = kit.listed([headline(run) for _, run in waiting[:3]])
    return Answer(
        text=f"{title}: {named}.",
        blocks=(
            kit.section(f"*{title}*"),
            *(approval_row(approval, run, number) for number, (approval, run) in enumerate(waiting)),
        ),
    )


COMMAND = Command(
    words=("approvals", "approval", "approve"),
    summary="the runs of golden paths that wait for your yes or no",
    answer=_answer,
    presses=PRESSES,
    openers=OPENERS,
    submissions=SUBMISSIONS,
    slow=frozenset({*PRESSES, *SUBMISSIONS}),
)
