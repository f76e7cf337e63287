"""What a channel is about by what people wrote of it: its purpose and topic, its name, and the incident it is named after."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from catalog_store.candidates import Candidate, Certainty
from catalog_store.entities import Known
from commands.operations import ChannelFacts
from commands.services import Services

#: What stands in the names of incident channels and names nothing.
_NOISE = re.compile(
    r"(?:^|[-_])(?:inc|incident|incidents|sev|sev[0-9]|p[0-9]|outage|alert|alerts|major|war|room|bridge|[0-9]+)(?=$|[-_])",
    re.IGNORECASE,
)
_INCIDENT = re.compile(r"(?:^|[-_])(?:inc|incident|outage|sev-?[0-9])(?:[-_]|[0-9]|$)", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{2,}")
#: Kinds that run, or are run on, and kinds that hold many of those.
SINGLE = ("component", "resource")
MANY = ("group", "system", "domain")
_MOST = 5


@dataclass(frozen=True, slots=True)
class Named:
    """The things that are named, of which there is at least one, and others that may have been meant.

    `because` says where they are named, ready to be shown, as part of a sentence.
    """

    things: tuple[Known, ...]
    others: tuple[Known, ...]
    because: str


def named_in(facts: ChannelFacts, services: Services) -> Named | None:
    """Purpose and topic name things on purpose; the channel's name is often cut short. The others are offered."""
    written = _named_in(f"{facts.purpose}\n{facts.topic}", services)
    named = _named_by_channel(facts.name, services)
    chosen = [each for each in written if each.ref.kind in SINGLE][:_MOST]
    if chosen:
        others = tuple(each for each in (*written, *named) if each not in chosen)
        return Named(tuple(chosen), others, "from the channel's topic and purpose")
    if not (written or named):
        return _of_incident(facts, services)
    first, *others_ = (*named, *written)
    place = "name" if named else "topic and purpose"
    return Named((first,), tuple(each for each in others_ if each.ref != first.ref), f"from the channel's {place}")


def incident_in(name: str) -> int | None:
    """The number in the name of an incident's channel."""
    number = _NUMBER.search(name) if _INCIDENT.search(name) else None
    return int(number[0]) if number else None


def _of_incident(facts: ChannelFacts, services: Services) -> Named | None:
    """`inc-2041` → what the paging tool says that incident is about."""
    number = incident_in(facts.name or "")
    service = services.paging.service_of(number) if number is not None else None
    found = _named_in(service, services) if service else []
    chosen = tuple(each for each in found if each.ref.kind in SINGLE)[:_MOST]
    if not chosen:
        return None
    others = tuple(each for each in found if each not in chosen)
    return Named(chosen, others, f"from incident {number} in the paging tool")


def _named_in(text: str, services: Services) -> list[Known]:
    found = services.resolver.find_all(text) if text.strip() else ()
    return _known([each for each in found if each.certainty is not Certainty.GUESS], services)


def _named_by_channel(name: str | None, services: Services) -> list[Known]:
    """`inc-2041-payments` → what is called payments."""
    rest = _NOISE.sub("", name or "").strip("-_")
    if not rest or rest == name:
        return []
    resolution = services.resolver.resolve(rest, kinds=(*SINGLE, *MANY))
    return _known(list(resolution.candidates), services)


def _known(candidates: Sequence[Candidate], services: Services) -> list[Known]:
    kinds = (*SINGLE, *MANY)
    found = (services.catalog.find(each.ref) for each in candidates if each.ref.kind in kinds)
    return list(filter(None, found))
