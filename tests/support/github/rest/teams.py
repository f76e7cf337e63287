"""Teams, the teams below them, their members and repositories."""

from tests.support.github.call import Call, Reply
from tests.support.github.errors import not_found
from tests.support.github.routing import Route
from tests.support.github.state import Team
from tests.support.github.views import accounts as views
from tests.support.github.views import repositories


def listed(call: Call) -> Reply:
    """An organisation's teams, nested ones included."""
    organisation = call.organisation()
    call.may_see_organisation(organisation)
    return call.page(call.state.teams_of(organisation), lambda one: views.team(call.links, one))


def show(call: Call) -> Reply:
    """A team's page."""
    return Reply(views.team_full(call.links, call.state, call.team()))


def children(call: Call) -> Reply:
    """The teams directly below."""
    team = call.team()
    found = [one for one in call.state.teams_of(team.organisation) if one.parent is team]
    return call.page(found, lambda one: views.team(call.links, one))


def members(call: Call) -> Reply:
    """A team's members, those of the teams below included."""
    team, role = call.team(), call.one_of("role", ("member", "maintainer"), "all")
    found = [
        account
        for number, held in sorted(call.state.members_of(team).items())
        if role in ("all", held) and (account := call.state.account_by_id(number)) is not None
    ]
    return call.page(found, lambda one: views.simple(call.links, one))


def membership(call: Call) -> Reply:
    """A member's role."""
    team, account = call.team(), call.state.account(call.params["user"])
    held = call.state.members_of(team)
    if account is None or account.id not in held:
        raise not_found()
    url = f"{call.links.api}/organizations/{team.organisation.id}/team/{team.id}/memberships/{account.login}"
    return Reply({"url": url, "role": held[account.id], "state": "active"})


def team_repositories(call: Call) -> Reply:
    """A team's repositories, those of the teams above included."""
    team = call.team()
    numbers = {number: one.repositories[number] for one in call.state.lineage(team) for number in one.repositories}
    found = [call.state.repositories[number] for number in sorted(numbers)]
    return call.page(
        call.visible(found),
        lambda one: {
            **repositories.minimal(call.links, one, numbers[one.id]),
            "role_name": {"pull": "read", "push": "write"}.get(numbers[one.id], numbers[one.id]),
        },
    )


def of_repository(call: Call) -> Reply:
    """The teams that a repository was given to."""
    repository = call.repository(permission="administration")
    call.somebody()

    def show_team(team: Team) -> dict[str, object]:
        level = team.repositories[repository.id]
        return {**views.team(call.links, team), "permission": level, "permissions": repositories.permissions(level)}

    found = [team for team in call.state.teams_of(repository.owner) if repository.id in team.repositories]
    return call.page(found, show_team)


ROUTES = (
    Route("GET", "/orgs/{org}/teams", listed),
    Route("GET", "/orgs/{org}/teams/{team}", show),
    Route("GET", "/orgs/{org}/teams/{team}/teams", children),
    Route("GET", "/orgs/{org}/teams/{team}/members", members),
    Route("GET", "/orgs/{org}/teams/{team}/memberships/{user}", membership),
    Route("GET", "/orgs/{org}/teams/{team}/repos", team_repositories),
    Route("GET", "/repos/{owner}/{repo}/teams", of_repository),
)
