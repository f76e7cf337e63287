"""What a reader of files hands to the catalog: bytes with a place, and what became of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from catalog_store.entities import Entity, Fault, Severity
from catalog_store.errors import CatalogError


class UnreadableError(CatalogError):
    """A file or an address could not be read. The text says which, and why.

    `hides` is the beginning of every location that may have been missed for it: the location itself when it is one file,
    a folder's when nobody knows what is in it, and nothing at all (so everything) when that cannot be told.
    """

    def __init__(self, location: str, reason: str, *, hides: str = "") -> None:
        super().__init__(f"{location} could not be read: {reason}")
        self.location = location
        self.reason = reason
        self.hides = hides


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A descriptor file as it was read.

    `location` is `file:/absolute/path` or `url:https://…`, and is the file's identity within its source; `former` is the one
    under which the same file was read before. `revision` is what its place calls this version of it, such as a blob's id.
    """

    location: str
    body: bytes
    commit: str | None = None
    revision: str | None = None
    former: str | None = None


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A descriptor file that is known to be what it was at the last read, without having been read again.

    So is everything whose location begins with `below`, if that is given.
    """

    location: str
    commit: str | None = None
    revision: str | None = None
    below: str | None = None

    def covers(self, location: str) -> bool:
        """Whether what is at this location is as it was, too."""
        return bool(self.below) and location.startswith(str(self.below))


#: What an opener finds.
Found: TypeAlias = SourceFile | Unchanged | UnreadableError


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

    def open(self, location: str) -> Iterator[Found]:
        """Every descriptor file there, and an error for each that could not be read. Never raises `UnreadableError`."""

    def fetch(self, location: str) -> bytes:
        """The bytes of one file.

        Raises:
            UnreadableError: it cannot be read.
        """
