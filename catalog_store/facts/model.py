"""A fact, where it comes from, and the sheet of all facts of one entity."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from catalog_store.refs import EntityRef

#: What a fact may say. None: it was looked for and is not there, which is something else than not knowing.
Value: TypeAlias = bool | int | float | str | datetime | tuple[str, ...] | None


class FactType(StrEnum):
    """What kind of value a fact has, and so which conditions can be put to it."""

    YES_OR_NO = "yes or no"
    NUMBER = "number"
    TEXT = "text"
    TIME = "time"
    LIST = "list of texts"


_TYPES: Mapping[FactType, tuple[type, ...]] = {
    FactType.YES_OR_NO: (bool,),
    FactType.NUMBER: (int, float),
    FactType.TEXT: (str,),
    FactType.TIME: (datetime,),
    FactType.LIST: (tuple,),
}


@dataclass(frozen=True, slots=True)
class FactKind:
    """A fact that there can be. `about` says in words what it tells."""

    name: str
    type: FactType
    about: str

    def takes(self, value: Value) -> bool:
        """Whether the value is of the fact's type. Nothing at all always is; true and false are no numbers."""
        if value is None:
            return True
        return isinstance(value, _TYPES[self.type]) and (self.type is FactType.YES_OR_NO) == isinstance(value, bool)


@dataclass(frozen=True, slots=True)
class Reading:
    """Facts that one source told at one time. `fault` says why a later reading failed: then these are the last good ones."""

    source: str
    read_at: datetime
    time_to_live: timedelta
    values: Mapping[str, Value]
    fault: str | None = None

    def is_stale(self, now: datetime) -> bool:
        """Whether it should have been read again by now."""
        return self.fault is not None or now - self.read_at > self.time_to_live


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact with where it comes from."""

    name: str
    value: Value
    reading: Reading


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is known of one entity. A name that `values` lacks is not known, and no judgement rests on it.

    `location` is where its file is: `url:https://…` or `file:/…`.
    """

    entity_id: int
    ref: EntityRef
    label: str
    owner: EntityRef | None
    readings: tuple[Reading, ...]
    values: Mapping[str, Value] = field(default_factory=dict)
    location: str = ""

    def fact(self, name: str) -> Fact | None:
        """The fact of this name, if it is known."""
        reading = next((each for each in self.readings if name in each.values), None)
        return Fact(name, reading.values[name], reading) if reading else None

    def fault(self, source: str | None) -> str | None:
        """Why a source told nothing the last time, if it failed."""
        return next((each.fault for each in self.readings if source and each.source == source and each.fault), None)
