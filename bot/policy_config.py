"""`callboard.policies` and `callboard.roles`: who may do what."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from bot.config_parts import Part, Text
from catalog_store.errors import InvalidRefError
from catalog_store.policies import ANYONE, NOBODY, ON_CALL, OWNER, ROLE, USER_GROUP, Policies, Policy
from catalog_store.refs import EntityRef

#: As people write one of Slack's user groups, after `slack:`: its handle or its id.
_HANDLE, _ID = re.compile(r"@[^\s@:<>|/]+"), re.compile(r"[Ss][A-Za-z0-9]+")


def _several(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Texts = Annotated[tuple[Text, ...], BeforeValidator(_several)]


def _who(allowed: str) -> str:
    if allowed in (ANYONE, NOBODY, OWNER, ON_CALL) or allowed.startswith(ROLE):
        return allowed
    if allowed.startswith(USER_GROUP):
        return _user_group(allowed.removeprefix(USER_GROUP))
    try:
        return str(EntityRef.parse(allowed, default_kind="group"))
    except InvalidRefError:
        raise ValueError(
            f"names {allowed!r}, which is none of anyone, nobody, owner, on-call, role:NAME, slack:@HANDLE, a group or a user"
        ) from None


def _user_group(written: str) -> str:
    if _HANDLE.fullmatch(written):
        return f"{USER_GROUP}{written.lower()}"
    if _ID.fullmatch(written):
        return f"{USER_GROUP}{written.upper()}"
    raise ValueError(
        f"names {USER_GROUP + written!r}, which is no user group of Slack's:"
        " write its handle, as in slack:@payments-oncall, or its id, as in slack:S0123ABCD"
    )


def _members(written: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(_who, written))


Members = Annotated[Texts, AfterValidator(_members)]


class PolicyPart(Part):
    """One rule of `callboard.policies`."""

    deed: Texts
    allow: Members
    kind: Texts = ()
    owner: Texts = ()
    tag: Texts = ()
    lifecycle: Texts = ()
    because: str = ""

    @property
    def policy(self) -> Policy:
        return Policy(self.deed, self.allow, self.kind, self.owner, self.tag, self.lifecycle, self.because)


def policies(parts: tuple[PolicyPart, ...], roles: Mapping[str, tuple[str, ...]], faults: list[str]) -> Policies:
    """The rules. A role that nobody defined is a fault: whoever it was to let in would be refused."""
    named = {each.removeprefix(ROLE) for part in parts for each in part.allow if each.startswith(ROLE)}
    faults.extend(
        f"callboard.policies allow role:{name}, which callboard.roles does not define."
        for name in sorted(named - roles.keys())
    )
    return Policies(tuple(part.policy for part in parts), MappingProxyType(dict(roles)))
