"""How users, organisations and teams look."""

from tests.support.github.errors import Json
from tests.support.github.state import Account, State, Team
from tests.support.github.views.links import Links, node_id, timestamp


def simple(links: Links, account: Account) -> Json:
    """An account inside other answers, and in lists of members."""
    url = f"{links.api}/users/{account.login}"
    return {
        "login": account.login,
        "id": account.id,
        "node_id": node_id(account.type, account.id),
        "avatar_url": f"{links.web}/avatars/u/{account.id}?v=4",
        "gravatar_id": "",
        "url": url,
        "html_url": f"{links.web}/{account.login}",
        "followers_url": f"{url}/followers",
        "following_url": f"{url}/following{{/other_user}}",
        "gists_url": f"{url}/gists{{/gist_id}}",
        "starred_url": f"{url}/starred{{/owner}}{{/repo}}",
        "subscriptions_url": f"{url}/subscriptions",
        "organizations_url": f"{url}/orgs",
        "repos_url": f"{url}/repos",
        "events_url": f"{url}/events{{/privacy}}",
        "received_events_url": f"{url}/received_events",
        "type": account.type,
        "user_view_type": "public",
        "site_admin": False,
    }


def full(links: Links, account: Account, public_repositories: int = 0) -> Json:
    """A user's own page; an e-mail address shows only where it is public."""
    return {
        **simple(links, account),
        "name": account.name,
        "company": None,
        "blog": "",
        "location": None,
        "email": account.email,
        "hireable": None,
        "bio": None,
        "twitter_username": None,
        "public_repos": public_repositories,
        "public_gists": 0,
        "followers": 0,
        "following": 0,
        "created_at": timestamp(account.created_at),
        "updated_at": timestamp(account.created_at),
    }


def organisation_simple(links: Links, account: Account) -> Json:
    """An organisation in lists and deliveries."""
    url = f"{links.api}/orgs/{account.login}"
    return {
        "login": account.login,
        "id": account.id,
        "node_id": node_id("Organization", account.id),
        "url": url,
        "repos_url": f"{url}/repos",
        "events_url": f"{url}/events",
        "hooks_url": f"{url}/hooks",
        "issues_url": f"{url}/issues",
        "members_url": f"{url}/members{{/member}}",
        "public_members_url": f"{url}/public_members{{/member}}",
        "avatar_url": f"{links.web}/avatars/u/{account.id}?v=4",
        "description": "",
    }


def organisation(links: Links, state: State, account: Account) -> Json:
    """An organisation's own page."""
    repositories = state.repositories_of(account)
    return {
        **organisation_simple(links, account),
        "name": account.name,
        "email": account.email,
        "blog": "",
        "is_verified": False,
        "has_organization_projects": True,
        "has_repository_projects": True,
        "public_repos": sum(not repository.private for repository in repositories),
        "public_gists": 0,
        "followers": 0,
        "following": 0,
        "html_url": f"{links.web}/{account.login}",
        "created_at": timestamp(account.created_at),
        "updated_at": timestamp(account.created_at),
        "archived_at": None,
        "type": "Organization",
    }


def team_simple(links: Links, team: Team) -> Json:
    """A team without its parent."""
    organisation_id = team.organisation.id
    url = f"{links.api}/organizations/{organisation_id}/team/{team.id}"
    return {
        "id": team.id,
        "node_id": node_id("Team", team.id),
        "url": url,
        "html_url": f"{links.web}/orgs/{team.organisation.login}/teams/{team.slug}",
        "name": team.name,
        "slug": team.slug,
        "description": team.description,
        "privacy": team.privacy,
        "notification_setting": "notifications_enabled",
        "permission": "pull",
        "members_url": f"{url}/members{{/member}}",
        "repositories_url": f"{url}/repos",
        "type": "organization",
        "organization_id": organisation_id,
    }


def team(links: Links, one: Team) -> Json:
    """A team as lists have it."""
    return {**team_simple(links, one), "parent": team_simple(links, one.parent) if one.parent else None}


def team_full(links: Links, state: State, one: Team) -> Json:
    """A team's own page."""
    return {
        **team(links, one),
        "members_count": len(state.members_of(one)),
        "repos_count": len(one.repositories),
        "created_at": timestamp(one.organisation.created_at),
        "updated_at": timestamp(one.organisation.created_at),
        "organization": organisation(links, state, one.organisation),
    }
