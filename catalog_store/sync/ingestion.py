"""Reads a source from its first file to the last one that its Locations name, and brings the catalog in line with it."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from catalog_store.database import Database
from catalog_store.descriptors import Kinds, current, digest, read_descriptor
from catalog_store.entities import Fault, Severity
from catalog_store.reading import Opener, SourceFile, UnreadableError
from catalog_store.sync.admission import LetsIn, admitted, everything
from catalog_store.sync.plan import ReadFile, Reading, RemovalLimits, plan_merge
from catalog_store.sync.write import StoredFile, Written, carry_out, holdings, lock_merges, stored_files

#: A Location may name a file whose Location names another, this many times.
MAX_DEPTH = 10

#: How long a merge may take, or wait for another one: a first read of a large fleet on a slow disk.
_PATIENCE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one read of a source came to. `faults` are those of its files by location, of the unchanged ones too."""

    source: str
    written: Written
    files: int = 0
    unchanged: int = 0
    faults: Mapping[str, tuple[Fault, ...]] = field(default_factory=dict)
    unreadable: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_clean(self) -> bool:
        """Every document came in; warnings do not count."""
        refused = any(fault.severity is Severity.ERROR for faults in self.faults.values() for fault in faults)
        return not refused and not self.unreadable


@dataclass(slots=True)
class _Walk:
    """The files of one source as they are met."""

    opener: Opener
    kinds: Kinds
    lets_in: LetsIn
    stored: Mapping[str, StoredFile]
    progress: Callable[[int], None]
    read: list[ReadFile] = field(default_factory=list)
    unchanged: set[str] = field(default_factory=set)
    unreadable: dict[str, str] = field(default_factory=dict)
    opened: set[str] = field(default_factory=set)
    met: set[str] = field(default_factory=set)

    def run(self, roots: Sequence[str]) -> None:
        queue = deque((root, 0) for root in roots)
        while queue:
            location, depth = queue.popleft()
            if location in self.opened:
                continue
            self.opened.add(location)
            queue.extend((target, depth + 1) for target in self._follow(location, depth))

    def _follow(self, location: str, depth: int) -> Iterator[str]:
        for found in self.opener.open(location):
            if isinstance(found, UnreadableError):
                self.unreadable[found.location] = found.reason
            elif found.location not in self.met:
                self.met.add(found.location)
                self.progress(len(self.met))
                # What a folder or a pattern of the configuration holds may be let in by the rules for that folder.
                places = (found.location, location) if depth == 0 else (found.location,)
                targets = self._targets(found, places)
                if depth < MAX_DEPTH:
                    yield from targets
                elif targets:
                    self.unreadable[found.location] = (
                        f"Locations lead more than {MAX_DEPTH} files deep: name the file directly"
                    )

    def _targets(self, file: SourceFile, places: Sequence[str]) -> tuple[str, ...]:
        """Where the file points, from the last read when nothing about it has changed."""
        allowed = self._allowed(places)
        stored = self.stored.get(file.location)
        if stored and stored.digest is not None and stored.digest == self._digest_now(file, stored, allowed):
            self.unchanged.add(file.location)
            return stored.targets
        descriptor = read_descriptor(file, fetch=self.opener.fetch, kinds=self.kinds)
        mark = digest(file, descriptor.dependencies, allowed)
        descriptor = admitted(descriptor, allowed, file)
        self.read.append(ReadFile(file.location, mark, file.commit, descriptor))
        return descriptor.targets

    def _allowed(self, places: Sequence[str]) -> Kinds:
        """The kinds that may come in from a file. They are part of its digest, so that other rules are heeded at once."""
        if self.lets_in is everything:
            return self.kinds
        names = (kind for kind in self.kinds.names if any(self.lets_in(kind, place) for place in places))
        return replace(self.kinds, names=tuple(names))

    def _digest_now(self, file: SourceFile, stored: StoredFile, allowed: Kinds) -> bytes | None:
        try:
            dependencies = [current(each, self.opener.fetch) for each in stored.dependencies]
        except UnreadableError:
            return None
        return digest(file, dependencies, allowed)


class Ingestion:
    """Brings the catalog in line with its sources, one source at a time."""

    def __init__(
        self,
        database: Database,
        opener: Opener,
        *,
        kinds: Kinds,
        clock: Callable[[], datetime],
        lets_in: LetsIn = everything,
        limits: RemovalLimits | None = None,
    ) -> None:
        """`lets_in` says whether an entity of this kind may come in from this location."""
        self._database = database
        self._opener = opener
        self._kinds = kinds
        self._clock = clock
        self._lets_in = lets_in
        self._limits = limits or RemovalLimits()

    def run(
        self,
        source: str,
        roots: Sequence[str] = (),
        *,
        dry_run: bool = False,
        accept_removals: bool = False,
        progress: Callable[[int], None] = lambda _count: None,
    ) -> Outcome:
        """Read the source and merge what it says; the catalog is the old one or the new one, never between.

        `roots` are the locations to begin at, by default the source's own id. With `dry_run` everything is done and
        then undone. `progress` is told the number of files met so far.

        Raises:
            DatabaseAwayError: Postgres does not answer; nothing has changed.
        """
        with self._database.reading() as connection:
            stored = stored_files(connection, source)
        walk = _Walk(self._opener, self._kinds, self._lets_in, stored, progress)
        walk.run(roots or (source,))
        reading = Reading(
            source,
            tuple(walk.read),
            frozenset(walk.unchanged),
            walk.unreadable,
            frozenset(stored) - walk.met - set(walk.unreadable),
        )
        with self._database.changing(patience=_PATIENCE) as connection:
            written, faults = self._merge(connection, reading, accept_removals=accept_removals)
            if dry_run:
                connection.rollback()
        known = {location: stored[location].faults for location in walk.unchanged if stored[location].faults}
        return Outcome(source, written, len(walk.met), len(walk.unchanged), known | faults, walk.unreadable)

    def _merge(
        self, connection: Connection, reading: Reading, *, accept_removals: bool
    ) -> tuple[Written, dict[str, tuple[Fault, ...]]]:
        lock_merges(connection)
        held = holdings(connection, reading)
        plan = plan_merge(reading, held, limits=self._limits, accept_removals=accept_removals)
        written = carry_out(connection, reading, plan, held, self._clock())
        faults = {
            file.location: (*file.descriptor.faults, *plan.taken.get(file.location, ()))
            for file in reading.read
            if file.descriptor.faults or file.location in plan.taken
        }
        return written, faults
