"""Whether somebody may do something, asked at the moment at which they do it, and in words why not."""

from catalog_store.errors import CatalogError
from catalog_store.policies import ANYONE, NOBODY, Deed, Policy
from catalog_store.refs import EntityRef
from commands import kit
from commands.ask import Person
from commands.deciders import Deciders, deciders, is_one_of, only
from commands.services import Services
from commands.who import find_user


class NotAllowedError(CatalogError):
    """A rule of the configuration does not let this person do that."""


def objection(name: str, target: EntityRef | None, person: Person, services: Services) -> str | None:
    """Why this person may not do this, in a sentence that is ready to be shown; None when they may.

    Asks nobody when no rule is about it. On the command line the operator may do everything.
    """
    services = services.whole
    known = services.catalog.find(target) if target else None
    policy = services.policies.find(Deed(name, known.entity if known else None))
    if policy is None or ANYONE in policy.allow or person.is_operator:
        return None
    allowed = [] if NOBODY in policy.allow else _allowed(policy, target, services)
    user = find_user(person, services)
    if is_one_of(allowed, person, user, services):
        return None
    return _refusal(policy, [each for each in allowed if not each.is_nobody], is_known=user is not None)


def _allowed(policy: Policy, target: EntityRef | None, services: Services) -> list[Deciders]:
    return [deciders(each, target, None, services) for each in policy.allow]


def _refusal(policy: Policy, allowed: list[Deciders], *, is_known: bool) -> str:
    because = f" ({kit.shown(policy.because, 200)})" if policy.because else ""
    if not allowed:
        return f"Nobody may do that here{because}."
    return only(allowed, f"may do that{because}", is_known=is_known)
