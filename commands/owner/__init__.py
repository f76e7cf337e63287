"""`owner`: who owns a thing, where to reach them, who is on call."""

from commands.command import Command
from commands.owner.answers import answer, examples, guess, in_message
from commands.owner.phrases import PHRASES
from commands.owner.presses import PRESSES

COMMAND = Command(
    words=("owner", "owners", "own", "owns"),
    summary="who owns something, and how to reach them",
    answer=answer,
    examples=lambda services: tuple(examples(services)),
    presses=PRESSES,
    phrases=PHRASES,
    guess=guess,
    in_message=in_message,
)
