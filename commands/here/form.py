"""The form that binds a channel: a menu that searches the catalog, one's own teams' things first."""

from collections.abc import Sequence

from catalog_store.errors import InvalidRefError
from catalog_store.refs import EntityRef
from catalog_store.slack.bindings import Place
from commands import kit
from commands.ask import Channel, Modal, Option, Person, Press, Reaction, Submission, Submitted, Typing
from commands.channel import place_of
from commands.here.card import no_channel, told
from commands.here.presses import bound_sentence
from commands.naming import kind_word
from commands.services import Services
from commands.who import find_user

FORM, THING = "here.form", "here.thing"


def choose(press: Press, _services: Services) -> Reaction:
    """Open it."""
    place = place_of(press)
    return Reaction(modal=form(place)) if place else Reaction(reply=no_channel())


def form(place: Place) -> Modal:
    """One field. The channel goes along, as a form is in none."""
    menu = {
        "type": "external_select",
        "action_id": THING,
        "min_query_length": 0,
        "placeholder": kit.plain_text("Search teams and services"),
    }
    asked = {
        "type": "input",
        "block_id": THING,
        "label": kit.plain_text("What is this channel about?"),
        "hint": kit.plain_text("Questions that name nothing are then about it.", 150),
        "element": menu,
    }
    return Modal("Bind this channel", (asked,), FORM, place.channel, submit="Bind")


def offered(typing: Typing, services: Services) -> Sequence[Option]:
    """What looks like what was typed, and everybody may know of: so may all in a channel."""
    found = services.seen_by(None).typeahead.options(typing.typed, own=_own(typing.person, services))
    return [Option(each.label, str(each.ref), f"{kind_word(each.ref.kind)} {each.ref.name}") for each in found]


def bind(submission: Submission, services: Services) -> Submitted:
    """Bind it, and tell all in the channel who did."""
    chosen = submission.values[THING][THING]["selected_option"]["value"]
    place = Place(submission.person.team_id, submission.metadata)
    try:
        known = services.seen_by(None).catalog.find(EntityRef.parse(chosen))
    except InvalidRefError:
        known = None
    if known is None:
        return Submitted(errors={THING: f"{kit.bare(chosen, 150)} is no longer in the catalog. Choose something else."})
    services.bindings.save(place, known.ref, by=submission.person.user_id, at=submission.submitted_at)
    sentence = bound_sentence(known, submission.person, services)
    return Submitted(answer=told(sentence), channel=Channel(place.channel))


def _own(person: Person, services: Services) -> Sequence[EntityRef]:
    """The person and their teams."""
    known = find_user(person, services)
    return (known.ref, *(group.ref for group in services.catalog.groups_of(known.ref))) if known else ()
