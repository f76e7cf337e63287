"""What the buttons about a channel's binding do. Anybody in the channel may press them, and all there read who did."""

from collections.abc import Callable

from catalog_store.entities import Known
from catalog_store.slack.bindings import Place
from commands import announcing, kit
from commands.ask import Answer, Outcome, Person, Press, Reaction
from commands.channel import place_of
from commands.command import Pressing
from commands.here.card import ANNOUNCE, BIND, CLEAR, FORGET, QUIET, no_channel, state, told
from commands.naming import kind_word, read_ref
from commands.services import Services
from commands.who import who

#: Makes the change and tells it, without who did it; None when there is nothing to change.
_Change = Callable[[Press, Place, Services], str | None]


def _changing(change: _Change) -> Pressing:
    """The card as it is now for the presser, and what was done for all."""

    def pressing(press: Press, services: Services) -> Reaction:
        place = place_of(press)
        if place is None:
            return Reaction(reply=no_channel())
        done = change(press, place, services)
        if done is None:
            return Reaction(reply=_gone(press))
        sentence = _changed(done, press.person, services)
        if press.is_ephemeral:
            return Reaction(replace=state(place, services), reply=told(sentence))
        return Reaction(replace=told(sentence))

    return pressing


def bound_sentence(known: Known, person: Person, services: Services) -> str:
    """That this person bound the channel to this."""
    return _changed(_bound_to(known), person, services)


def _changed(done: str, person: Person, services: Services) -> str:
    return f"This channel {done} now. Changed by {who(person, services)}."


def _bound_to(known: Known) -> str:
    return f"is bound to the {kit.shown(kind_word(known.ref.kind))} *{kit.shown(known.entity.label)}*"


def _bind(press: Press, place: Place, services: Services) -> str | None:
    known = _find(press.value, services)
    if known is None:
        return None
    services.bindings.save(place, known.ref, by=press.person.user_id, at=press.pressed_at)
    return _bound_to(known)


def _find(value: str, services: Services) -> Known | None:
    ref = read_ref(value)
    return services.seen_by(None).catalog.find(ref) if ref else None


def _clear(press: Press, place: Place, services: Services) -> str:
    services.bindings.save(place, None, by=press.person.user_id, at=press.pressed_at)
    return "is bound to nothing"


def _forget(_press: Press, place: Place, services: Services) -> str:
    services.bindings.remove(place)
    return "goes by the annotations that name it"


def _announce(press: Press, place: Place, services: Services) -> str | None:
    known = _find(press.value, services)
    return announcing.turn_on(known, place, press.person, press.pressed_at, services) if known else None


def _quiet(_press: Press, place: Place, services: Services) -> str:
    return announcing.turn_off(place, services)


PRESSES = {
    BIND: _changing(_bind),
    CLEAR: _changing(_clear),
    FORGET: _changing(_forget),
    ANNOUNCE: _changing(_announce),
    QUIET: _changing(_quiet),
}


def _gone(press: Press) -> Answer:
    sentence = f"{kit.quoted(press.value, 200)} is no longer in the catalog, so nothing was changed."
    return Answer(sentence, (kit.section(sentence),), Outcome.NOT_FOUND)
