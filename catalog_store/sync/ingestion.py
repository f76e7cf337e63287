"""Reads a source from its first file to the last one that its Locations name, and brings the catalog in line with it."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from catalog_store.database import Database
from catalog_store.descriptors import Kinds, content_hash, current, digest_of, read_descriptor
from catalog_store.entities import Fault, Severity
from catalog_store.errors import OvertakenError
from catalog_store.reading import Dependency, Opener, SourceFile, Unchanged, UnreadableError
from catalog_store.spans import span
from catalog_store.sync.admission import LetsIn, admitted, everything
from catalog_store.sync.documents import sync_documents
from catalog_store.sync.files import StoredFile, state_of, stored_files
from catalog_store.sync.moves import move_files
from catalog_store.sync.plan import ReadFile, Reading, RemovalLimits, plan_merge
from catalog_store.sync.write import Written, carry_out, holdings, lock_merges

#: A Location may name a file whose Location names another, this many times.
MAX_DEPTH = 10

#: Marks where a file stood before another one was moved there.
REPLACED = "#replaced"

#: How long a merge may take, or wait for another one: a first read of a large fleet on a slow disk.
_PATIENCE = timedelta(minutes=10)
#: So often a read that others overtook is begun anew.
_MOST_TRIES = 3


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
    hidden: list[str] = field(default_factory=list)
    moved: dict[str, str] = field(default_factory=dict)
    covered: set[str] = field(default_factory=set)
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
                yield from self._miss(found)
            elif found.location not in self.met:
                self.met.add(found.location)
                self.progress(len(self.met))
                # What a folder or a pattern of the configuration holds may be let in by the rules for that folder.
                places = (found.location, location) if depth == 0 else (found.location,)
                targets = self._targets(found, places)
                if depth < MAX_DEPTH:
                    yield from targets
                elif targets:
                    reason = f"Locations lead more than {MAX_DEPTH} files deep: name the file directly"
                    yield from self._miss(UnreadableError(found.location, reason))

    def _miss(self, error: UnreadableError) -> Iterator[str]:
        """Note what could not be read. What it hides is taken to stand as it did, and to lead where it led."""
        self.unreadable[error.location] = error.reason
        self.hidden.append(error.hides)
        if error.hides:
            for location, stored in self.stored.items():
                if location.startswith(error.hides) and location not in self.met:
                    yield from stored.targets

    def _targets(self, found: SourceFile | Unchanged, places: Sequence[str]) -> Iterable[str]:
        """Where the file points, from the last read when nothing about it has changed."""
        allowed = self._allowed(places)
        is_moved = isinstance(found, SourceFile) and found.former in self.stored
        stored = None if is_moved else self.stored.get(found.location)
        if stored and stored.digest is not None and stored.digest == self._digest_now(found, stored, allowed):
            self.unchanged.add(found.location)
            if isinstance(found, Unchanged) and found.covers(found.location):
                self.covered.add(found.location)
            return stored.targets
        try:
            file = self._opened(found)
        except UnreadableError as error:
            return self._miss(error)
        descriptor = read_descriptor(file, fetch=self.opener.fetch, kinds=self.kinds)
        content = content_hash(file.body)
        mark = digest_of(content, descriptor.dependencies, allowed)
        descriptor = admitted(descriptor, allowed, file)
        if file.former and file.former in self.stored:
            self._move(file.former, file.location)
        self.read.append(ReadFile(file.location, mark, file.commit, descriptor, content, file.revision))
        return descriptor.targets

    def _opened(self, found: SourceFile | Unchanged) -> SourceFile:
        if isinstance(found, SourceFile):
            return found
        return SourceFile(found.location, self.opener.fetch(found.location), found.commit, found.revision)

    def _move(self, former: str, location: str) -> None:
        """The stored file at `former` goes to `location`. One that is known there already makes room and is gone."""
        self.moved[former] = location
        if location in self.stored and location not in self.moved:
            self.moved[location] = location + REPLACED

    def _allowed(self, places: Sequence[str]) -> Kinds:
        """The kinds that may come in from a file. They are part of its digest, so that other rules are heeded at once."""
        if self.lets_in is everything:
            return self.kinds
        names = (kind for kind in self.kinds.names if any(self.lets_in(kind, place) for place in places))
        return replace(self.kinds, names=tuple(names))

    def _digest_now(self, found: SourceFile | Unchanged, stored: StoredFile, allowed: Kinds) -> bytes | None:
        """None when only reading the file can tell."""
        if isinstance(found, SourceFile):
            if found.former in self.stored:
                return None
            content = content_hash(found.body)
        elif stored.content is None:
            return None
        else:
            content = stored.content
        return digest_of(content, (self._dependency_now(each, found) for each in stored.dependencies), allowed)

    def _dependency_now(self, dependency: Dependency, found: SourceFile | Unchanged) -> Dependency:
        is_same = isinstance(found, Unchanged) and found.covers(dependency.location) and dependency.digest
        return dependency if is_same else current(dependency, self.opener.fetch)

    def has_documents_due(self, is_part: bool, location: str, is_known: bool) -> bool:
        """Whether what lies around a descriptor may have changed, or was never read."""
        if location in self.covered:
            return not (is_part or is_known)
        return location in self.met or not is_part

    def vanished(self, scope: Sequence[str]) -> frozenset[str]:
        """What was known, within the scope, and is there no more, as far as anybody can tell."""
        if "" in self.hidden:
            return frozenset()
        known = (set(self.stored) - set(self.moved)) | {
            place for place in self.moved.values() if place.endswith(REPLACED)
        }
        candidates = known - self.met - set(self.unreadable)
        hidden, within = tuple(self.hidden), tuple(scope)
        return frozenset(
            place for place in candidates if not place.startswith(hidden) and (not within or place.startswith(within))
        )


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
        scope: Sequence[str] = (),
        progress: Callable[[int], None] = lambda _count: None,
    ) -> Outcome:
        """Read the source and merge what it says; the catalog is the old one or the new one, never between.

        `roots` are the locations to begin at, by default the source's own id. With a `scope` they are only a part of the
        source, whose locations begin so; the rest is left alone. With `dry_run` everything is done and then undone.
        `progress` is told the number of files met so far.

        Raises:
            DatabaseAwayError: Postgres does not answer; nothing has changed.
            OvertakenError: others read the same source at the same time, again and again; nothing has changed.
        """
        for _ in range(_MOST_TRIES):
            with span("sync", source=source):
                outcome = self._read(source, roots or (source,), dry_run, accept_removals, scope, progress)
            if outcome is not None:
                return outcome
        raise OvertakenError(source)

    def _read(
        self,
        source: str,
        roots: Sequence[str],
        dry_run: bool,
        accept_removals: bool,
        scope: Sequence[str],
        progress: Callable[[int], None],
    ) -> Outcome | None:
        """None when somebody else merged a newer state while this one was being read."""
        with self._database.reading() as connection:
            before = state_of(connection, source)
            stored = stored_files(connection, source)
        walk = _Walk(self._opener, self._kinds, self._lets_in, stored, progress)
        walk.run(roots)
        reading = Reading(
            source,
            tuple(walk.read),
            frozenset(walk.unchanged),
            walk.unreadable,
            walk.vanished(scope),
            walk.moved,
            is_bounded="" not in walk.hidden,
            is_part=bool(scope),
        )
        with self._database.changing(patience=_PATIENCE) as connection:
            lock_merges(connection)
            if state_of(connection, source) != before:
                return None
            written, faults = self._merge(connection, reading, accept_removals=accept_removals)
            if dry_run:
                connection.rollback()
        if not dry_run:
            sync_documents(self._database, source, self._opener.fetch, partial(walk.has_documents_due, bool(scope)))
        known = {location: stored[location].faults for location in walk.unchanged if stored[location].faults}
        return Outcome(source, written, len(walk.met), len(walk.unchanged), known | faults, walk.unreadable)

    def _merge(
        self, connection: Connection, reading: Reading, *, accept_removals: bool
    ) -> tuple[Written, dict[str, tuple[Fault, ...]]]:
        move_files(connection, reading)
        now = self._clock()
        held = holdings(connection, reading, since=now - self._limits.span)
        plan = plan_merge(reading, held, limits=self._limits, accept_removals=accept_removals)
        written = carry_out(connection, reading, plan, held, now)
        faults = {
            file.location: (*file.descriptor.faults, *plan.taken.get(file.location, ()))
            for file in reading.read
            if file.descriptor.faults or file.location in plan.taken
        }
        return written, faults
