"""Everything that one answer about an owner is made from, read once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from catalog_store.candidates import Candidate
from catalog_store.entities import Entity, Known, Relation, RelationType
from catalog_store.ownership import Ownership, OwnershipFacts, Standing, judge
from catalog_store.refs import EntityRef
from catalog_store.repositories import place_at, split_url
from catalog_store.undescribed.finding import OwnerGuess
from commands.ask import Person
from commands.condition.glance import NO_GLANCE, Glance, glance_at
from commands.reach import source_url
from commands.services import Services
from commands.who import name_of_person

#: Where no owner of its own is known, so that somebody may say "that is ours".
CLAIMABLE = (Standing.NOBODY, Standing.MISSING, Standing.LEFT, Standing.INHERITED)

_UNKNOWN = (Standing.NOBODY, Standing.MISSING)


@dataclass(frozen=True, slots=True)
class Claimed:
    """Who says that it is theirs, by name, and since when. Nobody has decided about it yet."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Sheet:
    """The thing, the judgement about its owner, and what its kind's answer shows besides.

    `why` is how the words led here, when words did. `left` are the members who left. `addressed` is the person whose
    e-mail address stands where an owner should, `claims` who says that it is theirs, `glance` how the thing is doing as
    far as that is remembered, `guess` whose it may be by its repository, where nobody is known. What `is_private` not
    everybody may know of.
    """

    facts: OwnershipFacts
    ownership: Ownership
    now: datetime
    why: Candidate | None = None
    relations: tuple[Relation, ...] = ()
    groups: tuple[Known, ...] = ()
    members: tuple[Known, ...] = ()
    owned: Mapping[str, int] = field(default_factory=dict)
    left: frozenset[EntityRef] = frozenset()
    addressed: Known | None = None
    claims: tuple[Claimed, ...] = ()
    glance: Glance = NO_GLANCE
    guess: OwnerGuess | None = None
    is_private: bool = False

    @property
    def subject(self) -> Known:
        return self.facts.subject

    @property
    def entity(self) -> Entity:
        return self.facts.subject.entity

    @property
    def ref(self) -> EntityRef:
        return self.facts.subject.ref

    def targets(self, kind: RelationType) -> tuple[EntityRef, ...]:
        """The other ends of relations that lead away from the thing."""
        return tuple(each.target for each in self.relations if each.type is kind and each.source == self.ref)

    def sources(self, kind: RelationType) -> tuple[EntityRef, ...]:
        """The other ends of relations that lead to the thing."""
        return tuple(each.source for each in self.relations if each.type is kind and each.target == self.ref)


def find_sheet(ref: EntityRef, services: Services, *, why: Candidate | None = None) -> Sheet | None:
    """What a short answer needs: one question for most kinds, two or three for those that show their parts."""
    facts = services.catalog.ownership_facts(ref)
    if facts is None:
        return None
    now = services.clock()
    ownership = judge(facts, now=now)
    named = ownership.named if ownership.owner is None else None
    addressed = services.catalog.find_by_email(named) if named and "@" in named else None
    glance = glance_at([facts.subject], services).get(ref, NO_GLANCE)
    claims = _claims(ref, services) if ownership.standing in CLAIMABLE else ()
    is_private = services.sight.is_private(facts.subject)
    guess = _guess(facts.subject, services) if ownership.standing in _UNKNOWN else None
    sheet = Sheet(
        facts,
        ownership,
        now,
        why,
        addressed=addressed,
        claims=claims,
        glance=glance,
        guess=guess,
        is_private=is_private,
    )
    complete = _COMPLETIONS.get(ref.kind)
    return complete(sheet, services) if complete else sheet


def with_relations(sheet: Sheet, services: Services) -> Sheet:
    """The same with its relations, for the long answer."""
    return sheet if sheet.relations else replace(sheet, relations=services.catalog.relations(sheet.ref))


def _claims(ref: EntityRef, services: Services) -> tuple[Claimed, ...]:
    return tuple(
        Claimed(name_of_person(Person(each.user, each.team), services), each.claimed_at)
        for each in services.claims.of(ref)
    )


def _guess(known: Known, services: Services) -> OwnerGuess | None:
    """What its own repository says: where the file merely names another one, nothing is made of that."""
    source, location = source_url(known) or "", known.provenance.location
    place, home, split = place_at(source), place_at(location.removeprefix("url:")), split_url(source)
    is_its_own = location.startswith("file:") or (place and home and place.slug == home.slug)
    return services.undescribed.guess(place.slug, host=split[0]) if place and split and is_its_own else None


def _of_group(sheet: Sheet, services: Services) -> Sheet:
    members, owned = services.catalog.members_of(sheet.ref), services.catalog.count_owned_by((sheet.ref,))
    left = services.catalog.left_of([member.ref for member in members])
    peopled = replace(sheet, members=members, owned=owned, left=left)
    return peopled if members else with_relations(peopled, services)  # it may be made of teams instead of people


def _of_person(sheet: Sheet, services: Services) -> Sheet:
    groups = services.catalog.groups_of(sheet.ref)
    owners = (sheet.ref, *(group.ref for group in groups))
    return replace(sheet, groups=groups, owned=services.catalog.count_owned_by(owners))


_COMPLETIONS: Mapping[str, Callable[[Sheet, Services], Sheet]] = {
    "group": _of_group,
    "user": _of_person,
    "api": with_relations,
    "system": with_relations,
    "domain": with_relations,
    "resource": with_relations,
}
