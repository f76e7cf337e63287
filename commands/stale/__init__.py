"""`stale`: what of a team's things may no longer be theirs, to be confirmed, moved, deprecated or put off."""

from commands import kit
from commands.ask import Answer, Ask, Outcome
from commands.command import Command, Example
from commands.meant import Meant, Wanted, what_is_meant
from commands.services import Services
from commands.stale.card import MENU, stale_card
from commands.stale.presses import MOVED, PRESSES, RECEIVER, moved, receivers
from commands.stale.report import gather


def _answer(words: str, ask: Ask, services: Services) -> Answer:
    found = what_is_meant(words, ask, Wanted("stale", ("group",), "payments"), services)
    if not isinstance(found, Meant):
        return found
    teams = services.report_teams.all()
    team = next((each for each in teams if each.ref == found.known.ref), None)
    if team is None:
        sentence = f"{kit.shown(found.known.entity.label)} is no longer a team of the catalog."
        return Answer(sentence, (kit.section(sentence),), Outcome.NOT_FOUND)
    return stale_card(gather(team, teams, services), services, ask.person.team_id, ask.person)


COMMAND = Command(
    words=("stale", "unverified", "attest"),
    summary="what may no longer belong to a team, and what the team says to that",
    answer=_answer,
    examples=lambda _services: (Example("stale payments", "what may no longer be a team's"),),
    presses=PRESSES,
    openers=frozenset((MENU,)),
    submissions={MOVED: moved},
    typings={RECEIVER: receivers},
)
