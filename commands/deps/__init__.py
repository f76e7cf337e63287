"""`deps`: what a thing needs and what needs it, two levels far."""

import re

from catalog_store.entities import Known
from commands import kit
from commands.ask import Answer, Ask, Outcome
from commands.command import Command, Example
from commands.deps.card import PICTURE, deps_card
from commands.deps.presses import post_picture
from commands.meant import Wanted, what_is_meant
from commands.naming import kind_word
from commands.services import Services
from commands.slash import typed

_PEOPLE = ("group", "user")
_FORMS = (
    r"what (?:does|do|did) (?P<subject>.+?) (?:need|depend on|use|require)s?",
    r"what (?:needs|depends on|uses|requires) (?P<subject>.+?)",
    r"who (?:uses|depends on|needs|calls) (?P<subject>.+?)",
    r"(?:dependencies|dependents|deps) of (?P<subject>.+?)",
)
_PHRASES = tuple(re.compile(rf"\s*{form}\s*[?!.]*\s*", re.IGNORECASE) for form in _FORMS)


def _answer(words: str, ask: Ask, services: Services) -> Answer:
    found = what_is_meant(words, ask, Wanted("deps"), services)
    if isinstance(found, Answer):
        return found
    if found.known.ref.kind in _PEOPLE:
        return _of_people(found.known, services)
    around = services.connections.around(found.known.ref)
    return deps_card(found.known, around, found.notes)


def _of_people(known: Known, services: Services) -> Answer:
    word, ref = kind_word(known.ref.kind), known.ref
    instead = kit.quoted(typed(f"{'team' if ref.kind == 'group' else 'owner'} {ref.name}", services))
    sentence = f"{kit.shown(known.entity.label)} is a {word}, and only things depend on each other. {instead} tells what is theirs."
    return Answer(sentence, (kit.section(sentence),), Outcome.USAGE)


def _examples(services: Services) -> tuple[Example, ...]:
    known = services.catalog.examples(limit=1)
    name = known[0].entity.name if known else "payments-api"
    return (Example(f"deps {kit.tidy(name, 40)}", "what it needs, and what needs it"),)


COMMAND = Command(
    words=("deps", "dependencies", "dependency", "needs"),
    summary="what something needs, and what needs it",
    answer=_answer,
    examples=_examples,
    phrases=_PHRASES,
    presses={PICTURE: post_picture},
)
