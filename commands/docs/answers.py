"""Which section of which document answers the question."""

from collections.abc import Sequence
from dataclasses import dataclass

from catalog_store.candidates import Certainty
from catalog_store.documents import Section
from catalog_store.entities import Known
from catalog_store.errors import InvalidRefError
from catalog_store.refs import EntityRef
from catalog_store.search import Hit, best_sections, parse_query
from commands import arguments, kit
from commands.ask import Answer, Ask, Outcome, Press, Reaction, Surface
from commands.command import Example
from commands.docs.card import SECTION, Reading, no_documents, section_card, value_of, which_document, which_of_theirs
from commands.meant import Meant, Wanted, what_is_here, what_is_meant
from commands.services import Services

__all__ = ["SECTION", "docs", "docs_examples", "open_section", "runbook", "runbook_examples"]

_RUNBOOK_WORDS = ("runbook", "playbook", "on-call", "oncall", "troubleshooting", "operations")
#: Names are no longer; what follows is what is looked for.
_MOST_NAME_WORDS = 5
_MOST_OWNED = 200


@dataclass(frozen=True, slots=True)
class _Asked:
    """A thing, and the words that are looked for in its documents."""

    meant: Meant
    words: str


def docs(words: str, ask: Ask, services: Services) -> Answer:
    """The section of the thing's documents that fits best, by default the first one."""
    return _answer("docs", words, ask, services)


def runbook(words: str, ask: Ask, services: Services) -> Answer:
    """The same among the pages that tell what to do when something is broken."""
    return _answer("runbook", words, ask, services)


def open_section(press: Press, services: Services) -> Reaction:
    """The button's value is the reference, the position and the path of a section."""
    found = _pressed(press.value, services)
    answer = section_card(found) if found else _gone()
    is_private = press.is_ephemeral or press.surface is Surface.DIRECT
    return Reaction(replace=answer) if is_private else Reaction(reply=answer)


def docs_examples(services: Services) -> tuple[Example, ...]:
    return tuple(Example(f"docs {name}", "what its documents say") for name in _documented(services))


def runbook_examples(services: Services) -> tuple[Example, ...]:
    return tuple(Example(f"runbook {name}", "what to do when it is broken") for name in _documented(services))


def _answer(command: str, words: str, ask: Ask, services: Services) -> Answer:
    asked = _asked(command, words, ask, services)
    if isinstance(asked, Answer):
        return asked
    sections = services.documents.of(asked.meant.known.ref)
    if not sections:
        return _none(command, asked, services)
    chosen = _runbooks(sections) if command == "runbook" else sections
    notes = asked.meant.notes
    if command == "runbook" and not chosen:
        chosen, notes = sections, (*notes, "it has no runbook; this is from its other documents")
    ordered = best_sections(parse_query(asked.words), chosen) if asked.words else tuple(chosen)
    if not ordered:
        notes = (*notes, f"nothing there fits {kit.quoted(asked.words)}")
        ordered = tuple(chosen)
    return section_card(Reading(asked.meant.known, ordered[0], sections, tuple(ordered[1:]), notes))


def _none(command: str, asked: _Asked, services: Services) -> Answer:
    """A team has seldom documents of its own; what it owns has."""
    known = asked.meant.known
    owned = services.catalog.owned_by([known.ref], limit=_MOST_OWNED)
    documented = services.documents.having([each.ref for each in owned]) if owned else ()
    those = sorted((each for each in owned if each.ref in documented), key=lambda each: each.entity.label.casefold())
    return which_of_theirs(command, known, those, asked.meant.notes) if those else no_documents(known)


def _asked(command: str, words: str, ask: Ask, services: Services) -> _Asked | Answer:
    """The longest beginning of the words that is clearly a thing, and what follows it."""
    parts = arguments.subject(words).split()
    for end in range(min(len(parts), _MOST_NAME_WORDS), 0, -1):
        found = services.resolver.resolve(" ".join(parts[:end]))
        if found.is_clear and found.candidates[0].certainty is Certainty.EXACT:
            known = services.catalog.find(found.candidates[0].ref)
            if known:
                return _Asked(Meant(known), " ".join(parts[end:]))
    if here := _of_channel(" ".join(parts), ask, services):
        return here
    documents = services.search.find_documents(parse_query(" ".join(parts))) if parts else None
    if documents and documents.total == 1 and documents.is_exact:
        return _only(documents.hits[0], services)
    if documents and documents.hits and documents.is_exact:
        return which_document(" ".join(parts), documents.hits)
    meant = what_is_meant(words, ask, Wanted(command), services)
    return _Asked(meant, "") if isinstance(meant, Meant) else meant


def _of_channel(words: str, ask: Ask, services: Services) -> _Asked | None:
    """What the channel is about, where its documents have something that fits words without a name."""
    here = what_is_here(ask, services) if words else None
    if here is None or not best_sections(parse_query(words), services.documents.of(here.known.ref)):
        return None
    return _Asked(here, words)


def _only(hit: Hit, services: Services) -> Answer:
    assert hit.section
    found = _pressed(value_of(str(hit.ref), hit.section), services)
    return section_card(found) if found else _gone()


def _runbooks(sections: Sequence[Section]) -> tuple[Section, ...]:
    return tuple(
        each for each in sections if any(word in f"{each.path} {each.page}".lower() for word in _RUNBOOK_WORDS)
    )


def _pressed(value: str, services: Services) -> Reading | None:
    ref, _, place = value.partition(" ")
    position, _, path = place.partition(" ")
    try:
        known: Known | None = services.catalog.find(EntityRef.parse(ref))
    except InvalidRefError:
        return None
    sections = services.documents.of(known.ref) if known else ()
    chosen = [each for each in sections if each.path == path and str(each.position) == position]
    if not known or not chosen:
        return None
    others = tuple(each for each in sections if each.path == path and each != chosen[0])
    return Reading(known, chosen[0], sections, others)


def _gone() -> Answer:
    sentence = "This section is no longer there. Please ask again."
    return Answer(sentence, (kit.section(sentence),), Outcome.NOT_FOUND)


def _documented(services: Services) -> tuple[str, ...]:
    """Something that has documents, as nothing else would be an example of them."""
    known = services.documents.example()
    return (known.name,) if known else ()
