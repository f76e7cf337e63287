"""What GitHub tells of how a repository is looked after, topic by topic, and which right each takes."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from statistics import median
from urllib.parse import quote

from bot.adapters.github.alerts import open_alerts
from bot.adapters.github.client import Client, Headers, Json, items
from bot.adapters.github.errors import GithubError, NotAllowedError, NotThereError
from bot.adapters.json_values import items as listed
from bot.adapters.json_values import moment, number, part, text
from bot.fact_sources import Topic
from catalog_store.facts import Value

Facts = dict[str, Value]

_MOST_RUNS = 50
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
    told = client.brief(
        f"/repos/{slug}/actions/runs",
        last_runs,
        branch=branch,
        status="completed",
        per_page=_MOST_RUNS,
        exclude_pull_requests="true",
    )
    if not told["runs"]:
        return {"ci.runs": 0}
    found: Facts = {
        "ci.runs": told["runs"],
        "ci.isPassing": not told["failing"],
        "ci.failing": tuple(told["failing"]),
        "ci.successShare": round(100 * told["passed"] / told["runs"]),
        "ci.lastRun": moment(told, "last"),
    }
    return found if told["minutes"] is None else {**found, "ci.minutes": told["minutes"]}


def last_runs(body: Json, _headers: Headers) -> Json:
    """How many passed, which workflows fail, how long they take: a fraction of the half megabyte that GitHub sends."""
    runs = [each for each in listed(body, "workflow_runs") if text(each, "conclusion") in (*_PASSED, *_FAILED)]
    minutes = list(_minutes(runs))
    return {
        "runs": len(runs),
        "passed": sum(text(each, "conclusion") in _PASSED for each in runs),
        "failing": list(_failing(runs)),
        "last": text(runs[0], "updated_at") if runs else "",
        "minutes": round(median(minutes), 1) if minutes else None,
    }


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
    is_protected: bool = client.brief(_branch_path(slug, branch), protected)
    return {"branch.isProtected": is_protected or _rules(client, slug, branch)["rules"] > 0}


def _protection(client: Client, slug: str, branch: str) -> Facts:
    """What the branch's own rules and those of rulesets demand; the strictest counts."""
    rulesets, own = _rules(client, slug, branch), _own_protection(client, slug, branch)
    return {
        "branch.reviews": max(rulesets["reviews"], own["reviews"]),
        "branch.requiredChecks": max(rulesets["checks"], own["checks"]),
    }


def _rules(client: Client, slug: str, branch: str) -> Json:
    return client.brief(f"/repos/{slug}/rules/branches/{quote(branch, safe='')}", ruleset_demands, per_page=100)


def _own_protection(client: Client, slug: str, branch: str) -> Json:
    """Nothing is demanded where there are none."""
    try:
        return client.brief(f"{_branch_path(slug, branch)}/protection", own_demands)
    except NotThereError as error:
        if error.told == "Branch not protected":
            return own_demands({}, {})
        raise


def _branch_path(slug: str, branch: str) -> str:
    return f"/repos/{slug}/branches/{quote(branch, safe='')}"


def protected(body: Json, _headers: Headers) -> Json:
    """Whether the branch has rules of its own."""
    return body.get("protected") is True


def ruleset_demands(body: Json, _headers: Headers) -> Json:
    """How many rules there are, and the most that one of them demands."""
    rules = items(body)
    reviews = (number(each, "parameters", "required_approving_review_count") for each in rules)
    checks = (len(listed(each, "parameters", "required_status_checks")) for each in rules)
    return {"rules": len(rules), "reviews": max(reviews, default=0), "checks": max(checks, default=0)}


def own_demands(body: Json, _headers: Headers) -> Json:
    """What the branch's own rules demand."""
    return {
        "reviews": number(body, "required_pull_request_reviews", "required_approving_review_count"),
        "checks": len(part(body, "required_status_checks").get("contexts") or ()),
    }


def _dependencies(client: Client, slug: str, _branch: str) -> Facts:
    """What Dependabot warns of."""
    try:
        found = open_alerts(client, f"/repos/{slug}/dependabot/alerts")
    except NotAllowedError as error:
        if "alerts are disabled" in error.told:
            return {"dependencies.areWatched": False}
        raise
    return {
        "dependencies.areWatched": True,
        "dependencies.alerts": found.all,
        "dependencies.severeAlerts": found.severe,
        "dependencies.areAllCounted": found.is_whole,
    }


def _scanning(client: Client, slug: str, _branch: str) -> Facts:
    """What code scanning warns of on the default branch."""
    try:
        found = open_alerts(client, f"/repos/{slug}/code-scanning/alerts")
    except (NotAllowedError, NotThereError) as error:
        if "must be enabled" in error.told or "no analysis found" in error.told.lower():
            return {"code.isScanned": False}
        raise
    return {
        "code.isScanned": True,
        "code.alerts": found.all,
        "code.severeAlerts": found.severe,
        "code.areAllCounted": found.is_whole,
    }


def _languages(client: Client, slug: str, _branch: str) -> Facts:
    told = client.get_once(f"/repos/{slug}/languages")
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
