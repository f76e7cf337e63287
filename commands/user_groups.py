"""Which of Slack's user groups somebody is in, where rules name any."""

from collections.abc import Iterator

from catalog_store.entities import Known
from commands.ask import Person
from commands.services import Services


def user_groups_of(person: Person, user: Known | None, services: Services) -> frozenset[str]:
    """Their groups as rules write them. `user` is who they are in the catalog; in Slack their account is what counts."""
    if not services.policies.user_groups:
        return frozenset()
    if person.team_id:
        return services.user_groups.of(person.user_id, teams=(person.team_id, person.enterprise_id or person.team_id))
    return frozenset(written for each in _accounts(user, services) for written in each) if user else frozenset()


def _accounts(user: Known, services: Services) -> Iterator[frozenset[str]]:
    """In a terminal nobody has an account in Slack, so it is the one that links and e-mail addresses lead to."""
    for team in services.user_groups.teams():
        account = services.links.holder(user.ref, team=team)
        if account:
            yield services.user_groups.of(account, teams=(team,))
