"""What the API says of itself: its root, and how much of it is left."""

from tests.support.github.call import Call, Reply
from tests.support.github.routing import Route

RESOURCES = ("core", "search", "code_search", "graphql")


def root(call: Call) -> Reply:
    """Where things are."""
    api = call.links.api
    return Reply(
        {
            "current_user_url": f"{api}/user",
            "organization_url": f"{api}/orgs/{{org}}",
            "organization_repositories_url": f"{api}/orgs/{{org}}/repos{{?type,page,per_page,sort}}",
            "rate_limit_url": f"{api}/rate_limit",
            "repository_url": f"{api}/repos/{{owner}}/{{repo}}",
            "user_url": f"{api}/users/{{user}}",
        }
    )


def rate_limit(call: Call) -> Reply:
    """What is left; asking costs nothing."""
    resources = {name: call.rates.allowance(call.actor, name).shown(name) for name in RESOURCES}
    return Reply({"resources": resources, "rate": resources["core"]})


ROUTES = (
    Route("GET", "/", root),
    Route("GET", "/rate_limit", rate_limit),
)
