"""Who somebody in Slack is in the catalog: as they linked themselves, else by their e-mail address."""

from catalog_store.entities import Known
from catalog_store.slack.account_links import Account
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
    """Their name, ready to be shown."""
    return kit.shown(name_of_person(person, services))


def name_of_person(person: Person, services: Services) -> str:
    """Their name from the catalog, else from Slack. Never a mention, which would ping them."""
    known = find_user(person, services)
    return known.entity.label if known else services.people.find_name(person) or "somebody here"
