"""Deployments and their states, and the pull requests that brought a commit."""

from tests.support.github.call import Call, Reply
from tests.support.github.errors import Json, not_found
from tests.support.github.routing import Route
from tests.support.github.state import READ, Deployment, Repository
from tests.support.github.views import pulls
from tests.support.github.views.git import api_of
from tests.support.github.views.links import node_id, timestamp


def deployments(call: Call) -> Reply:
    """All of a repository, newest first."""
    repository = call.repository(READ, "deployments")
    environment = call.query.get("environment")
    found = [each for each in reversed(repository.deployments) if environment in (None, each.environment)]
    return call.page(found, lambda one: _deployment(call, repository, one))


def statuses(call: Call) -> Reply:
    """The states that one went through; here the last one alone."""
    repository = call.repository(READ, "deployments")
    found = [each for each in repository.deployments if str(each.id) == call.params["id"]]
    if not found:
        raise not_found()
    return call.page(found, lambda one: _status(call, repository, one))


def pulls_of_commit(call: Call) -> Reply:
    """The pull requests whose merging made the commit, or whose head it is."""
    repository, sha = call.repository(READ, "pull_requests"), call.params["sha"]
    found = [one for one in repository.pulls.values() if sha in (one.merge_commit, one.head_sha)]
    return call.page(found, lambda one: pulls.pull(call.links, call.state, repository, one))


def _deployment(call: Call, repository: Repository, one: Deployment) -> Json:
    url = f"{api_of(call.links, repository)}/deployments/{one.id}"
    return {
        "url": url,
        "id": one.id,
        "node_id": node_id("Deployment", one.id),
        "sha": one.sha,
        "ref": one.ref,
        "task": "deploy",
        "payload": {},
        "original_environment": one.environment,
        "environment": one.environment,
        "description": None,
        "creator": {"login": one.creator},
        "created_at": timestamp(one.created_at),
        "updated_at": timestamp(one.created_at),
        "statuses_url": f"{url}/statuses",
        "repository_url": api_of(call.links, repository),
    }


def _status(call: Call, repository: Repository, one: Deployment) -> Json:
    return {
        "url": f"{api_of(call.links, repository)}/deployments/{one.id}/statuses/1",
        "id": one.id,
        "state": one.state,
        "creator": {"login": one.creator},
        "environment": one.environment,
        "environment_url": "",
        "log_url": "",
        "created_at": timestamp(one.created_at),
    }


ROUTES = (
    Route("GET", "/repos/{owner}/{repo}/deployments", deployments),
    Route("GET", "/repos/{owner}/{repo}/deployments/{id}/statuses", statuses),
    Route("GET", "/repos/{owner}/{repo}/commits/{sha}/pulls", pulls_of_commit),
)
