"""Variables, secrets and custom properties: of a repository's workflows, and of its environments."""

import base64
import binascii
import re

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox

from tests.support.github.call import Call, Reply
from tests.support.github.errors import Json, conflict, not_found, unprocessable
from tests.support.github.routing import Handler, Route
from tests.support.github.state import ADMIN, WRITE, Environment, Repository
from tests.support.github.views.links import timestamp

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_KEY = PrivateKey.generate()
KEY_ID = "568250167242549743"


def _holder(call: Call, permission: str) -> Repository | Environment:
    """The repository, or its environment that the path names. Raises GitHubError."""
    repository = call.repository(WRITE, "environments" if "environment" in call.params else permission)
    if "environment" not in call.params:
        return repository
    found = repository.environments.get(call.params["environment"])
    if found is None:
        raise not_found()
    return found


def _checked(name: str) -> str:
    if NAME.fullmatch(name) is None or name.upper().startswith("GITHUB_"):
        raise unprocessable(
            "Secret or variable names can only contain alphanumeric characters ([a-z], [A-Z], [0-9]) or underscores (_)."
            " Spaces are not allowed. Must start with a letter ([a-z], [A-Z]) or underscores (_). Must not start with GITHUB_."
        )
    return name.upper()


def create_variable(call: Call) -> Reply:
    """A new variable."""
    holder, body = _holder(call, "variables"), call.need("name", "value")
    name = _checked(str(body["name"]))
    if name in holder.variables:
        raise conflict("Already exists - Variable already exists")
    holder.variables[name] = str(body["value"])
    return Reply({}, status=201)


def change_variable(call: Call) -> Reply:
    """Another value."""
    holder, name = _holder(call, "variables"), call.params["name"].upper()
    if name not in holder.variables:
        raise not_found()
    holder.variables[name] = str(call.body().get("value", holder.variables[name]))
    return Reply(status=204)


def public_key(call: Call) -> Reply:
    """What secrets are to be sealed with."""
    _holder(call, "secrets")
    return Reply({"key_id": KEY_ID, "key": base64.b64encode(bytes(_KEY.public_key)).decode()})


def save_secret(call: Call) -> Reply:
    """A secret, sealed."""
    holder, body = _holder(call, "secrets"), call.need("encrypted_value", "key_id")
    name = _checked(call.params["name"])
    if body["key_id"] != KEY_ID:
        raise unprocessable("The key_id does not match the public key.")
    try:
        opened = SealedBox(_KEY).decrypt(base64.b64decode(str(body["encrypted_value"]), validate=True))
    except (binascii.Error, CryptoError) as error:
        raise unprocessable("Bad request - encrypted_value is not properly sealed") from error
    is_new = name not in holder.secrets
    holder.secrets[name] = opened.decode()
    return Reply({}, status=201) if is_new else Reply(status=204)


def properties(call: Call) -> Reply:
    """Custom properties, of which the organisation must know each."""
    repository = call.repository(ADMIN, "administration")
    for each in call.need("properties")["properties"]:
        name = str(each.get("property_name"))
        if name not in call.state.properties.get(repository.owner.login, ()):
            raise unprocessable(f"Property '{name}' is not defined for this organization")
        repository.properties[name] = each.get("value")
    return Reply(status=204)


def _shown(environment: Environment, url: str) -> Json:
    return {
        "id": environment.id,
        "name": environment.name,
        "url": f"{url}/environments/{environment.name}",
        "created_at": timestamp(environment.created_at),
        "updated_at": timestamp(environment.created_at),
        "protection_rules": [],
        "deployment_branch_policy": environment.policy,
    }


def save_environment(call: Call) -> Reply:
    """An environment, new or changed."""
    repository, body = call.repository(ADMIN, "administration"), call.body()
    policy = body.get("deployment_branch_policy")
    if policy and bool(policy.get("protected_branches")) == bool(policy.get("custom_branch_policies")):
        raise unprocessable("protected_branches and custom_branch_policies cannot have the same value")
    if not 0 <= int(body.get("wait_timer") or 0) <= 43_200:
        raise unprocessable("wait_timer must be between 0 and 43,200")
    for each in body.get("reviewers") or ():
        _check_reviewer(call, each)
    name = call.params["environment"]
    made = repository.environments.setdefault(name, Environment(call.state.new_id(), name, call.state.clock.now()))
    made.policy, made.wait_timer = policy, int(body.get("wait_timer") or 0)
    made.reviewers = [(each["type"], each["id"]) for each in body.get("reviewers") or ()]
    return Reply(_shown(made, f"{call.links.api}/repos/{repository.slug}"))


def _check_reviewer(call: Call, reviewer: Json) -> None:
    known = {
        "User": {account.id for account in call.state.accounts.values()},
        "Team": {team.id for team in call.state.teams},
    }
    if reviewer.get("id") not in known.get(str(reviewer.get("type")), set()):
        raise unprocessable("Failed to update the environment: the reviewer is not valid.")


def _with_policies(call: Call) -> Environment:
    repository = call.repository(ADMIN, "administration")
    found = repository.environments.get(call.params["environment"])
    if found is None or not (found.policy or {}).get("custom_branch_policies"):
        raise not_found()
    return found


def list_policies(call: Call) -> Reply:
    """Which branches and tags may be deployed."""
    found = _with_policies(call).patterns
    shown = [{"id": number, "name": name, "type": kind} for number, (kind, name) in enumerate(found)]
    return Reply({"total_count": len(found), "branch_policies": shown})


def add_policy(call: Call) -> Reply:
    """One more of them; what is there already is shown elsewhere."""
    environment, body = _with_policies(call), call.need("name")
    wanted = str(body.get("type", "branch")), str(body["name"])
    if wanted in environment.patterns:
        return Reply({}, status=303)
    environment.patterns.append(wanted)
    return Reply({"id": len(environment.patterns), "name": wanted[1], "type": wanted[0]})


def _of_both(method: str, rest: str, handler: Handler) -> tuple[Route, Route]:
    root = "/repos/{owner}/{repo}"
    return Route(method, f"{root}/actions/{rest}", handler), Route(
        method, f"{root}/environments/{{environment}}/{rest}", handler
    )


ROUTES = (
    *_of_both("POST", "variables", create_variable),
    *_of_both("PATCH", "variables/{name}", change_variable),
    *_of_both("GET", "secrets/public-key", public_key),
    *_of_both("PUT", "secrets/{name}", save_secret),
    Route("PATCH", "/repos/{owner}/{repo}/properties/values", properties),
    Route("PUT", "/repos/{owner}/{repo}/environments/{environment}", save_environment),
    Route("GET", "/repos/{owner}/{repo}/environments/{environment}/deployment-branch-policies", list_policies),
    Route("POST", "/repos/{owner}/{repo}/environments/{environment}/deployment-branch-policies", add_policy),
)
