"""Who may approve a run: a rule of its path, read against the catalog at the moment at which somebody asks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from catalog_store.entities import Known
from catalog_store.errors import InvalidRefError
from catalog_store.ownership import SLACK_CHANNEL_ANNOTATION, OwnershipFacts, judge
from catalog_store.policies import USER_GROUP
from catalog_store.refs import EntityRef
from catalog_store.runs.approvals import Approval
from catalog_store.runs.model import Run
from commands import kit
from commands.ask import Person
from commands.naming import read_ref
from commands.services import Services
from commands.user_groups import user_groups_of
from commands.who import find_user

OWNER, ON_CALL, ROLE = "owner", "on-call", "role:"

#: Seconds that the paging tool may take to say who is on call.
_PATIENCE = 1.0


@dataclass(frozen=True, slots=True)
class Deciders:
    """Groups and people any of whom may decide. `told` says who they are, ready to be shown, as part of a sentence.

    `near` is where to look for a channel when theirs is not known; `user_groups` are Slack's, as rules write them.
    """

    told: str
    who: tuple[Known, ...] = ()
    near: tuple[Known, ...] = ()
    user_groups: frozenset[str] = frozenset()

    @property
    def is_nobody(self) -> bool:
        return not (self.who or self.user_groups)

    @property
    def channel(self) -> str | None:
        """Where they are asked: the first channel that their entries name, by its id or its name."""
        written = (str(each.entity.annotations.get(SLACK_CHANNEL_ANNOTATION) or "") for each in (*self.who, *self.near))
        return next((first for each in written if (first := each.split(",")[0].strip())), None)

    def include(self, user: Known, groups: tuple[Known, ...]) -> bool:
        """Whether this user, who is in these groups, is one of them."""
        return bool({each.ref for each in self.who} & {user.ref, *(group.ref for group in groups)})


def deciders(rule: str, target: EntityRef | None, path_owner: str | None, services: Services) -> Deciders:
    """Those whom the rule means. `target` is the entity that the path acts on; `path_owner` is written in the path itself.

    Rights are the same whoever asks for them, so nothing is hidden here.
    """
    services = services.whole
    find = _RULES.get(rule)
    if find is not None:
        return find(target, path_owner, services)
    if rule.startswith(ROLE) and rule.removeprefix(ROLE) in services.policies.roles:
        return _role(rule, services)
    return _member(rule.removeprefix(ROLE), services)


def deciders_of(approval: Approval, run: Run, services: Services) -> Deciders:
    """Those who may decide about this run by this rule now."""
    template = services.golden.version(run.digest)
    return deciders(approval.rule, read_ref(run.target or ""), template.owner if template else None, services)


def objection(approval: Approval, run: Run, person: Person, services: Services) -> str | None:
    """Why this person may not decide about it, in a sentence; None when they may."""
    user = find_user(person, services)
    is_requester = person.user_id == run.user_id or (user is not None and str(user.ref) == run.requester)
    if is_requester and not approval.requester_may:
        return "You asked for this run yourself, so somebody else has to decide."
    allowed = deciders_of(approval, run, services)
    if is_one_of((allowed,), person, user, services):
        return None
    return only((allowed,), "may decide about this run", is_known=user is not None)


def is_one_of(allowed: Sequence[Deciders], person: Person, user: Known | None, services: Services) -> bool:
    """Whether this person, who is that user of the catalog, is among any of them."""
    groups = services.catalog.groups_of(user.ref) if user else ()
    if user is not None and any(each.include(user, groups) for each in allowed):
        return True
    named = frozenset[str]().union(*(each.user_groups for each in allowed))
    return bool(named) and not named.isdisjoint(user_groups_of(person, user, services))


def only(allowed: Sequence[Deciders], may: str, *, is_known: bool) -> str:
    """Whoever is none of these is told so: `Only … may do that.` `is_known`: the catalog knows them."""
    *others, last = [each.told for each in allowed]
    who = kit.listed([*(told.removesuffix(",") for told in others), last], "or")
    sentence = f"only {who} {may}."
    return kit.capitalized(sentence) if is_known else f"The catalog does not know you, and {sentence}"


def waiting_for(person: Person, services: Services, *, limit: int) -> tuple[tuple[Approval, Run], ...]:
    """What this person may decide about and has not, the oldest first."""
    found: list[tuple[Approval, Run]] = []
    for approval in services.approvals.open_ones():
        run = services.runs.find(approval.run_id)
        spoke = any(vote.user_id == person.user_id for vote in approval.decisions)
        if run is not None and not spoke and objection(approval, run, person, services) is None:
            found.append((approval, run))
    return tuple(found[:limit])


def _owner(target: EntityRef | None, path_owner: str | None, services: Services) -> Deciders:
    """The owner of what the path acts on; where it acts on nothing that exists, the owner of the path."""
    if target is None:
        return _group(path_owner or "", services, told="the owners of the path")
    facts = services.catalog.ownership_facts(target)
    owner = judge(facts, now=services.clock()).owner if facts else None
    told = f"the owner of {_label(facts, target)}"
    return Deciders(f"{told}, {kit.shown(owner.entity.label)},", (owner,)) if owner else Deciders(told)


def _on_call(target: EntityRef | None, path_owner: str | None, services: Services) -> Deciders:  # noqa: ARG001  # as the others
    if target is None:
        return Deciders("whoever is on call for what the path acts on")
    facts = services.catalog.ownership_facts(target)
    told = f"whoever is on call for {_label(facts, target)}"
    who = _on_call_for(facts, services) if facts else ()
    names = kit.listed([kit.shown(each.entity.label) for each in who], "or")
    near = (facts.subject, *([facts.owner] if facts.owner else [])) if facts else ()
    return Deciders(f"{told}, {names},", who, near) if who else Deciders(told)


def _label(facts: OwnershipFacts | None, target: EntityRef) -> str:
    return kit.shown(facts.subject.entity.label if facts else target.name)


def _on_call_for(facts: OwnershipFacts, services: Services) -> tuple[Known, ...]:
    """Those whom the paging tool would call first; where none tells, whom the annotation names."""
    entity = facts.subject.entity
    told = services.operations.look((entity,), patience=_PATIENCE).get(entity.ref, ())
    calls = [each for one in told if one.reading for each in one.reading.on_call or ()]
    mails = [each.email for each in calls if each.level == min(call.level for call in calls) and each.email]
    paged = [known for mail in mails if (known := services.catalog.find_by_email(mail))]
    if paged:
        return tuple({known.ref: known for known in paged}.values())
    return (facts.on_call,) if facts.on_call and facts.on_call.ref not in facts.left else ()


def _role(rule: str, services: Services) -> Deciders:
    """Everybody whom the configuration gives the role to."""
    members = [_member(each, services) for each in services.policies.members(rule)]
    who = tuple(known for each in members for known in each.who)
    user_groups = frozenset[str]().union(*(each.user_groups for each in members))
    return Deciders(kit.listed([each.told.removesuffix(",") for each in members], "or"), who, user_groups=user_groups)


def _member(written: str, services: Services) -> Deciders:
    return _user_group(written, services) if written.startswith(USER_GROUP) else _group(written, services)


def _user_group(written: str, services: Services) -> Deciders:
    """Whoever is in it in Slack, whether or not the catalog knows them."""
    gap = services.user_groups.gap(written)
    told = f"people of the Slack user group {kit.quoted(written.removeprefix(USER_GROUP))}"
    return Deciders(f"{told} (empty for now: {gap})" if gap else told, user_groups=frozenset({written}))


def _group(written: str, services: Services, *, told: str = "") -> Deciders:
    try:
        known = services.catalog.find(EntityRef.parse(written, default_kind="group"))
    except InvalidRefError:
        known = None
    if known is None:
        return Deciders(told or f"{kit.quoted(written)}, whom the catalog does not have,")
    name = kit.shown(known.entity.label)
    people = name if known.ref.kind == "user" else f"people of {name}"
    return Deciders(f"{told}, {people}," if told else people, (known,))


_RULES: Mapping[str, Callable[[EntityRef | None, str | None, Services], Deciders]] = {OWNER: _owner, ON_CALL: _on_call}
