"""What a channel is bound to: what somebody chose, else what names the channel as its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from catalog_store.entities import Known
from catalog_store.ownership import owner_ref
from catalog_store.slack.bindings import Binding, Place
from commands import kit
from commands.ask import Ask, Press
from commands.services import Services


@dataclass(frozen=True, slots=True)
class Bound:
    """The thing that a channel's questions are about. `because` says why, ready to be shown, as part of a sentence."""

    known: Known
    because: str


def place_of(asked: Ask | Press) -> Place | None:
    """The channel, where there is one that several people share."""
    channel = asked.channel
    if channel is None or channel.id.startswith("D"):
        return None
    return Place(asked.person.team_id, channel.id, channel.name)


def bound_to(ask: Ask, services: Services) -> Bound | None:
    """What a question without a name is about here."""
    place = place_of(ask)
    if place is None:
        return None
    chosen = services.bindings.find(place)
    return _chosen(chosen) if chosen else implied(services.bindings.named_by(place), services)


def implied(named_by: Sequence[Known], services: Services) -> Bound | None:
    """The one team, or the one thing, that names the channel; the owner of several things that do."""
    groups = [known for known in named_by if known.ref.kind == "group"]
    if len(groups) == 1 or (not groups and len(named_by) == 1):
        known = (groups or list(named_by))[0]
        return Bound(known, f"an annotation of {kit.shown(known.entity.label)} names this channel")
    owners = {owner_ref(known.entity) for known in named_by}
    owner = next(iter(owners), None)
    if groups or len(owners) != 1 or owner is None:
        return None
    known_owner = services.catalog.find(owner)
    return Bound(known_owner, f"{len(named_by)} things of theirs name this channel") if known_owner else None


def _chosen(binding: Binding) -> Bound | None:
    if binding.known is None:
        return None
    return Bound(binding.known, "somebody in this channel chose that")
