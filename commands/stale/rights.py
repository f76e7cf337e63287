"""Who may say whether a thing is still a team's: its owner, as long as there is one, and whoever runs Callboard."""

from catalog_store.entities import Known
from catalog_store.policies import PLATFORM, ROLE
from commands.ask import Person
from commands.deciders import OWNER, Deciders, deciders, is_one_of, only
from commands.naming import read_ref
from commands.services import Services
from commands.who import find_user


def objection(known: Known, person: Person, services: Services) -> str | None:
    """Why this person may not say so, in a sentence; None when they may, as anybody may of what nobody has."""
    owner = deciders(OWNER, known.ref, None, services)
    if owner.is_nobody or services.catalog.left_of([each.ref for each in owner.who]):
        return None
    return _unless_one_of(owner, person, services)


def objection_of_receivers(team: str, person: Person, services: Services) -> str | None:
    """The same about accepting a thing, or not, for the team of this reference."""
    ref = read_ref(team)
    receivers = deciders(str(ref), None, None, services) if ref else None
    return None if receivers is None or receivers.is_nobody else _unless_one_of(receivers, person, services)


def _unless_one_of(allowed: Deciders, person: Person, services: Services) -> str | None:
    if person.is_operator:
        return None
    user = find_user(person, services)
    has_platform = PLATFORM in services.policies.roles
    platform = [deciders(f"{ROLE}{PLATFORM}", None, None, services)] if has_platform else []
    if is_one_of((allowed, *platform), person, user, services):
        return None
    return only((allowed,), "can say that", is_known=user is not None)
