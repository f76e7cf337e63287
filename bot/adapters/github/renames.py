"""What an organisation is called now whose login GitHub does not know any more: its repositories lead there."""

from collections.abc import Callable, Sequence

from bot.adapters.github.client import Client
from bot.adapters.github.errors import GithubError

#: Tells the login of a repository's owner; None where it cannot be had.
OwnerOf = Callable[[str], str | None]

#: So many repositories have to say the same: one alone may have been given away.
SEVERAL = 3


def with_advice(reason: str, organization: str, slugs: Sequence[str], owner_of: OwnerOf) -> str:
    """The reason why the organisation cannot be read, and what to write instead of its login if it has another one.

    `slugs` are repositories that were seen in it. GitHub keeps no former logins, but where each repository went.
    """
    owners = {owner_of(slug) for slug in slugs[:SEVERAL]} - {None}
    login = owners.pop() if len(owners) == 1 else None
    if login is None or login.casefold() == organization.casefold():
        return reason
    return (
        f"{reason}. Its repositories are {login}'s now: if {organization} was renamed, write {login} for it in the"
        " configuration. Nothing is removed until then"
    )


def shown_to(client: Client) -> OwnerOf:
    """As the client sees it."""

    def owner_of(slug: str) -> str | None:
        try:
            return str(client.get_once(f"/repos/{slug}")["owner"]["login"])
        except (GithubError, KeyError, TypeError):
            return None

    return owner_of
