"""What the buttons under an answer about dependencies do."""

from importlib import import_module

from catalog_store.entities import Known
from catalog_store.errors import InvalidRefError
from catalog_store.refs import EntityRef
from catalog_store.surroundings import Surroundings
from commands import kit
from commands.ask import Answer, Outcome, Picture, Press, Reaction
from commands.deps.card import sentences
from commands.services import Services


def post_picture(press: Press, services: Services) -> Reaction:
    """Draw it as it is now, for all who read the channel."""
    services = services.seen_by(None)
    try:
        known = services.catalog.find(EntityRef.parse(press.value))
    except InvalidRefError:
        known = None
    if known is None:
        sentence = f"{kit.quoted(press.value, 200)} is no longer in the catalog."
        return Reaction(reply=Answer(sentence, (kit.section(sentence),), Outcome.NOT_FOUND))
    around = services.connections.around(known.ref)
    title = f"What {kit.bare(known.entity.label)} needs, and what needs it"
    described = kit.tidy(kit.readable(sentences(known, around)), 900)
    return Reaction(picture=Picture(f"{known.ref.name}.png", title, described, _drawn(known, around)))


def _drawn(known: Known, around: Surroundings) -> bytes:
    # Loaded by name and late, as it takes more memory to draw than for everything else that people ask.
    drawn: bytes = import_module("commands.deps.picture").picture(known, around)
    return drawn
