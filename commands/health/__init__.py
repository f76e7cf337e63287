"""`health`: what is wrong in the catalog, how often, and who should mend it."""

from dataclasses import replace

from catalog_store.health import Check, Finding, Findings
from catalog_store.likeness import likest
from commands.ask import Answer, Ask, Person, Press, Reaction
from commands.command import Command, Example
from commands.health.views import PAGE, PAGE_SIZE, page, summary, which_check
from commands.services import Services
from commands.who import name_of_person

_WORD_LIMIT = 40
_LEAST_LIKENESS = 75


def _answer(words: str, ask: Ask, services: Services) -> Answer:
    wanted = words.strip().lower().replace(" ", "-")
    if not wanted:
        return summary(services.health.all(), services.removals.recent(), ask.channel, services)
    meant = wanted if wanted in set(Check) else _meant(wanted)
    return _page(Check(meant), 0, ask.person, services) if meant else which_check(words, services)


def _meant(wanted: str) -> str | None:
    """The one check whose name holds the words, or looks much like them."""
    holding = [check for check in Check if wanted in check]
    if len(holding) == 1:
        return holding[0]
    return next(iter(likest(wanted[:_WORD_LIMIT], Check, least=_LEAST_LIKENESS)), None)


def _turn(press: Press, services: Services) -> Reaction:
    """Another page of one check; the value is `check offset`."""
    name, _, offset = press.value.partition(" ")
    if name not in set(Check) or not offset.isdecimal():
        return Reaction(replace=summary(services.health.all(), services.removals.recent(), press.channel, services))
    start = min(int(offset), 1_000_000)
    answer = _page(Check(name), start, press.person, services)
    return Reaction(replace=answer) if press.is_ephemeral else Reaction(reply=answer)


def _page(check: Check, start: int, reader: Person, services: Services) -> Answer:
    found = services.health.look(check, limit=PAGE_SIZE, offset=start)
    also = services.health.look(Check.UNKNOWN_OWNERS, limit=1) if check is Check.UNOWNED else None
    return page(_with_names(found, reader, services), start, services, also)


def _with_names(found: Findings, reader: Person, services: Services) -> Findings:
    """Claimants by their names: a mention would ping them whenever somebody looks."""

    def named(finding: Finding) -> Finding:
        claimant = Person(finding.detail or "", reader.team_id)
        return replace(finding, detail=name_of_person(claimant, services))

    return replace(found, shown=tuple(map(named, found.shown))) if found.check is Check.OPEN_CLAIMS else found


COMMAND = Command(
    words=("health", "problems"),
    summary="what is wrong in the catalog, and who should mend it",
    answer=_answer,
    examples=lambda _services: (Example("health", "what is wrong in the catalog, and who mends it"),),
    presses={PAGE: _turn},
)
