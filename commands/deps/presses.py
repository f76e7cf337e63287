"""What the buttons under an answer about dependencies do."""

from catalog_store.errors import InvalidRefError
from catalog_store.refs import EntityRef
from commands import kit
from commands.ask import Answer, Outcome, Picture, Press, Reaction
from commands.deps.card import sentences
from commands.deps.picture import picture
from commands.services import Services


def post_picture(press: Press, services: Services) -> Reaction:
    """Draw it as it is now."""
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
    return Reaction(picture=Picture(f"{known.ref.name}.png", title, described, picture(known, around)))
