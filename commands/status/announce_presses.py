"""What turns announcements on and off below a status."""

from commands import kit
from commands.announcing import origin, turn_off, turn_on
from commands.ask import Answer, Outcome, Press, Reaction
from commands.channel import place_of
from commands.naming import read_ref
from commands.services import Services
from commands.status.card import gone
from commands.status.frame import ANNOUNCE, QUIET
from commands.who import who


def announce(press: Press, services: Services) -> Reaction:
    """The channel is told from now on, and reads by whose choice. Where it is told already, that can be ended."""
    place = place_of(press)
    if place is None:
        return Reaction(reply=_only_in_channels())
    ref = read_ref(press.value)
    known = services.seen_by(None).catalog.find(ref) if ref else None  # the whole channel reads it
    if known is None:
        return Reaction(reply=gone())
    announced = services.announcements.find(place)
    if announced is not None and announced.known.ref == known.ref:
        sentence = kit.capitalized(f"{origin(announced, services)}.")
        stop = kit.button("Stop announcing", QUIET, "-")
        return Reaction(reply=Answer(_spoken(sentence), (kit.section(sentence), *kit.row([stop]))))
    done = turn_on(known, place, press.person, press.pressed_at, services)
    return Reaction(reply=_told(done, press, services))


def quiet(press: Press, services: Services) -> Reaction:
    """It is told nothing more."""
    place = place_of(press)
    if place is None:
        return Reaction(reply=_only_in_channels())
    return Reaction(reply=_told(turn_off(place, services), press, services))


def _told(done: str, press: Press, services: Services) -> Answer:
    sentence = f"This channel {done} now. Changed by {who(press.person, services)}."
    return Answer(_spoken(sentence), (kit.section(sentence),), is_public=True)


def _only_in_channels() -> Answer:
    sentence = "Changes are announced in channels only. Ask me there."
    return Answer(sentence, (kit.section(sentence),), Outcome.USAGE)


def _spoken(sentence: str) -> str:
    return kit.unlinked(sentence).replace("*", "")


PRESSES = {ANNOUNCE: announce, QUIET: quiet}
