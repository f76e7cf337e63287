"""Who may steer a run: whoever asked for it, the team that it is for, and the owners of its path."""

from collections.abc import Iterator

from catalog_store.ownership import owner_ref
from catalog_store.refs import EntityRef
from catalog_store.runs.model import Run
from commands import kit
from commands.ask import Person
from commands.naming import called, read_ref
from commands.run_states import asker_of
from commands.services import Services
from commands.who import find_user


def may_steer(run: Run, person: Person, services: Services) -> bool:
    """Whether this person may cancel it, have it go on, or clean up after it. Asked at each press."""
    if person.is_operator or (person.team_id, person.user_id) == (run.team_id, run.user_id):
        return True
    user = find_user(person, services)
    if user is None:
        return False
    groups = {group.ref for group in services.catalog.groups_of(user.ref)} | {user.ref}
    return bool(groups.intersection(_owners(run, services)))


def who_may(run: Run, services: Services) -> str:
    """The same as a sentence for those who may not."""
    asker = asker_of(run)
    names = [asker] if asker else []
    names += [f"the team {called(ref, services.catalog)}" for ref in dict.fromkeys(_owners(run, services))]
    who = f": {kit.listed(names, 'or')}" if names else ""
    return f"Only whoever asked for this run, or its team, may do that{who}."


def _owners(run: Run, services: Services) -> Iterator[EntityRef]:
    if team := read_ref(run.team or ""):
        yield team
    path = read_ref(run.template)
    known = services.catalog.find(path) if path else None
    owner = owner_ref(known.entity) if known else None
    if owner:
        yield owner
