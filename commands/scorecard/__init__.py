"""`scorecard` and `scorecards`: what should be so for a thing, a team and everybody, and how to mend what is not."""

import re
from collections.abc import Iterator

from catalog_store.entities import Known
from commands import arguments, kit
from commands.ask import Answer, Ask, Outcome
from commands.command import Command, Example
from commands.meant import Meant, Wanted, what_is_meant
from commands.scorecard.card import thing_card
from commands.scorecard.exempting import ASKED, asked
from commands.scorecard.overview import overview
from commands.scorecard.presses import OPENERS, PRESSES
from commands.scorecard.team import team_scorecard
from commands.services import Services

_KINDS = ("component", "api", "system", "resource", "domain", "group")
_TEAM = re.compile(r"(?:the )?team(?: (?P<name>.+))?|(?P<other>.+) team", re.IGNORECASE)
_EVERYBODY = frozenset(("all", "everybody", "everyone", "all teams", "teams", "overview"))


def _answer(words: str, ask: Ask, services: Services) -> Answer:
    if arguments.subject(words).lower() in _EVERYBODY:
        return overview(services)
    team = _TEAM.fullmatch(words.strip())
    wanted = Wanted("scorecard team", ("group",), "payments") if team else Wanted("scorecard", _KINDS)
    subject = (team["name"] or team["other"] or "") if team else words
    found = what_is_meant(subject, ask, wanted, services)
    if isinstance(found, Answer) and found.outcome is Outcome.NOT_FOUND:
        found = _of_another_kind(subject, ask, services) or found
    return _about(found.known, services, found.notes) if isinstance(found, Meant) else found


def _of_another_kind(subject: str, ask: Ask, services: Services) -> Meant | None:
    """Somebody, or a thing of a kind that the company declared."""
    found = what_is_meant(subject, ask, Wanted("scorecard"), services)
    return found if isinstance(found, Meant) else None


def _about(known: Known, services: Services, notes: tuple[str, ...]) -> Answer:
    if known.ref.kind == "group":
        return team_scorecard(known, services, notes)
    explained = services.judging.explain(known.id)
    if explained is None:
        sentence = f"{kit.shown(known.entity.label)} is not judged: only components, APIs, systems and the like are."
        return Answer(sentence, (kit.section(sentence),), Outcome.NOT_FOUND)
    return thing_card(explained, services, notes)


def _examples(services: Services) -> Iterator[Example]:
    found = services.catalog.examples(limit=1)
    name = found[0].entity.name if found else "payments-api"
    yield Example(f"scorecard {name}", "which level it has, and what is cheapest to mend")


SCORECARD = Command(
    words=("scorecard", "score"),
    summary="the level of a thing or a team, and how to reach the next one",
    answer=_answer,
    examples=lambda services: tuple(_examples(services)),
    presses=PRESSES,
    openers=OPENERS,
    submissions={ASKED: asked},
)
SCORECARDS = Command(
    words=("scorecards", "checks"),
    summary="how all teams stand, and which checks fail most",
    answer=lambda _words, _ask, services: overview(services),
    examples=lambda _services: (Example("scorecards", "how all teams stand"),),
)
