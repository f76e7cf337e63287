"""Whose eyes a status is for: where a rule leaves the state of a thing to some, nobody else is told of it."""

from dataclasses import replace

from catalog_store.entities import Known
from commands import kit
from commands.ask import Answer, Outcome, Person
from commands.condition.visible import SEE, is_for_all
from commands.permits import objection
from commands.services import Services
from commands.status.subject import Subject


def visible(subject: Subject, reader: Person | None, services: Services) -> Subject | Answer:
    """The subject without what this reader may not see, and a word about that; a refusal when nothing is left."""
    found = {known.ref: _refusal(known, reader, services) for known in subject.things}
    refusals = {ref: why for ref, why in found.items() if why}
    if not refusals:
        return subject
    left = tuple(known for known in subject.things if known.ref not in refusals)
    if not left:
        sentence = next(iter(refusals.values()))
        return Answer(sentence, (kit.section(f":no_entry: {sentence}"),), Outcome.USAGE)
    note = f"{kit.counted(len(refusals), 'thing')} left out that not everybody may see"
    return replace(subject, things=left, notes=(*subject.notes, note))


def is_for_everybody(subject: Subject, services: Services) -> bool:
    """Whether all of it may stand where anybody reads it, and keep itself current there."""
    if subject.whole is not None and services.sight.is_private(subject.whole):
        return False
    return all(is_for_all(known, services) for known in subject.things)


def _refusal(known: Known, reader: Person | None, services: Services) -> str | None:
    if is_for_all(known, services):
        return None
    name = kit.shown(known.entity.label)
    if reader is None:
        return f"The state of {name} is not for everybody here. Ask me by a slash command, which answers you alone."
    return objection(SEE, known.ref, reader, services)
