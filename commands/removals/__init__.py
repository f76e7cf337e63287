"""`removals`: what would be removed and waits for a decision, and what was removed and can be undone."""

from commands.ask import Answer, Ask
from commands.command import Command
from commands.removals.card import overview
from commands.removals.presses import PRESSES
from commands.services import Services


def _answer(_words: str, _ask: Ask, services: Services) -> Answer:
    return overview(services.removals.waiting(), services.removals.recent(), services)


COMMAND = Command(
    words=("removals", "removal", "removed"),
    summary="what would be removed, to be decided, and what was, to be undone",
    answer=_answer,
    presses=PRESSES,
)
