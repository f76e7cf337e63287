"""What a read of a source changes in the catalog. Values in, values out: nothing here asks a database."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from catalog_store.entities import Entity, Fault
from catalog_store.reading import Described, Descriptor


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that is new or not what it was, with what it says now. `content` is the hash of its bytes alone."""

    location: str
    digest: bytes
    commit: str | None
    descriptor: Descriptor
    content: bytes = b""
    revision: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One read of a source: what changed, what did not, what could not be read.

    `vanished` are locations that were known and were not met; it counts only when everything answered, or when the read
    `is_bounded`: it is known what was missed, and that is not among them. `moved` leads from where a file was to where it
    is now. A read that `is_part` says nothing of the source as a whole.
    """

    source: str
    read: tuple[ReadFile, ...]
    unchanged: frozenset[str] = frozenset()
    unreadable: Mapping[str, str] = field(default_factory=dict)
    vanished: frozenset[str] = frozenset()
    moved: Mapping[str, str] = field(default_factory=dict)
    is_bounded: bool = False
    is_part: bool = False

    @property
    def is_certain(self) -> bool:
        """What vanished is gone. After anything else nothing may be taken for gone."""
        return self.is_complete or self.is_bounded

    @property
    def is_complete(self) -> bool:
        """Everything answered."""
        return not self.unreadable


@dataclass(frozen=True, slots=True)
class Held:
    """A live entity that the catalog holds already, and where from."""

    id: int
    ref: str
    kind: str
    hash: bytes
    line: int
    source: str
    location: str
    is_broken: bool


@dataclass(frozen=True, slots=True)
class Holdings:
    """The live entities that a reading concerns: same reference, or out of one of its files.

    `total` counts all live entities of the source. `removed` are ids of removed entities by their reference. `lately` and
    `groups_lately` count what reads of the source have removed within the limits' span without anybody being asked;
    `waiting` are the references about which somebody is being asked.
    """

    entities: tuple[Held, ...]
    total: int
    removed: Mapping[str, int] = field(default_factory=dict)
    lately: int = 0
    groups_lately: int = 0
    waiting: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RemovalLimits:
    """When a removal is too large to happen without a person: more than a share and at least a number, or many groups.

    Removals of one source within `span` count as one, so that nothing is wiped in small bites.
    """

    share: float = 0.1
    entities: int = 10
    groups: int = 5
    span: timedelta = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Settled:
    """One described entity and the row that it goes to. `id` is None for a new one; `former` is the reference that it had."""

    described: Described
    location: str
    id: int | None = None
    former: str | None = None
    revived: bool = False

    @property
    def entity(self) -> Entity:
        return self.described.entity

    @property
    def ref(self) -> str:
        return str(self.described.entity.ref)


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a reading leads to. Each list holds what its name says; `reread` are files that must be read again next time.

    `still_waiting` are references that waited before, and of which this reading says nothing. `is_agreed`: a person has
    agreed to what is removed.
    """

    settled: tuple[Settled, ...]
    removed: tuple[Held, ...]
    waiting: tuple[Held, ...]
    broken: tuple[Held, ...]
    taken: Mapping[str, tuple[Fault, ...]]
    reread: frozenset[str]
    is_agreed: bool = False
    still_waiting: frozenset[str] = frozenset()


def plan_merge(
    reading: Reading, holdings: Holdings, *, limits: RemovalLimits | None = None, accept_removals: bool = False
) -> Plan:
    """Decide what happens to each entity.

    A reference belongs to the file that held it first, until that file lets go of it. Within a file, one entity that
    went and one of the same kind that came are the same thing under a new name. With `accept_removals` a person has
    agreed to a removal of any size.
    """
    scene = _Scene.of(reading, holdings)
    owners, taken = _settle_claims(scene)
    settled = tuple(_settle(scene, owners))
    present = {each.ref for each in settled} | {each.former for each in settled}
    rest = [held for held in scene.own if held.ref not in present]
    # A file that wanted a name in vain says less than was meant: what it had before may be what is called so now.
    gone = tuple(held for held in rest if scene.let_go(held) and held.location not in taken)
    gone_ids = {held.id for held in gone}
    broken = tuple(held for held in rest if held.id not in gone_ids and scene.is_behind(held) and not held.is_broken)
    still = scene.still_waiting() - present - {held.ref for held in gone}
    waits = not accept_removals and _must_wait(gone, holdings, len(settled), still, limits or RemovalLimits())
    removed, waiting = ((), gone) if waits else (gone, ())
    reread = frozenset(taken) | {held.location for held in waiting}
    return Plan(settled, removed, waiting, broken, taken, reread, accept_removals, still)


@dataclass(frozen=True, slots=True)
class _Scene:
    """A reading and what it meets, indexed for the questions below."""

    reading: Reading
    holdings: Holdings
    held: Mapping[str, Held]
    own: tuple[Held, ...]
    own_at: Mapping[str, list[Held]]
    files: Mapping[str, ReadFile]
    refs_at: Mapping[str, frozenset[str]]
    refs: frozenset[str]

    @classmethod
    def of(cls, reading: Reading, holdings: Holdings) -> "_Scene":
        own = tuple(held for held in holdings.entities if held.source == reading.source)
        own_at: defaultdict[str, list[Held]] = defaultdict(list)
        for held in own:
            own_at[held.location].append(held)
        refs_at = {
            file.location: frozenset(str(each.entity.ref) for each in file.descriptor.entities) for file in reading.read
        }
        return cls(
            reading,
            holdings,
            {held.ref: held for held in holdings.entities},
            own,
            own_at,
            {file.location: file for file in reading.read},
            refs_at,
            frozenset().union(*refs_at.values()),
        )

    def described(self) -> Iterator[tuple[str, Described]]:
        for file in self.reading.read:
            for described in file.descriptor.entities:
                yield file.location, described

    def let_go(self, held: Held) -> bool:
        """The file that held it is gone for certain, or whole and no longer says it."""
        if held.source != self.reading.source:
            return not held.source  # left over from a source that is no longer there
        if held.location in self.reading.vanished:
            return self.reading.is_certain
        file = self.files.get(held.location)
        return file is not None and file.descriptor.is_whole and held.ref not in self.refs_at[held.location]

    def still_waiting(self) -> frozenset[str]:
        """What waits for a person, unless this reading saw all there is: then it finds again what is still gone."""
        is_whole = self.reading.is_complete and not self.reading.is_part
        return frozenset() if is_whole else self.holdings.waiting

    def is_behind(self, held: Held) -> bool:
        """Its file was read and no longer gives it, through a fault; or could not be read."""
        return held.location in self.reading.unreadable or held.location in self.files


def _settle_claims(scene: _Scene) -> tuple[dict[str, str], dict[str, tuple[Fault, ...]]]:
    """Which file gets each reference, and the faults of the files that wanted one in vain."""
    owners: dict[str, str] = {}
    for location, described in scene.described():
        holder = scene.held.get(str(described.entity.ref))
        if holder and (holder.source, holder.location) == (scene.reading.source, location):
            owners[holder.ref] = location
    taken: defaultdict[str, tuple[Fault, ...]] = defaultdict(tuple)
    for location, described in scene.described():
        ref = str(described.entity.ref)
        holder = scene.held.get(ref)
        if holder and ref not in owners and not scene.let_go(holder):
            taken[location] += (_taken_by(described, holder, location),)
        elif owners.setdefault(ref, location) != location:
            taken[location] += (_name_taken(described, owners[ref]),)
    return owners, dict(taken)


def _settle(scene: _Scene, owners: Mapping[str, str]) -> Iterator[Settled]:
    for file in scene.reading.read:
        won = [each for each in file.descriptor.entities if owners.get(str(each.entity.ref)) == file.location]
        renamed = _renames(scene, file, won)
        for described in won:
            ref = str(described.entity.ref)
            if held := scene.held.get(ref):
                yield Settled(described, file.location, held.id)
            elif former := renamed.get(ref):
                yield Settled(described, file.location, former.id, former=former.ref)
            elif (removed := scene.holdings.removed.get(ref)) is not None:
                yield Settled(described, file.location, removed, revived=True)
            else:
                yield Settled(described, file.location)


def _renames(scene: _Scene, file: ReadFile, won: list[Described]) -> dict[str, Held]:
    """The entities of this file that are old ones under a new name, by their new reference."""
    if not file.descriptor.is_whole or len(won) < len(file.descriptor.entities):
        return {}
    came = [each.entity.ref for each in won if str(each.entity.ref) not in scene.held]
    went = [held for held in scene.own_at.get(file.location, ()) if held.ref not in scene.refs]
    coming = Counter(ref.kind for ref in came)
    going = Counter(held.kind for held in went)
    return {
        str(new): old
        for new in came
        for old in went
        if new.kind == old.kind and coming[old.kind] == going[old.kind] == 1
    }


def _must_wait(
    gone: tuple[Held, ...], holdings: Holdings, settled: int, still: frozenset[str], limits: RemovalLimits
) -> bool:
    if not gone:
        return False
    count = len(gone) + holdings.lately
    groups = sum(held.kind == "group" for held in gone)
    many_groups = groups > 0 and groups + holdings.groups_lately >= limits.groups
    too_many = count >= limits.entities and count > limits.share * (holdings.total + holdings.lately)
    is_last = len(gone) >= holdings.total and not settled
    # Whoever is being asked is not overtaken by the end of the span.
    is_asked_about = bool(still) or (bool(holdings.waiting) and holdings.waiting <= {held.ref for held in gone})
    return too_many or many_groups or is_last or is_asked_about


def _taken_by(described: Described, holder: Held, location: str) -> Fault:
    if holder.location != location:
        return _name_taken(described, holder.location)
    return Fault(
        code="read-twice",
        message=f"{described.entity.ref} comes in already from this very file, through the source {holder.source}",
        fix=f"Ingest {holder.source.partition(':')[2]} instead, which holds this file.",
        line=described.line,
        field="metadata.name",
    )


def _name_taken(described: Described, holder: str) -> Fault:
    return Fault(
        code="name-taken",
        message=f"{described.entity.ref} is described in {holder} already, which came first",
        fix="Give one of the two another name or namespace, or remove one description.",
        line=described.line,
        field="metadata.name",
    )
