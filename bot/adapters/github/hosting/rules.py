"""What a repository demands and tells: protected branches, environments, webhooks, labels. All of it can be repeated."""

from typing import Any
from urllib.parse import quote

from bot.adapters.github.client import items
from bot.adapters.github.errors import NotThereError
from bot.adapters.github.hosting.place import Place
from bot.adapters.github.hosting.secrets import set_secret, set_variable
from golden_paths.ports import Environment, Protection, SourceHostError, Webhook

_FEW = 100


def protect(place: Place, protection: Protection) -> None:
    """Protect a branch."""
    branch = protection.branch or place.default_branch()
    path = place.path(f"/branches/{quote(branch, safe='')}/protection")
    place.client.send("PUT", path, _demands(protection))
    if protection.required_commit_signing:
        place.client.send("POST", f"{path}/required_signatures")


def _demands(protection: Protection) -> dict[str, Any]:  # Any: JSON
    checks = None
    if protection.required_status_check_contexts:
        contexts = list(protection.required_status_check_contexts)
        checks = {"strict": protection.require_branches_to_be_up_to_date, "contexts": contexts}
    reviews: dict[str, Any] = {
        "required_approving_review_count": protection.required_approving_review_count,
        "require_code_owner_reviews": protection.require_code_owner_reviews,
        "dismiss_stale_reviews": protection.dismiss_stale_reviews,
        "require_last_push_approval": protection.require_last_push_approval,
    }
    if protection.bypass_pull_request_allowances is not None:
        reviews["bypass_pull_request_allowances"] = protection.bypass_pull_request_allowances
    return {
        "required_status_checks": checks,
        "enforce_admins": protection.enforce_admins,
        "required_pull_request_reviews": reviews,
        "restrictions": protection.restrictions,
        "required_conversation_resolution": protection.required_conversation_resolution,
        "required_linear_history": protection.required_linear_history,
        "block_creations": protection.block_creations,
    }


def make_webhook(place: Place, webhook: Webhook) -> None:
    """Make it, or change the one of this address."""
    config = {
        "url": webhook.url,
        "content_type": webhook.content_type,
        "insecure_ssl": "1" if webhook.insecure_ssl else "0",
    }
    if webhook.secret:
        config["secret"] = webhook.secret
    body = {"name": "web", "config": config, "events": list(webhook.events), "active": webhook.is_active}
    hooks = items(place.client.get(place.path("/hooks"), per_page=_FEW))
    found = next((each for each in hooks if each["config"].get("url") == webhook.url), None)
    if found:
        place.client.send("PATCH", place.path(f"/hooks/{found['id']}"), body)
    else:
        place.client.send("POST", place.path("/hooks"), body)


def add_labels(place: Place, number: int, labels: list[str]) -> None:
    """Add them to an issue or a pull request; those that it has stay."""
    if labels:
        place.client.send("POST", place.path(f"/issues/{number}/labels"), {"labels": labels})


def make_environment(place: Place, environment: Environment) -> None:
    """Make it, or make the one of this name so."""
    where = f"/environments/{quote(environment.name, safe='')}"
    place.client.send("PUT", place.path(where), _environment(place, environment))
    patterns = [("branch", name) for name in environment.branch_patterns]
    patterns += [("tag", name) for name in environment.tag_patterns]
    if patterns:
        _allow(place, where, patterns)
    for name, value in environment.variables.items():
        set_variable(place, where, name, value)
    for name, value in environment.secrets.items():
        set_secret(place, where, name, value)


def _environment(place: Place, environment: Environment) -> dict[str, Any]:  # Any: JSON
    body: dict[str, Any] = {}
    if environment.protected_branches is not None or environment.custom_branch_policies is not None:
        body["deployment_branch_policy"] = {
            "protected_branches": bool(environment.protected_branches),
            "custom_branch_policies": bool(environment.custom_branch_policies),
        }
    if environment.wait_timer is not None:
        body["wait_timer"] = environment.wait_timer
    if environment.prevent_self_review is not None:
        body["prevent_self_review"] = environment.prevent_self_review
    if environment.reviewers:
        body["reviewers"] = [_reviewer(place, ref) for ref in environment.reviewers]
    return body


def _reviewer(place: Place, ref: str) -> dict[str, Any]:  # Any: JSON
    """GitHub's account of a person or group of the catalog, which Backstage takes to have the same name there."""
    name = quote(ref.rpartition("/")[2].rpartition(":")[2], safe="")
    is_group = ref.lower().startswith("group:")
    path = f"/orgs/{place.repo.owner}/teams/{name}" if is_group else f"/users/{name}"
    try:
        found = place.client.get(path)
    except NotThereError as error:
        kind = "team" if is_group else "user"
        raise SourceHostError(f"{place.repo.host} has no {kind} {name}, who shall review deployments.") from error
    return {"type": "Team" if is_group else "User", "id": found["id"]}


def _allow(place: Place, where: str, patterns: list[tuple[str, str]]) -> None:
    path = place.path(f"{where}/deployment-branch-policies")
    found = items(place.client.get(path, per_page=_FEW).get("branch_policies"))
    known = {(each.get("type", "branch"), each["name"]) for each in found}
    for kind, name in patterns:
        if (kind, name) not in known:
            place.client.send("POST", path, {"name": name, "type": kind})
