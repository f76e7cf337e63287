"""Making teams, and who is in them."""

import re

from tests.support.github.call import Call, Reply
from tests.support.github.errors import GitHubError, Json, not_found, unprocessable
from tests.support.github.routing import Route
from tests.support.github.state import ADMIN, LEVELS, Account, Team
from tests.support.github.views import accounts as views


def _administered(call: Call) -> Account:
    """The organisation, for somebody who may change its teams. Raises GitHubError."""
    organisation = call.organisation()
    if call.actor.permissions is not None:
        if not call.actor.may("members", "write"):
            raise call.actor.refusal
        return organisation
    if call.somebody().id not in organisation.members:
        raise not_found()
    if organisation.members[call.somebody().id] != "admin" or not call.actor.has_scope("write:org"):
        raise GitHubError(403, "Must have admin rights to Repository.")
    return organisation


def _team(call: Call) -> Team:
    found = call.state.team(_administered(call).login, call.params["team"])
    if found is None:
        raise not_found()
    return found


def create(call: Call) -> Reply:
    """A new team; its slug comes from its name."""
    organisation, body = _administered(call), call.need("name")
    name = str(body["name"])
    slug = re.sub(r"[^a-z0-9_]+", "-", name.lower()).strip("-")
    if call.state.team(organisation.login, slug) is not None:
        error: Json = {"resource": "Team", "code": "already_exists", "field": "name"}
        raise GitHubError(422, "Validation Failed", [error])
    parent = None
    if body.get("parent_team_id") is not None:
        parent = next((one for one in call.state.teams_of(organisation) if one.id == body["parent_team_id"]), None)
        if parent is None:
            raise unprocessable("Parent team could not be found.")
    privacy = str(body.get("privacy") or ("closed" if parent else "secret"))
    if parent is not None and privacy == "secret":
        raise unprocessable("A secret team cannot have a parent.")
    made = Team(call.state.new_id(), organisation, slug, name, body.get("description"), privacy, parent)
    call.state.teams.append(made)
    _tell(call, made, "created")
    return Reply(views.team_full(call.links, call.state, made), status=201)


def delete(call: Call) -> Reply:
    """A team goes, and those below it."""
    team = _team(call)
    for gone in call.state.descendants(team):
        call.state.teams.remove(gone)
    _tell(call, team, "deleted")
    return Reply(status=204)


def add_member(call: Call) -> Reply:
    """Somebody joins; who is not in the organisation yet is invited first."""
    team, account = _team(call), call.state.account(call.params["user"])
    if account is None or account.type != "User":
        raise not_found()
    role = str(call.body().get("role", "member"))
    if role not in ("member", "maintainer"):
        raise unprocessable("Invalid role")
    pending = account.id not in team.organisation.members
    if not pending:
        team.members[account.id] = role
        _tell_member(call, team, account, "added")
    url = f"{call.links.api}/organizations/{team.organisation.id}/team/{team.id}/memberships/{account.login}"
    return Reply({"url": url, "role": role, "state": "pending" if pending else "active"})


def remove_member(call: Call) -> Reply:
    """Somebody leaves."""
    team, account = _team(call), call.state.account(call.params["user"])
    if account is None or account.id not in team.members:
        raise not_found()
    del team.members[account.id]
    _tell_member(call, team, account, "removed")
    return Reply(status=204)


def give_repository(call: Call) -> Reply:
    """The team may do something with a repository."""
    team = _team(call)
    repository = call.repository(ADMIN, "administration")
    level = str(call.body().get("permission", "push"))
    if level not in LEVELS[1:]:
        raise unprocessable(f"'{level}' is not a valid permission.")
    team.repositories[repository.id] = level
    return Reply(status=204)


def _tell(call: Call, team: Team, action: str) -> None:
    payload: Json = {"action": action, "team": views.team(call.site.happenings.links, team)}
    call.site.happenings.tell("team", payload, owner=team.organisation, sender=call.somebody())


def _tell_member(call: Call, team: Team, account: Account, action: str) -> None:
    links = call.site.happenings.links
    shown = {"member": views.simple(links, account), "team": views.team(links, team)}
    payload: Json = {"action": action, "scope": "team", **shown}
    call.site.happenings.tell("membership", payload, owner=team.organisation, sender=call.somebody())


ROUTES = (
    Route("POST", "/orgs/{org}/teams", create),
    Route("DELETE", "/orgs/{org}/teams/{team}", delete),
    Route("PUT", "/orgs/{org}/teams/{team}/memberships/{user}", add_member),
    Route("DELETE", "/orgs/{org}/teams/{team}/memberships/{user}", remove_member),
    Route("PUT", "/orgs/{org}/teams/{team}/repos/{owner}/{repo}", give_repository),
)
