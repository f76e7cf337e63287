"""Open alerts: Dependabot's about what a repository needs, and code scanning's about its own code."""

import base64
from collections.abc import Callable
from urllib.parse import urlencode

from tests.support.github.actors import Kind
from tests.support.github.call import LARGEST_PAGE, Call, Reply
from tests.support.github.errors import GitHubError, Json, forbidden, unprocessable
from tests.support.github.routing import Route
from tests.support.github.state import READ, Alert, Repository
from tests.support.github.views.git import api_of
from tests.support.github.views.links import timestamp

SEVERITIES = ("low", "medium", "high", "critical")
STATES = ("auto_dismissed", "dismissed", "fixed", "open")


def _asked(call: Call, permission: str) -> Repository:
    """The repository, for somebody who may see its alerts.

    Raises:
        GitHubError: the token's permission, or the scope of a classic one, does not suffice.
    """
    repository = call.repository(READ, permission)
    actor = call.actor
    scopes = ("repo", "security_events", *(() if repository.private else ("public_repo",)))
    if actor.kind is Kind.NOBODY:
        raise GitHubError(401, "Requires authentication")
    if actor.kind is Kind.CLASSIC and not any(actor.has_scope(scope) for scope in scopes):
        raise forbidden("You are not authorized to perform this operation.")
    return repository


def dependabot(call: Call) -> Reply:
    """What Dependabot warns of."""
    repository = _asked(call, "vulnerability_alerts")
    if repository.archived:
        raise forbidden("Dependabot alerts are not available for archived repositories.")
    if not repository.watched:
        raise forbidden("Dependabot alerts are disabled for this repository.")
    if "page" in call.query:
        raise GitHubError(400, "Pagination using the `page` parameter is not supported.")
    severities = set((call.query.get("severity") or ",".join(SEVERITIES)).split(","))
    if not severities <= set(SEVERITIES):
        raise unprocessable("Invalid request.\n\nInvalid severity.")
    wanted = [one for one in _in_state(call, repository.weaknesses) if one.severity in severities]
    return _from_where_it_ended(call, wanted, lambda one: _weakness(call, repository, one))


def code_scanning(call: Call) -> Reply:
    """What code scanning warns of."""
    repository = _asked(call, "security_events")
    if repository.private and "advanced_security" not in repository.settings and not repository.scanned:
        raise forbidden("Advanced Security must be enabled for this repository to use code scanning.")
    if not repository.scanned:
        raise GitHubError(404, "no analysis found")
    severity = call.query.get("severity")
    if severity not in (None, *SEVERITIES):
        raise unprocessable("Invalid request.\n\nInvalid severity.")
    wanted = [one for one in _in_state(call, repository.findings) if severity in (None, one.severity)]
    return call.page(wanted, lambda one: _finding(call, repository, one))


def _from_where_it_ended(call: Call, alerts: list[Alert], show: Callable[[Alert], Json]) -> Reply:
    """A page whose `Link` names its end, not a number."""
    size = min(max(int(call.query.get("per_page", "30")), 1), LARGEST_PAGE)
    after = call.query.get("after")
    rest = [one for one in alerts if after is None or one.number < int(base64.b64decode(after))]
    shown = rest[:size]
    if len(rest) <= size:
        return Reply([show(one) for one in shown])
    cursor = base64.b64encode(str(shown[-1].number).encode()).decode()
    query = urlencode({**call.query, "after": cursor})
    return Reply([show(one) for one in shown], headers={"Link": f'<{call.links.api}{call.path}?{query}>; rel="next"'})


def _in_state(call: Call, alerts: list[Alert]) -> list[Alert]:
    states = set((call.query.get("state") or ",".join(STATES)).split(","))
    return [one for one in reversed(alerts) if one.state in states]


def _weakness(call: Call, repository: Repository, one: Alert) -> Json:
    advisory = f"GHSA-{one.number:04}-{one.number:04}-{one.number:04}"
    package = {"ecosystem": "pip", "name": one.what}
    vulnerability = {
        "package": package,
        "severity": one.severity,
        "vulnerable_version_range": "< 2.0.2",
        "first_patched_version": {"identifier": "2.0.2"},
    }
    return {
        "number": one.number,
        "state": one.state,
        "dependency": {"package": package, "manifest_path": "requirements.txt", "scope": "runtime"},
        "security_advisory": {
            "ghsa_id": advisory,
            "cve_id": None,
            "summary": f"A weakness in {one.what}",
            "severity": one.severity,
            "vulnerabilities": [vulnerability],
        },
        "security_vulnerability": vulnerability,
        "url": f"{api_of(call.links, repository)}/dependabot/alerts/{one.number}",
        "html_url": f"{call.links.web}/{repository.slug}/security/dependabot/{one.number}",
        "created_at": timestamp(one.created_at),
        "updated_at": timestamp(one.created_at),
        "dismissed_at": None,
        "dismissed_by": None,
        "dismissed_reason": None,
        "dismissed_comment": None,
        "fixed_at": None,
    }


def _finding(call: Call, repository: Repository, one: Alert) -> Json:
    url = f"{api_of(call.links, repository)}/code-scanning/alerts/{one.number}"
    return {
        "number": one.number,
        "created_at": timestamp(one.created_at),
        "url": url,
        "html_url": f"{call.links.web}/{repository.slug}/code-scanning/{one.number}",
        "state": one.state,
        "fixed_at": None,
        "dismissed_by": None,
        "dismissed_at": None,
        "dismissed_reason": None,
        "rule": {
            "id": one.what,
            "severity": "error",
            "security_severity_level": one.severity,
            "description": one.what,
            "name": one.what,
        },
        "tool": {"name": "CodeQL", "guid": None, "version": "2.4.0"},
        "most_recent_instance": {"ref": f"refs/heads/{repository.default_branch}", "state": one.state},
        "instances_url": f"{url}/instances",
    }


ROUTES = (
    Route("GET", "/repos/{owner}/{repo}/dependabot/alerts", dependabot),
    Route("GET", "/repos/{owner}/{repo}/code-scanning/alerts", code_scanning),
)
