"""`me`: who the catalog thinks you are, your teams, what you own; and how to tell it when it is wrong."""

import re

from commands.ask import Answer, Ask
from commands.command import Command, Example
from commands.me.card import me_card
from commands.me.linking import PRESSES, link
from commands.services import Services

_LOGIN = re.compile(
    r"(?:github:|@?github\.com/|https://github\.com/)(?P<login>[A-Za-z0-9][A-Za-z0-9_-]{0,60})/?", re.IGNORECASE
)
_PHRASES = (
    re.compile(r"\s*who am i(?P<subject>)\s*\??\s*", re.IGNORECASE),
    re.compile(r"\s*what do i own(?P<subject>)\s*\??\s*", re.IGNORECASE),
)


def _answer(words: str, ask: Ask, services: Services) -> Answer:
    login = _LOGIN.fullmatch(words.strip())
    return link(login["login"], ask, services) if login else me_card(ask.person, services)


COMMAND = Command(
    words=("me", "whoami", "mine"),
    summary="who you are in the catalog, your teams and things",
    answer=_answer,
    examples=lambda _services: (Example("me", "who you are here, and what you own"),),
    presses=PRESSES,
    phrases=_PHRASES,
)
