"""What is asked of each system that knows how things are doing: one question about some things at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from catalog_store.entities import Entity
from catalog_store.operations import Reading, SourceKind
from catalog_store.refs import EntityRef


class SourceFailedError(Exception):
    """The system tells nothing now. The text is a clause that says why, in words."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What a system says when somebody checks the connection: a clause, and what it does not let us read."""

    told: str
    lacks: tuple[str, ...] = ()


class OperationSource(Protocol):
    """One system. Used by many threads at once."""

    @property
    def name(self) -> str:
        """What people call it, as part of a sentence: `cluster eu-1`."""

    @property
    def kind(self) -> SourceKind:
        """What sort of system it is, whatever it is called."""

    def concerns(self, entity: Entity) -> bool:
        """Whether it may know anything about this thing. Quick, and asks nobody."""

    def read(self, entities: Sequence[Entity]) -> Mapping[EntityRef, Reading]:
        """What it knows of each; a thing that it does not know has an empty reading.

        Raises:
            SourceFailedError: nothing can be told of any.
        """

    def examine(self) -> Examined:
        """Whether it is there and takes us for whom we are.

        Raises:
            SourceFailedError: it is not, or does not.
        """
