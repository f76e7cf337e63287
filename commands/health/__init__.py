"""`health`: what is wrong in the catalog, how often, and who should mend it."""

from catalog_store.health import Check
from commands.ask import Answer, Ask, Press, Reaction
from commands.command import Command, Example
from commands.health.views import PAGE, PAGE_SIZE, page, summary
from commands.services import Services


def _answer(words: str, _ask: Ask, services: Services) -> Answer:
    wanted = words.strip().lower().replace(" ", "-")
    if wanted in set(Check):
        return page(services.health.look(Check(wanted), limit=PAGE_SIZE), 0, services)
    return summary(services.health.all(), services.removals.recent(), services)


def _turn(press: Press, services: Services) -> Reaction:
    """Another page of one check; the value is `check offset`."""
    name, _, offset = press.value.partition(" ")
    if name not in set(Check) or not offset.isdecimal():
        return Reaction(replace=summary(services.health.all(), services.removals.recent(), services))
    start = min(int(offset), 1_000_000)
    answer = page(services.health.look(Check(name), limit=PAGE_SIZE, offset=start), start, services)
    return Reaction(replace=answer) if press.is_ephemeral else Reaction(reply=answer)


COMMAND = Command(
    words=("health", "problems", "audit"),
    summary="what is wrong in the catalog, and who should mend it",
    answer=_answer,
    examples=lambda _services: (Example("health", "what is wrong in the catalog, and who mends it"),),
    presses={PAGE: _turn},
)
