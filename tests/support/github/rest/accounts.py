"""Users and organisations."""

from tests.support.github.actors import Kind
from tests.support.github.call import Call, Reply
from tests.support.github.errors import GitHubError, Json, not_found
from tests.support.github.routing import Route
from tests.support.github.state import Account
from tests.support.github.views import accounts as views


def me(call: Call) -> Reply:
    """Whom the token belongs to; apps and their installations are nobody here."""
    account = call.somebody()
    if call.actor.kind in (Kind.INSTALLATION, Kind.APP):
        raise call.actor.refusal
    return Reply(_profile(call, account, own=True))


def user(call: Call) -> Reply:
    """Anybody's page."""
    account = call.state.account(call.params["user"])
    if account is None:
        raise not_found()
    return Reply(_profile(call, account)).modified(account.created_at)


def organisation(call: Call) -> Reply:
    """An organisation's page."""
    account = call.organisation()
    return Reply(views.organisation(call.links, call.state, account)).modified(account.created_at)


def my_organisations(call: Call) -> Reply:
    """Where the token's owner is a member."""
    account = call.somebody()
    found = [other for other in call.state.accounts.values() if account.id in other.members]
    return call.page(found, lambda one: views.organisation_simple(call.links, one))


def members(call: Call) -> Reply:
    """Everybody in an organisation; outsiders see nobody, memberships are private unless said otherwise."""
    organisation = call.organisation()
    role = call.one_of("role", ("admin", "member"), "all")
    found = [
        account
        for number, held in sorted(organisation.members.items())
        if role in ("all", held) and (account := call.state.account_by_id(number)) is not None
    ]
    shown = found if _is_inside(call, organisation) else []
    return call.page(shown, lambda one: views.simple(call.links, one))


def member(call: Call) -> Reply:
    """204 for a member."""
    organisation, account = call.organisation(), call.state.account(call.params["user"])
    if account is None or account.id not in organisation.members or not _is_inside(call, organisation):
        raise GitHubError(404, "User does not exist or is not a member of the organization")
    return Reply(status=204)


def membership(call: Call) -> Reply:
    """A member's role."""
    organisation, account = call.organisation(), call.state.account(call.params["user"])
    call.may_see_organisation(organisation)
    if account is None or account.id not in organisation.members:
        raise not_found()
    url = f"{call.links.api}/orgs/{organisation.login}"
    return Reply(
        {
            "url": f"{url}/memberships/{account.login}",
            "state": "active",
            "role": organisation.members[account.id],
            "organization_url": url,
            "organization": views.organisation_simple(call.links, organisation),
            "user": views.simple(call.links, account),
        }
    )


def _is_inside(call: Call, organisation: Account) -> bool:
    actor = call.actor
    if actor.installation is not None:
        return actor.installation.account is organisation and actor.may("members", "read")
    return actor.account is not None and actor.account.id in organisation.members


def _profile(call: Call, account: Account, *, own: bool = False) -> Json:
    repositories = call.state.repositories_of(account)
    shown = views.full(call.links, account, sum(not repository.private for repository in repositories))
    if own and call.actor.has_scope("read:user"):
        shown |= {"total_private_repos": sum(repository.private for repository in repositories)}
    return shown


ROUTES = (
    Route("GET", "/user", me),
    Route("GET", "/user/orgs", my_organisations),
    Route("GET", "/users/{user}", user),
    Route("GET", "/orgs/{org}", organisation),
    Route("GET", "/orgs/{org}/members", members),
    Route("GET", "/orgs/{org}/members/{user}", member),
    Route("GET", "/orgs/{org}/memberships/{user}", membership),
)
