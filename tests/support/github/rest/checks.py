"""How commits fared: check runs, statuses and workflow runs."""

from datetime import UTC, datetime

from tests.support.github.call import Call, Reply
from tests.support.github.errors import GitHubError, Json
from tests.support.github.references import commit_of
from tests.support.github.routing import Route
from tests.support.github.state import READ, Check, Repository
from tests.support.github.views.git import api_of
from tests.support.github.views.links import node_id, timestamp
from tests.support.github.views.repositories import minimal


def _asked(call: Call, permission: str) -> tuple[Repository, str]:
    repository = call.repository(READ, permission)
    sha = commit_of(repository, call.params["ref"])
    if sha is None:
        raise GitHubError(422, f"No commit found for SHA: {call.params['ref']}")
    return repository, sha


def check_runs(call: Call) -> Reply:
    """The checks of a commit, the newest of each name."""
    repository, sha = _asked(call, "checks")
    found = list({one.name: one for one in repository.checks if one.sha == sha}.values())
    wanted = [one for one in found if call.query.get("status") in (None, one.status)]
    reply = call.page(wanted, lambda one: _check(call, repository, one))
    reply.body = {"total_count": len(wanted), "check_runs": reply.body}
    return reply


def combined_status(call: Call) -> Reply:
    """Statuses of the older kind: nobody sets any here, so GitHub says that it waits for some."""
    repository, sha = _asked(call, "statuses")
    api = api_of(call.links, repository)
    return Reply(
        {
            "state": "pending",
            "statuses": [],
            "sha": sha,
            "total_count": 0,
            "repository": minimal(call.links, repository),
            "commit_url": f"{api}/commits/{sha}",
            "url": f"{api}/commits/{sha}/status",
        }
    )


def workflow_runs(call: Call) -> Reply:
    """Runs of GitHub Actions, newest first."""
    repository = call.repository(READ, "actions")
    query = call.query
    found = [
        one
        for one in reversed(repository.checks)
        if query.get("branch") in (None, one.branch)
        and query.get("head_sha") in (None, one.sha)
        and query.get("status") in (None, one.status, one.conclusion)
        and query.get("event") in (None, one.event)
        and query.get("actor") in (None, one.actor)
        and call.params.get("workflow") in (None, one.workflow)
        and one.started_at >= _since(query.get("created"))
    ]
    reply = call.page(found, lambda one: _run(call, repository, one))
    reply.body = {"total_count": len(found), "workflow_runs": reply.body}
    return reply


def _since(created: str | None) -> datetime:
    """GitHub's way of saying since when: `>=2026-03-02T09:00:00Z`."""
    if created is None:
        return datetime.min.replace(tzinfo=UTC)
    return datetime.fromisoformat(created.removeprefix(">="))


def _check(call: Call, repository: Repository, one: Check) -> Json:
    api, web = api_of(call.links, repository), f"{call.links.web}/{repository.slug}"
    return {
        "id": one.id,
        "node_id": node_id("CheckRun", one.id),
        "head_sha": one.sha,
        "external_id": "",
        "url": f"{api}/check-runs/{one.id}",
        "html_url": f"{web}/runs/{one.id}",
        "details_url": f"{web}/runs/{one.id}",
        "status": one.status,
        "conclusion": one.conclusion,
        "started_at": timestamp(one.started_at),
        "completed_at": timestamp(one.completed_at),
        "output": {
            "title": None,
            "summary": None,
            "text": None,
            "annotations_count": 0,
            "annotations_url": f"{api}/check-runs/{one.id}/annotations",
        },
        "name": one.name,
        "check_suite": {"id": one.id},
        "app": None,
        "pull_requests": [],
    }


def _run(call: Call, repository: Repository, one: Check) -> Json:
    api, web = api_of(call.links, repository), f"{call.links.web}/{repository.slug}"
    url = f"{api}/actions/runs/{one.id}"
    return {
        "id": one.id,
        "name": one.name,
        "node_id": node_id("WorkflowRun", one.id),
        "head_branch": one.branch,
        "head_sha": one.sha,
        "path": f".github/workflows/{one.name.lower()}.yml",
        "display_title": one.name,
        "run_number": 1 + repository.checks.index(one),
        "run_attempt": 1,
        "event": one.event,
        "status": one.status,
        "conclusion": one.conclusion,
        "workflow_id": abs(one.id),
        "url": url,
        "html_url": f"{web}/actions/runs/{one.id}",
        "pull_requests": [],
        "created_at": timestamp(one.started_at),
        "updated_at": timestamp(one.completed_at or one.started_at),
        "run_started_at": timestamp(one.started_at),
        "jobs_url": f"{url}/jobs",
        "logs_url": f"{url}/logs",
        "repository": minimal(call.links, repository),
        "head_repository": minimal(call.links, repository),
    }


ROUTES = (
    Route("GET", "/repos/{owner}/{repo}/commits/{ref*}/check-runs", check_runs),
    Route("GET", "/repos/{owner}/{repo}/commits/{ref*}/status", combined_status),
    Route("GET", "/repos/{owner}/{repo}/actions/runs", workflow_runs),
    Route("GET", "/repos/{owner}/{repo}/actions/workflows/{workflow}/runs", workflow_runs),
)
