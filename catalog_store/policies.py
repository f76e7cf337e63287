"""Who may do what: the rules as they are written, and which of them is about a deed. Values in, values out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from types import MappingProxyType

from catalog_store.entities import Entity
from catalog_store.ownership import owner_ref
from catalog_store.refs import EntityRef

#: Who a rule may name beside groups, people and roles.
ANYONE, NOBODY, OWNER, ON_CALL, ROLE = "anyone", "nobody", "owner", "on-call", "role:"
#: And one of Slack's user groups: `slack:@payments-oncall` by its handle, or `slack:S0123ABCD` by its id.
USER_GROUP = "slack:"


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody is about to do: `golden-path/rollback`, `press/removals.apply`, `command/audit`; and to what."""

    name: str
    target: Entity | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """Deeds that only some may do. `deeds` are names with `*`; a filter that is empty is about every target.

    `allow` are `anyone`, `nobody`, `owner`, `on-call`, `role:NAME`, a Slack user group, or references of
    groups and people.
    """

    deeds: tuple[str, ...]
    allow: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    lifecycles: tuple[str, ...] = ()
    because: str = ""

    def covers(self, deed: Deed) -> bool:
        """Whether it is about this deed."""
        return any(fnmatchcase(deed.name, pattern) for pattern in self.deeds) and self._is_about(deed.target)

    def _is_about(self, target: Entity | None) -> bool:
        if target is None:
            return not (self.kinds or self.owners or self.tags or self.lifecycles)
        return (
            _fits(self.kinds, target.ref.kind)
            and _fits(self.owners, _owner_name(target))
            and _fits(self.lifecycles, target.lifecycle or "")
            and (not self.tags or bool({*self.tags} & {str(tag) for tag in target.tags}))
        )


@dataclass(frozen=True, slots=True)
class Policies:
    """All rules in the order in which they are written. The first that covers a deed decides."""

    written: tuple[Policy, ...] = ()
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def find(self, deed: Deed) -> Policy | None:
        """The rule that decides; the built-in ones come last. None where anyone may."""
        return next((policy for policy in (*self.written, *self._built_in) if policy.covers(deed)), None)

    def members(self, allowed: str) -> tuple[str, ...]:
        """The groups and people whom a role stands for, as they are written; others stand for themselves."""
        if not allowed.startswith(ROLE):
            return (allowed,)
        return self.roles.get(allowed.removeprefix(ROLE), ())

    @property
    def user_groups(self) -> frozenset[str]:
        """Slack's user groups that any rule or role names."""
        several = (*self.roles.values(), *(policy.allow for policy in self.written))
        return frozenset(each for allowed in several for each in allowed if each.startswith(USER_GROUP))

    @property
    def _built_in(self) -> tuple[Policy, ...]:
        return _WITH_PLATFORM if PLATFORM in self.roles else _WITHOUT_PLATFORM


#: The role of those who run Callboard.
PLATFORM = "platform"
_OF_PLATFORM = ("press/removals.*", "command/audit", "press/sources.*")
_ON_WHAT_IS_SOMEBODY_S = Policy(
    ("golden-path/*",),
    (OWNER, ON_CALL, f"{ROLE}{PLATFORM}"),
    kinds=("*",),
    because="a path that changes something that exists is for those who look after it",
)
_WITH_PLATFORM = (
    Policy(_OF_PLATFORM, (f"{ROLE}{PLATFORM}",), because="it concerns everybody's catalog"),
    _ON_WHAT_IS_SOMEBODY_S,
)
_WITHOUT_PLATFORM = (
    Policy(("command/audit",), (NOBODY,), because=f"`callboard.roles.{PLATFORM}` names nobody yet"),
    _ON_WHAT_IS_SOMEBODY_S,
)


def _fits(patterns: tuple[str, ...], value: str) -> bool:
    return not patterns or any(fnmatchcase(value.lower(), pattern.lower()) for pattern in patterns)


def _owner_name(target: Entity) -> str:
    owner: EntityRef | None = owner_ref(target)
    return owner.name if owner else ""
