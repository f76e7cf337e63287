"""Who may do what with a repository."""

from tests.support.github.call import Call, Reply
from tests.support.github.errors import Json, not_found, unprocessable
from tests.support.github.routing import Route
from tests.support.github.state import ADMIN, LEVELS, WRITE, Account
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


def add(call: Call) -> Reply:
    """Somebody may do something with a repository: at once in their own organisation, others are invited."""
    repository = call.repository(ADMIN, "administration")
    account = call.state.account(call.params["user"])
    if account is None or account.type != "User":
        raise not_found()
    level = str(call.body().get("permission", "push"))
    if level not in LEVELS[1:]:
        raise unprocessable(f"'{level}' is not a valid permission.")
    if account.id not in repository.owner.members:
        return Reply(
            {"id": call.state.new_id(), "permissions": level, "invitee": simple(call.links, account)}, status=201
        )
    repository.collaborators[account.id] = level
    return Reply(status=204)


def remove(call: Call) -> Reply:
    """No longer."""
    repository = call.repository(ADMIN, "administration")
    account = call.state.account(call.params["user"])
    if account is not None:
        repository.collaborators.pop(account.id, None)
    return Reply(status=204)


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
    Route("PUT", "/repos/{owner}/{repo}/collaborators/{user}", add),
    Route("DELETE", "/repos/{owner}/{repo}/collaborators/{user}", remove),
    Route("GET", "/repos/{owner}/{repo}/collaborators/{user}/permission", permission),
)
