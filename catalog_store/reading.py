"""What a reader of files hands to the catalog: bytes with a place, and what became of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from catalog_store.entities import Entity, Fault, Severity
from catalog_store.errors import CatalogError


class UnreadableError(CatalogError):
    """A file or an address could not be read. The text says which, and why."""

    def __init__(self, location: str, reason: str) -> None:
        super().__init__(f"{location} could not be read: {reason}")
        self.location = location
        self.reason = reason


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A descriptor file as it was read.

    `location` is `file:/absolute/path` or `url:https://…`, and is the file's identity within its source.
    """

    location: str
    body: bytes
    commit: str | None = None


#: Reads another file that a descriptor names, by its full location. Raises `UnreadableError`.
Fetch = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Dependency:
    """A further file or a listing that the descriptor's meaning depends on, with the hash of what was found there."""

    location: str
    digest: bytes


@dataclass(frozen=True, slots=True)
class Described:
    """One good entity of a file and the line on which its document begins, from 1."""

    entity: Entity
    line: int


@dataclass(frozen=True, slots=True)
class Descriptor:
    """All that one file says: the good entities, the faults of the others, and where else to look.

    `targets` are the full locations, globs included, that the file's Location entities point at.
    `dependencies` are the files that its placeholders pulled in.
    """

    entities: tuple[Described, ...]
    faults: tuple[Fault, ...]
    targets: tuple[str, ...] = ()
    dependencies: tuple[Dependency, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Every document of the file came in."""
        return not any(fault.severity is Severity.ERROR for fault in self.faults)


class Opener(Protocol):
    """Reads what a location names: a file, a folder, a glob, an address."""

    def open(self, location: str) -> Iterator[SourceFile | UnreadableError]:
        """Every descriptor file there, and an error for each that could not be read. Never raises `UnreadableError`."""

    def fetch(self, location: str) -> bytes:
        """The bytes of one file.

        Raises:
            UnreadableError: it cannot be read.
        """
