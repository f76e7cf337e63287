"""Protected branches: they change through pull requests only."""

from tests.support.github.call import Call, Reply
from tests.support.github.errors import GitHubError, Json
from tests.support.github.routing import Route
from tests.support.github.state import ADMIN, Repository
from tests.support.github.views.git import api_of

DEMANDS = ("required_status_checks", "enforce_admins", "required_pull_request_reviews", "restrictions")
SWITCHES = ("required_linear_history", "allow_force_pushes", "allow_deletions", "lock_branch")


KNOWN_SHAPES = {
    "required_status_checks": ("strict", "contexts", "checks"),
    "required_pull_request_reviews": (
        "required_approving_review_count",
        "require_code_owner_reviews",
        "dismiss_stale_reviews",
        "require_last_push_approval",
        "bypass_pull_request_allowances",
        "dismissal_restrictions",
    ),
    "restrictions": ("users", "teams", "apps"),
}


def _check_shape(name: str, value: object) -> None:
    """Raises GitHubError for what GitHub's schema does not know."""
    if value is None:
        return
    if not isinstance(value, dict) or not set(value) <= set(KNOWN_SHAPES[name]):
        raise GitHubError(422, f'Invalid request.\n\nNo subschema in "anyOf" matched for {name}.')
    count = value.get("required_approving_review_count", 0)
    if not 0 <= count <= 6:
        raise GitHubError(422, "Required approving review count must be between 0 and 6")


def _branch(call: Call) -> tuple[Repository, str]:
    repository, name = call.repository(ADMIN, "administration"), call.params["branch"]
    if repository.git.ref(f"refs/heads/{name}") is None:
        raise GitHubError(404, "Branch not found")
    return repository, name


def show(call: Call) -> Reply:
    """What a branch demands."""
    repository, name = _branch(call)
    if name not in repository.protected:
        raise GitHubError(404, "Branch not protected")
    return Reply(_shown(call, repository, name))


def rules(call: Call) -> Reply:
    """The rules of rulesets that hold for a branch, whether or not it is there. The branch's own are not among them."""
    repository = call.repository()
    return call.page(repository.rules.get(call.params["branch"], []), lambda one: {**_of_ruleset(repository), **one})


def _of_ruleset(repository: Repository) -> Json:
    return {"ruleset_source_type": "Repository", "ruleset_source": repository.slug, "ruleset_id": 42}


def protect(call: Call) -> Reply:
    """Demand something of a branch; only the demand for pull requests has an effect here."""
    repository, name = _branch(call)
    body = call.need(*DEMANDS)
    for demand in KNOWN_SHAPES:
        _check_shape(demand, body[demand])
    repository.demands[name] = body
    if body["required_pull_request_reviews"] is not None:
        repository.protected.add(name)
    repository.git.refuse_pushes(repository.protected)
    return Reply(_shown(call, repository, name))


def sign(call: Call) -> Reply:
    """Demand signed commits."""
    repository, name = _branch(call)
    if name not in repository.protected:
        raise GitHubError(404, "Branch not protected")
    repository.demands.setdefault(name, {})["required_signatures"] = True
    url = f"{api_of(call.links, repository)}/branches/{name}/protection/required_signatures"
    return Reply({"url": url, "enabled": True})


def release(call: Call) -> Reply:
    """Demand nothing any more."""
    repository, name = _branch(call)
    if name not in repository.protected:
        raise GitHubError(404, "Branch not protected")
    repository.protected.remove(name)
    repository.git.refuse_pushes(repository.protected)
    return Reply(status=204)


def _shown(call: Call, repository: Repository, name: str) -> Json:
    url = f"{api_of(call.links, repository)}/branches/{name}/protection"
    demands = repository.demands.get(name, {})
    demanded, checks = demands.get("required_pull_request_reviews"), demands.get("required_status_checks")
    reviews = {
        "url": f"{url}/required_pull_request_reviews",
        "dismiss_stale_reviews": False,
        "require_code_owner_reviews": False,
        "require_last_push_approval": False,
        "required_approving_review_count": 0,
        **(demanded if isinstance(demanded, dict) else {}),
    }
    contexts = checks.get("contexts", []) if isinstance(checks, dict) else []
    shown = {"url": f"{url}/required_status_checks", "strict": False, "contexts": contexts, "checks": []}
    return {
        "url": url,
        **({"required_pull_request_reviews": reviews} if name in repository.protected else {}),
        **({"required_status_checks": shown} if isinstance(checks, dict) else {}),
        "enforce_admins": {"url": f"{url}/enforce_admins", "enabled": True},
        **{switch: {"enabled": False} for switch in SWITCHES},
    }


PATH = "/repos/{owner}/{repo}/branches/{branch*}/protection"
ROUTES = (
    *(Route(method, PATH, handler) for method, handler in (("GET", show), ("PUT", protect), ("DELETE", release))),
    Route("POST", f"{PATH}/required_signatures", sign),
    Route("GET", "/repos/{owner}/{repo}/rules/branches/{branch*}", rules),
)
