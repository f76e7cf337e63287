"""Who may do what with a repository."""

from tests.support.github.call import Call, Reply
from tests.support.github.errors import Json, not_found
from tests.support.github.routing import Route
from tests.support.github.state import WRITE, Account
from tests.support.github.views.accounts import simple
from tests.support.github.views.repositories import permissions

ROLES = {"pull": "read", "push": "write"}
PERMISSION = {"none": "none", "pull": "read", "triage": "read", "push": "write", "maintain": "write", "admin": "admin"}


def collaborators(call: Call) -> Reply:
    """Everybody who may do something with a repository; only those who may push see them."""
    repository = call.repository(WRITE)

    def show(account: Account) -> Json:
        level = call.state.level(account, repository)
        shown = {"permissions": permissions(level), "role_name": ROLES.get(level, level)}
        return {**simple(call.links, account), **shown}

    direct = call.query.get("affiliation") == "direct"
    users = [account for account in call.state.accounts.values() if account.type == "User"]
    found = [
        account
        for account in users
        if account.id in repository.collaborators
        or (not direct and (account.id in repository.owner.members or account is repository.owner))
    ]
    return call.page(found, show)


def permission(call: Call) -> Reply:
    """What one person may do."""
    repository = call.repository(WRITE)
    account = call.state.account(call.params["user"])
    if account is None:
        raise not_found()
    level = call.state.level(account, repository)
    return Reply(
        {"permission": PERMISSION[level], "role_name": ROLES.get(level, level), "user": simple(call.links, account)}
    )


ROUTES = (
    Route("GET", "/repos/{owner}/{repo}/collaborators", collaborators),
    Route("GET", "/repos/{owner}/{repo}/collaborators/{user}/permission", permission),
)
