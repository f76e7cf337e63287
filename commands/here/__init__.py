"""`here`: what this channel's questions are about when they name nothing; shown, and changed by a click."""

from commands import arguments
from commands.ask import Answer, Ask
from commands.channel import place_of
from commands.command import Command, Example
from commands.here.card import CHOOSE, no_channel, offer, state
from commands.here.form import FORM, THING, bind, choose, offered
from commands.here.presses import PRESSES
from commands.meant import Wanted, what_is_meant
from commands.services import Services


def _answer(words: str, ask: Ask, services: Services) -> Answer:
    place = place_of(ask)
    if place is None:
        return no_channel()
    if not arguments.subject(words):
        return state(place, services)
    # A channel is about what everybody in it may know of.
    found = what_is_meant(words, ask, Wanted("here"), services.seen_by(None))
    return found if isinstance(found, Answer) else offer(found.known, place, services, found.notes)


COMMAND = Command(
    words=("here", "bind", "channel"),
    summary="what this channel is about, so that you need not say it",
    answer=_answer,
    examples=lambda _services: (Example("here", "what this channel is bound to"),),
    presses={**PRESSES, CHOOSE: choose},
    openers=frozenset((CHOOSE,)),
    submissions={FORM: bind},
    typings={THING: offered},
)
