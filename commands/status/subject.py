"""What a question about status is about: what the words name, else what the channel is about, incident channels included."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from catalog_store.entities import Known, RelationType
from catalog_store.refs import EntityRef
from commands import arguments, kit
from commands.ask import Answer, Ask
from commands.channel import bound_to
from commands.channel_words import MANY, SINGLE, Named, incident_in, named_in
from commands.meant import Wanted, what_is_meant
from commands.operations import ChannelFacts
from commands.services import Services

WANTED = Wanted("status")
_POINTING = frozenset({"", "?", "this", "that", "it", "here", "us", "we", "now"})
_MOST_THINGS = 60


@dataclass(frozen=True, slots=True)
class Subject:
    """The things, and the team or system whose they are, where they are asked about as such.

    `notes` say how that was found, ready to be shown; `others` may have been meant instead. `incident` is the number
    in the name of an incident's channel.
    """

    things: tuple[Known, ...]
    whole: Known | None = None
    notes: tuple[str, ...] = ()
    others: tuple[Known, ...] = ()
    incident: int | None = None


def subject_of(words: str, ask: Ask, services: Services) -> Subject | Answer:
    """What is asked about; or what to ask back."""
    asked = arguments.subject(words)
    if asked.lower() in _POINTING:
        return _of_channel(ask, services) or _meant("", ask, services)
    return _meant(asked, ask, services)


def behind(refs: Sequence[EntityRef], services: Services) -> Subject | None:
    """The subject that a button or a live message names; None when all of it is gone."""
    found = [known for known in map(services.catalog.find, refs) if known]
    if len(found) == 1:
        return _subject(found[0], (), services)
    return Subject(tuple(found)) if found else None


def _meant(words: str, ask: Ask, services: Services) -> Subject | Answer:
    found = what_is_meant(words, ask, WANTED, services)
    return found if isinstance(found, Answer) else _subject(found.known, found.notes, services)


def _subject(known: Known, notes: tuple[str, ...], services: Services) -> Subject:
    """A team stands for what it owns, a system for its parts, an API for what provides it."""
    if known.ref.kind in SINGLE:
        return Subject((known,), notes=notes)
    if known.ref.kind == "api":
        providers = tuple(_sources(known, RelationType.PROVIDES_API, services))
        name = kit.shown(known.entity.label)
        return Subject(providers or (known,), notes=(*notes, f"what provides {name}") if providers else notes)
    if known.ref.kind in MANY or known.ref.kind == "user":
        owned = (
            services.catalog.owned_by([known.ref], limit=_MOST_THINGS) if known.ref.kind in ("group", "user") else ()
        )
        parts = owned or tuple(_parts(known, services))
        return Subject(tuple(each for each in parts if each.ref.kind == "component"), whole=known, notes=notes)
    return Subject((known,), notes=notes)


def _parts(known: Known, services: Services) -> Iterator[Known]:
    for part in _sources(known, RelationType.PART_OF, services):
        if part.ref.kind == "system":
            yield from _sources(part, RelationType.PART_OF, services)
        else:
            yield part


def _sources(known: Known, relation: RelationType, services: Services) -> Iterator[Known]:
    for each in services.catalog.relations(known.ref):
        if each.type is relation and each.target == known.ref and (found := services.catalog.find(each.source)):
            yield found


def _of_channel(ask: Ask, services: Services) -> Subject | None:
    if ask.channel is None:
        return None
    facts = services.channels.find(ask.channel, ask.person) or ChannelFacts(ask.channel.name)
    bound = bound_to(ask, services)
    if bound is not None:
        found = _subject(bound.known, (f"from this channel: {bound.because}",), services)
        return _with_incident(found, facts)
    named = named_in(facts, services)
    return _of_words(named, facts, services) if named else None


def _of_words(named: Named, facts: ChannelFacts, services: Services) -> Subject:
    first = named.things[0]
    if first.ref.kind in SINGLE:
        return _with_incident(Subject(named.things, notes=(named.because,), others=named.others), facts)
    found = _subject(first, (named.because,), services)
    return _with_incident(replace(found, others=named.others), facts)


def _with_incident(subject: Subject, facts: ChannelFacts) -> Subject:
    return replace(subject, incident=incident_in(facts.name or ""))
