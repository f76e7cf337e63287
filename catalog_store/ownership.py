"""Who owns a thing, how sure that is, and what is wrong with the answer. Values in, values out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from catalog_store.entities import Entity, Known
from catalog_store.errors import InvalidRefError
from catalog_store.refs import EntityRef

#: Knowledge that was not confirmed for this long is said to be stale.
TIME_TO_LIVE = timedelta(days=1)

#: Asked so often in vain whether a thing is still theirs, its owners are no longer sure to be.
SILENT_AFTER = 2

#: Names the person on call right now, on a component or on the group that owns it, where no paging tool does.
ON_CALL_ANNOTATION = "callboard.io/on-call"
SLACK_CHANNEL_ANNOTATION = "slack.com/channel-id"
PAGERDUTY_ANNOTATION = "pagerduty.com/service-id"


class Standing(StrEnum):
    """How an owner came to be the answer."""

    DECLARED = "declared"  # the file names it and it exists
    INHERITED = "inherited"  # from the system or domain that the thing is part of
    ITSELF = "itself"  # a group or a person was asked about
    LEFT = "left"  # the owner is somebody who is deactivated in Slack
    MISSING = "missing"  # the file names an owner that the catalog does not have
    NOBODY = "nobody"  # no owner anywhere


@dataclass(frozen=True, slots=True)
class OwnershipFacts:
    """What the store knows that bears on who owns `subject`; read in one question.

    `owner` is the declared owner if it exists; `ancestors` are the system and its domain with their owners, nearest
    first; `on_call` is the person whom the annotation names, if the catalog has them. `left` are those of all these who
    are deactivated in Slack, and `teams` the groups of an owner who left, where nobody else owns it. `unverified_since` is
    when the owner was first asked whether it is still theirs, if they were silent `SILENT_AFTER` times.
    """

    subject: Known
    owner: Known | None = None
    ancestors: tuple[tuple[Known, Known | None], ...] = ()
    on_call: Known | None = None
    member_count: int = 0
    left: frozenset[EntityRef] = frozenset()
    teams: tuple[Known, ...] = ()
    unverified_since: datetime | None = None

    @property
    def has_present_owner(self) -> bool:
        """Whether somebody owns it, or what it is part of, who has not left."""
        return any(owner.ref not in self.left for owner in self._owners)

    @property
    def departed_owner(self) -> Known | None:
        """The nearest owner, if all of them left."""
        return None if self.has_present_owner else next(iter(self._owners), None)

    @property
    def _owners(self) -> tuple[Known, ...]:
        owners = (self.owner, *(owner for _, owner in self.ancestors))
        return tuple(owner for owner in owners if owner)


@dataclass(frozen=True, slots=True)
class StandIn:
    """Whom to ask where the owner left; `because` says why them ("who own the system Timetable, which it is part of")."""

    who: Known
    because: str


@dataclass(frozen=True, slots=True)
class Ownership:
    """The judgement. `named` is the owner's text in the file when there is one, whether or not it exists.

    `because` says why in one sentence part ("`spec.owner` in catalog-info.yaml"); `warnings` are full sentences.
    """

    standing: Standing
    owner: Known | None
    named: str | None
    because: str
    inherited_from: Known | None = None
    warnings: tuple[str, ...] = ()
    is_stale: bool = False
    stand_in: StandIn | None = None


def judge(facts: OwnershipFacts, *, now: datetime, time_to_live: timedelta = TIME_TO_LIVE) -> Ownership:
    """Who owns it by these facts, at this time."""
    subject = facts.subject
    age = now - subject.provenance.read_at
    stale = age > time_to_live
    warnings = tuple(_warnings(facts))
    if subject.ref.kind in ("group", "user"):
        return Ownership(Standing.ITSELF, subject, None, "that is who you asked about", None, warnings, stale)
    named = _named_owner(subject.entity)
    if facts.owner:
        because = f"`spec.owner` in {file_name(subject)}"
        if facts.owner.ref in facts.left:
            return Ownership(Standing.LEFT, facts.owner, named, because, None, warnings, stale, _stand_in(facts))
        return Ownership(Standing.DECLARED, facts.owner, named, because, None, warnings, stale)
    # Who left is an answer only where nobody further up is there.
    for ancestor, owner in sorted(facts.ancestors, key=lambda each: each[1] is not None and each[1].ref in facts.left):
        if owner:
            because = f"it is part of the {ancestor.ref.kind} {ancestor.entity.label}, whose owner this is"
            standing = Standing.LEFT if owner.ref in facts.left else Standing.INHERITED
            stand_in = _stand_in(facts) if standing is Standing.LEFT else None
            return Ownership(standing, owner, named, because, ancestor, warnings, stale, stand_in)
    if named:
        because = f"`spec.owner` in {file_name(subject)} says {named}, and the catalog has nobody of that name"
        return Ownership(Standing.MISSING, None, named, because, None, warnings, stale)
    return Ownership(Standing.NOBODY, None, None, f"{file_name(subject)} names no owner", None, warnings, stale)


def owner_ref(entity: Entity) -> EntityRef | None:
    """The entity that `spec.owner` names, whether it exists or not; None without one or if it cannot be a reference."""
    return _parsed(_named_owner(entity), entity, default_kind="group")


def on_call_ref(entity: Entity) -> EntityRef | None:
    """The person whom the entity's annotation names as on call."""
    return _parsed(entity.annotations.get(ON_CALL_ANNOTATION), entity, default_kind="user")


def file_name(known: Known) -> str:
    """The last part of the file's place, which a person recognises: `catalog-info.yaml`."""
    return known.provenance.location.rstrip("/").rsplit("/", 1)[-1] or known.provenance.location


def _stand_in(facts: OwnershipFacts) -> StandIn | None:
    for above, owner in facts.ancestors:
        if owner and owner.ref not in facts.left:
            return StandIn(owner, f"who own the {above.ref.kind} {above.entity.label}, which it is part of")
    return StandIn(facts.teams[0], "the team that they were in") if facts.teams else None


def _named_owner(entity: Entity) -> str | None:
    owner = entity.spec.get("owner")
    return owner.strip() if isinstance(owner, str) and owner.strip() else None


def _parsed(named: str | None, entity: Entity, *, default_kind: str) -> EntityRef | None:
    if not named:
        return None
    try:
        return EntityRef.parse(named, default_kind=default_kind, default_namespace=entity.ref.namespace)
    except InvalidRefError:
        return None


def _warnings(facts: OwnershipFacts) -> list[str]:
    found = []
    subject = facts.subject
    if subject.ref in facts.left:
        found.append(f"{subject.entity.label} left: their account is deactivated in Slack.")
    named = _named_owner(subject.entity)
    if named and facts.owner is None and any(owner for _, owner in facts.ancestors):
        found.append(f"Its own file names {named} as owner, and the catalog has nobody of that name.")
    if facts.owner and facts.owner.ref.kind == "group" and facts.member_count == 0:
        found.append(f"The catalog knows no members of {facts.owner.entity.label}.")
    if facts.unverified_since:
        since = f"{facts.unverified_since:%d %b %Y}"
        found.append(f"Unverified since {since}: its owner was asked whether it is still theirs, and did not answer.")
    if subject.faults:
        fault = subject.faults[0]
        place = f"line {fault.line}: " if fault.line else ""
        found.append(
            f"A newer version of {file_name(subject)} has a fault ({place}{fault.message}); this is the last good one."
        )
    return found
