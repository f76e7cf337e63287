"""Announcements of changes of state in a channel: turned on and off there, by anybody, and all there read who did."""

from datetime import datetime

from catalog_store.entities import Known
from catalog_store.refs import EntityRef
from catalog_store.slack.announcements import Announcement
from catalog_store.slack.bindings import Place
from commands import kit
from commands.ask import Person
from commands.naming import kind_word, label_of
from commands.services import Services
from commands.who import who

#: What runs, and what such things belong to. Of anything else no system tells.
_KINDS = frozenset(("component", "resource", "group", "system", "domain", "api"))


def can_be_announced(ref: EntityRef, services: Services) -> bool:
    """Whether any system tells of changes of its state."""
    return services.operations.is_configured and ref.kind in _KINDS


def turn_on(known: Known, place: Place, person: Person, at: datetime, services: Services) -> str:
    """From now on. Says what the channel does then, as part of a sentence."""
    services.announcements.turn_on(place, known.ref, by=person.user_id, at=at)
    return f"is told when the state of {name_of(known)} changes"


def turn_off(place: Place, services: Services) -> str:
    """No more. Says what the channel does then, as part of a sentence."""
    services.announcements.turn_off(place)
    return "is told of no changes of state"


def origin(announcement: Announcement, services: Services) -> str:
    """What a channel is told, and by whose choice, ready to be shown."""
    by = who(Person(announcement.by, announcement.place.team), services)
    return f"changes of the state of {name_of(announcement.known)} are announced here, chosen by {by}"


def name_of(known: Known) -> str:
    """What it is, ready to be shown."""
    return f"the {kit.shown(kind_word(known.ref.kind))} *{label_of(known)}*"
