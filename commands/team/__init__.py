"""`team`: a team's people, how to reach them, what they own, and what of it waits for attention."""

import re
from collections.abc import Iterator

from commands.ask import Answer, Ask
from commands.command import Command, Example
from commands.meant import Meant, Wanted, what_is_meant
from commands.services import Services
from commands.team.card import team_card

_WANTED = Wanted("team", kinds=("group",), example="payments")
_PHRASES = (
    re.compile(r"\s*what does (?:the )?(?P<subject>.+?)(?: team)? own\s*\??\s*", re.IGNORECASE),
    re.compile(r"\s*(?:who is|who's) (?:in|on) (?:the )?(?P<subject>.+?) team\s*\??\s*", re.IGNORECASE),
)


def _answer(words: str, ask: Ask, services: Services) -> Answer:
    found = what_is_meant(words, ask, _WANTED, services)
    return team_card(found.known, services, found.notes) if isinstance(found, Meant) else found


def _examples(services: Services) -> Iterator[Example]:
    owners = services.catalog.examples(limit=1)
    facts = services.catalog.ownership_facts(owners[0].ref) if owners else None
    owner = facts.owner if facts else None
    name = owner.entity.name if owner and owner.ref.kind == "group" else "payments"
    yield Example(f"team {name}", "what a team owns, and what of it waits for attention")


COMMAND = Command(
    words=("team", "teams", "group"),
    summary="a team's people and things, and what waits for its attention",
    answer=_answer,
    examples=lambda services: tuple(_examples(services)),
    phrases=_PHRASES,
)
