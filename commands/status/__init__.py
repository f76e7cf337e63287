"""`status`: what runs where, since when, by whom, and whether it is well."""

import re

from commands.command import Command
from commands.status import announce_presses
from commands.status.answers import answer, examples
from commands.status.presses import PRESSES

_FORMS = (
    r"how (?:is|are) (?P<subject>.+?)(?: doing)?",
    r"is (?P<subject>.+?) (?:up|down|ok|okay|well|healthy|broken|running|alive)(?: now| again)?",
    r"(?:what is|what's) (?:wrong with|up with|broken in|deployed (?:of|for)|running (?:of|for)) (?P<subject>.+?)",
)
_PHRASES = tuple(re.compile(rf"\s*{form}\s*[?!.]*\s*", re.IGNORECASE) for form in _FORMS)

COMMAND = Command(
    words=("status", "deploys", "deployments", "deploy"),
    summary="what runs where, since when, by whom, and whether it is well",
    answer=answer,
    examples=lambda services: tuple(examples(services)),
    presses={**PRESSES, **announce_presses.PRESSES},
    phrases=_PHRASES,
    takes_long=True,
    slow=frozenset(PRESSES),
)
