"""Systems that tell what a test wants, and somebody who asks about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from catalog_store.entities import Entity
from catalog_store.operations import Reading, Told
from catalog_store.refs import EntityRef
from commands.services import Services
from tests.commands.asking import NOW, Somebody

PAYMENTS = EntityRef.of("component", "payments-api")


@dataclass
class Tower:
    """The port `Operations`: it has been told what is to be seen, and counts who looks."""

    told: dict[EntityRef, tuple[Told, ...]] = field(default_factory=dict)
    is_configured: bool = True
    looks: list[bool] = field(default_factory=list)
    patience: float = 0.0

    def warm(self) -> None:
        """It is."""

    def look(
        self, things: Sequence[Entity], *, patience: float, is_fresh: bool = False
    ) -> Mapping[EntityRef, tuple[Told, ...]]:
        self.patience = patience
        self.looks.append(is_fresh)
        return {thing.ref: self.told.get(thing.ref, ()) for thing in things}

    def remembered(self, things: Sequence[Entity]) -> Mapping[EntityRef, tuple[Told, ...]]:
        return {thing.ref: self.told.get(thing.ref, ()) for thing in things}


def told(reading: Reading | None = None, *, source: str = "cluster north", missing: str | None = None) -> Told:
    return Told(source, reading, NOW if reading else None, missing)


def seeing(somebody: Somebody, *readings: Reading, late: Sequence[Told] = (), ref: EntityRef = PAYMENTS) -> Somebody:
    """The same person where the systems tell this of one thing."""
    return watching(somebody, {ref: (*(told(each) for each in readings), *late)})


def watching(somebody: Somebody, seen: dict[EntityRef, tuple[Told, ...]]) -> Somebody:
    services: Services = replace(somebody.services, operations=Tower(seen))
    return replace(somebody, services=services)
