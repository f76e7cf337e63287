"""What a command may ask of the systems that know how things are doing, and of Slack about its channels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from catalog_store.entities import Entity
from catalog_store.operations import Incident, Told
from catalog_store.refs import EntityRef
from commands.ask import Channel, Person


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """What a channel says of itself."""

    name: str | None = None
    topic: str = ""
    purpose: str = ""
    made_at: datetime | None = None


class Operations(Protocol):
    """How things are doing at this moment."""

    @property
    def is_configured(self) -> bool:
        """There is a system to be asked."""

    def warm(self) -> None:
        """Be ready to be asked. May take seconds; without it, the first who looks waits for them."""

    def look(
        self, things: Sequence[Entity], *, patience: float, is_fresh: bool = False
    ) -> Mapping[EntityRef, tuple[Told, ...]]:
        """What every system tells of each thing within `patience` seconds. `is_fresh`: not from memory. Never raises."""

    def remembered(self, things: Sequence[Entity]) -> Mapping[EntityRef, tuple[Told, ...]]:
        """What is known without asking; what is old is read for the next time. Never raises."""


class NoOperations:
    """Where no system is configured."""

    is_configured = False

    def warm(self) -> None:
        """Always."""

    def look(
        self,
        things: Sequence[Entity],  # noqa: ARG002  # there is nobody to ask
        *,
        patience: float,  # noqa: ARG002  # as above
        is_fresh: bool = False,  # noqa: ARG002  # as above
    ) -> Mapping[EntityRef, tuple[Told, ...]]:
        """Nothing."""
        return {}

    def remembered(self, things: Sequence[Entity]) -> Mapping[EntityRef, tuple[Told, ...]]:  # noqa: ARG002  # as above
        """Nothing."""
        return {}


class Channels(Protocol):
    """What Slack tells of its channels."""

    def find(self, channel: Channel, person: Person) -> ChannelFacts | None:
        """Name, topic and purpose, or None when Slack does not tell in time. Never raises."""


class NoChannels:
    """Where Slack cannot be asked."""

    def find(self, channel: Channel, person: Person) -> ChannelFacts | None:  # noqa: ARG002  # it has nobody to ask
        """What the channel is called, if that is known."""
        return ChannelFacts(channel.name) if channel.name else None


class NotPagedError(Exception):
    """Nobody was paged. The text is a clause that says why, and what helps."""


class Paging(Protocol):
    """Calls whoever is on call, and knows what an incident is about."""

    @property
    def is_possible(self) -> bool:
        """Whether somebody can be called."""

    def service_of(self, incident: int) -> str | None:
        """The paging tool's id of the service that this incident is about, when it tells within a second. Never raises."""

    def page(self, thing: Entity, *, title: str, body: str, key: str) -> Incident:
        """Open an incident; a second time with the same `key` there is no second one.

        Raises:
            NotPagedError: nobody was called.
        """


class NoPaging:
    """Where nobody can be called."""

    is_possible = False

    def service_of(self, incident: int) -> str | None:  # noqa: ARG002  # there is nobody to ask
        """Nobody tells."""
        return None

    def page(self, thing: Entity, *, title: str, body: str, key: str) -> Incident:  # noqa: ARG002  # there is nobody
        """Nobody."""
        raise NotPagedError(
            "no paging tool is connected; callboard.integrations.pagerDuty in app-config.yaml does that"
        )
