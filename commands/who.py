"""Who somebody in Slack is in the catalog: as they linked themselves, else by their e-mail address."""

from catalog_store.account_links import Account
from catalog_store.entities import Known
from commands import kit
from commands.ask import Person
from commands.services import Services


def find_user(person: Person, services: Services) -> Known | None:
    """The catalog's user who this person is."""
    linked = services.links.find(account_of(person)) if person.team_id else None
    if linked:
        return linked
    mail = services.people.find_email(person)
    return services.catalog.find_by_email(mail) if mail else None


def account_of(person: Person) -> Account:
    """The account as the catalog keeps it."""
    return Account(person.team_id, person.user_id)


def who(person: Person, services: Services) -> str:
    """Their name from the catalog, which pings nobody; the mention of this person alone where that is not known."""
    known = find_user(person, services)
    return kit.shown(known.entity.label) if known else mention(person.user_id)


def mention(user_id: str) -> str:
    """Somebody of whom nothing but their id is known; written only as who did something, after `by`."""
    return f"<@{kit.escape(user_id)}>"
