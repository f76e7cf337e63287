"""What GitHub tells of how a repository is looked after, topic by topic, and which right each takes."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from statistics import median
from urllib.parse import quote

from bot.adapters.github.client import Client, Json, items
from bot.adapters.github.errors import GithubError, NotAllowedError, NotThereError
from bot.adapters.json_values import items as listed
from bot.adapters.json_values import moment, number, part, text
from bot.fact_sources import Topic
from catalog_store.facts import Value

Facts = dict[str, Value]

_MOST_RUNS = 50
_MOST_ALERTS = 100
_SEVERE = ("critical", "high")
#: How a run ends that says something of the code; what was cancelled or skipped says nothing.
_PASSED, _FAILED = ("success",), ("failure", "timed_out", "startup_failure")

#: What a token needs: the permission of an App or a fine-grained token, and the scope of a classic one.
RIGHTS: Mapping[Topic, str] = {
    Topic.CI: "the permission “Actions: read” (a classic one the scope repo)",
    Topic.BRANCH: "the permission “Contents: read” (a classic one the scope repo)",
    Topic.PROTECTION: "the permission “Administration: read” (a classic one the scope repo of somebody who administers it)",
    Topic.DEPENDENCIES: "the permission “Dependabot alerts: read” (a classic one the scope security_events)",
    Topic.SCANNING: "the permission “Code scanning alerts: read” (a classic one the scope security_events)",
    Topic.LANGUAGES: "the permission “Metadata: read” (a classic one the scope repo)",
}


def is_about_rights(error: GithubError) -> bool:
    """Whether GitHub refuses because of who we are. To those who lack a right it may also say that nothing is there."""
    told = error.told.lower()
    return any(each in told for each in ("not accessible", "must have admin", "not authorized", "not found"))


def _ci(client: Client, slug: str, branch: str) -> Facts:
    """The last runs on the branch."""
    told = client.get(
        f"/repos/{slug}/actions/runs",
        branch=branch,
        status="completed",
        per_page=_MOST_RUNS,
        exclude_pull_requests="true",
    )
    runs = [each for each in listed(told, "workflow_runs") if text(each, "conclusion") in (*_PASSED, *_FAILED)]
    if not runs:
        return {"ci.runs": 0}
    passed = [each for each in runs if text(each, "conclusion") in _PASSED]
    failing = tuple(_failing(runs))
    found: Facts = {
        "ci.runs": len(runs),
        "ci.isPassing": not failing,
        "ci.failing": failing,
        "ci.successShare": round(100 * len(passed) / len(runs)),
        "ci.lastRun": moment(runs[0], "updated_at"),
    }
    if minutes := list(_minutes(runs)):
        found["ci.minutes"] = round(median(minutes), 1)
    return found


def _failing(runs: Iterable[Json]) -> Iterator[str]:
    """The workflows whose newest run failed; runs come newest first."""
    seen: set[str] = set()
    for each in runs:
        name = text(each, "name")
        if name not in seen and text(each, "conclusion") in _FAILED:
            yield name
        seen.add(name)


def _minutes(runs: Iterable[Json]) -> Iterator[float]:
    for each in runs:
        began, ended = moment(each, "run_started_at"), moment(each, "updated_at")
        if began and ended and ended >= began:
            yield _span(began, ended)


def _span(began: datetime, ended: datetime) -> float:
    return (ended - began).total_seconds() / 60


def _branch(client: Client, slug: str, branch: str) -> Facts:
    """Whether any rule is there: one of the branch's own, or of a ruleset."""
    told = client.get(_branch_path(slug, branch))
    return {"branch.isProtected": told.get("protected") is True or bool(_rules(client, slug, branch))}


def _protection(client: Client, slug: str, branch: str) -> Facts:
    """What the branch's own rules and those of rulesets demand; the strictest counts."""
    rules = _rules(client, slug, branch)
    reviews = [number(each, "parameters", "required_approving_review_count") for each in rules]
    checks = [len(listed(each, "parameters", "required_status_checks")) for each in rules]
    own = _own_protection(client, slug, branch)
    reviews.append(number(own, "required_pull_request_reviews", "required_approving_review_count"))
    checks.append(len(part(own, "required_status_checks").get("contexts") or ()))
    return {"branch.reviews": max(reviews), "branch.requiredChecks": max(checks)}


def _own_protection(client: Client, slug: str, branch: str) -> Json:
    """Empty where it has none."""
    try:
        return client.get(f"{_branch_path(slug, branch)}/protection")
    except NotThereError as error:
        if error.told == "Branch not protected":
            return {}
        raise


def _rules(client: Client, slug: str, branch: str) -> Sequence[Json]:
    return items(client.get(f"/repos/{slug}/rules/branches/{quote(branch, safe='')}", per_page=100))


def _branch_path(slug: str, branch: str) -> str:
    return f"/repos/{slug}/branches/{quote(branch, safe='')}"


def _dependencies(client: Client, slug: str, _branch: str) -> Facts:
    """What Dependabot warns of."""
    path = f"/repos/{slug}/dependabot/alerts"
    try:
        found = items(client.get(path, state="open", per_page=_MOST_ALERTS))
    except NotAllowedError as error:
        if "alerts are disabled" in error.told:
            return {"dependencies.areWatched": False}
        raise
    severe = [each for each in found if text(each, "security_advisory", "severity") in _SEVERE]
    if len(found) == _MOST_ALERTS and len(severe) < _MOST_ALERTS:
        severe = list(items(client.get(path, state="open", severity=",".join(_SEVERE), per_page=_MOST_ALERTS)))
    return {
        "dependencies.areWatched": True,
        "dependencies.alerts": len(found),
        "dependencies.severeAlerts": len(severe),
    }


def _scanning(client: Client, slug: str, _branch: str) -> Facts:
    """What code scanning warns of on the default branch."""
    try:
        found = items(client.get(f"/repos/{slug}/code-scanning/alerts", state="open", per_page=_MOST_ALERTS))
    except (NotAllowedError, NotThereError) as error:
        if "must be enabled" in error.told or "no analysis found" in error.told.lower():
            return {"code.isScanned": False}
        raise
    severe = [each for each in found if text(each, "rule", "security_severity_level") in _SEVERE]
    return {"code.isScanned": True, "code.alerts": len(found), "code.severeAlerts": len(severe)}


def _languages(client: Client, slug: str, _branch: str) -> Facts:
    told = client.get(f"/repos/{slug}/languages")
    counted = {str(name): size for name, size in told.items() if isinstance(size, int)}
    return {"languages.all": tuple(sorted(counted, key=lambda name: -counted[name]))}


READERS: Mapping[Topic, Callable[[Client, str, str], Facts]] = {
    Topic.CI: _ci,
    Topic.BRANCH: _branch,
    Topic.PROTECTION: _protection,
    Topic.DEPENDENCIES: _dependencies,
    Topic.SCANNING: _scanning,
    Topic.LANGUAGES: _languages,
}
