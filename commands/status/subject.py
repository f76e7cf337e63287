"""What a question about status is about: what the words name, else what the channel is about, incident channels included."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from catalog_store.candidates import Candidate, Certainty
from catalog_store.entities import Known, RelationType
from catalog_store.refs import EntityRef
from commands import arguments, kit
from commands.ask import Answer, Ask
from commands.channel import bound_to
from commands.meant import Wanted, what_is_meant
from commands.operations import ChannelFacts
from commands.services import Services

WANTED = Wanted("status")
_POINTING = frozenset({"", "?", "this", "that", "it", "here", "us", "we", "now"})
#: What stands in the names of incident channels and names nothing.
_NOISE = re.compile(
    r"(?:^|[-_])(?:inc|incident|incidents|sev|sev[0-9]|p[0-9]|outage|alert|alerts|major|war|room|bridge|[0-9]+)(?=$|[-_])",
    re.IGNORECASE,
)
_INCIDENT = re.compile(r"(?:^|[-_])(?:inc|incident|outage|sev-?[0-9])(?:[-_]|[0-9]|$)", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{2,}")
_SINGLE = ("component", "resource")
_MANY = ("group", "system", "domain")
_MOST_THINGS = 60
_MOST_OF_INCIDENT = 5


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
    if known.ref.kind in _SINGLE:
        return Subject((known,), notes=notes)
    if known.ref.kind == "api":
        providers = tuple(_sources(known, RelationType.PROVIDES_API, services))
        name = kit.shown(known.entity.label)
        return Subject(providers or (known,), notes=(*notes, f"what provides {name}") if providers else notes)
    if known.ref.kind in _MANY or known.ref.kind == "user":
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
    return _of_facts(facts, services)


def _of_facts(facts: ChannelFacts, services: Services) -> Subject | None:
    """Purpose and topic name things on purpose; the channel's name is often cut short. The others are offered."""
    written = _named_in(f"{facts.purpose}\n{facts.topic}", services)
    named = _named_by_channel(facts.name, services)
    chosen = [each for each in written if each.ref.kind in _SINGLE][:_MOST_OF_INCIDENT]
    if chosen:
        others = tuple(each for each in (*written, *named) if each not in chosen)
        return _with_incident(
            Subject(tuple(chosen), notes=("from the channel's topic and purpose",), others=others), facts
        )
    if not (written or named):
        return _of_incident(facts, services)
    first, *others_ = (*named, *written)
    place = "name" if named else "topic and purpose"
    found = _subject(first, (f"from the channel's {place}",), services)
    rest = tuple(each for each in others_ if each.ref != first.ref)
    return _with_incident(Subject(found.things, found.whole, found.notes, rest), facts)


def _of_incident(facts: ChannelFacts, services: Services) -> Subject | None:
    """`inc-2041` → what the paging tool says that incident is about."""
    number = _incident_in(facts.name or "")
    service = services.paging.service_of(number) if number is not None else None
    found = _named_in(service, services) if service else []
    chosen = tuple(each for each in found if each.ref.kind in _SINGLE)[:_MOST_OF_INCIDENT]
    if not chosen:
        return None
    others = tuple(each for each in found if each not in chosen)
    return Subject(chosen, notes=(f"from incident {number} in the paging tool",), others=others, incident=number)


def _with_incident(subject: Subject, facts: ChannelFacts) -> Subject:
    return replace(subject, incident=_incident_in(facts.name or ""))


def _incident_in(name: str) -> int | None:
    number = _NUMBER.search(name) if _INCIDENT.search(name) else None
    return int(number[0]) if number else None


def _named_in(text: str, services: Services) -> list[Known]:
    found = services.resolver.find_all(text) if text.strip() else ()
    return _known([each for each in found if each.certainty is not Certainty.GUESS], services)


def _named_by_channel(name: str | None, services: Services) -> list[Known]:
    """`inc-2041-payments` → what is called payments."""
    rest = _NOISE.sub("", name or "").strip("-_")
    if not rest or rest == name:
        return []
    resolution = services.resolver.resolve(rest, kinds=(*_SINGLE, *_MANY))
    return _known(list(resolution.candidates), services)


def _known(candidates: Sequence[Candidate], services: Services) -> list[Known]:
    kinds = (*_SINGLE, *_MANY)
    found = (services.catalog.find(each.ref) for each in candidates if each.ref.kind in kinds)
    return list(filter(None, found))
