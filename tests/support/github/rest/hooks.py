"""Webhooks of organisations and repositories, and what they were told."""

from urllib.parse import urlsplit

from tests.support.github.call import Call, Reply
from tests.support.github.errors import GitHubError, Json, not_found, unprocessable
from tests.support.github.happenings import Delivery
from tests.support.github.routing import Route
from tests.support.github.state import ADMIN, Account, Hook, Repository
from tests.support.github.views.links import timestamp
from tests.support.github.views.pulls import hook as view

EVENT_NAMES = """
    * branch_protection_rule check_run check_suite code_scanning_alert commit_comment create delete deployment
    deployment_status fork issue_comment issues label member membership meta milestone organization package
    public pull_request pull_request_review pull_request_review_comment push release repository
    repository_dispatch secret_scanning_alert star status team team_add watch workflow_job workflow_run
"""
EVENTS = frozenset(EVENT_NAMES.split())
ORGANISATION_ONLY = frozenset(("membership", "organization", "team"))
MOST_HOOKS = 20


def _place(call: Call) -> tuple[str, Account, Repository | None]:
    """Where the hooks hang, for somebody who may see them. Raises GitHubError."""
    if "org" in call.params:
        organisation = call.organisation()
        call.may_administer(organisation, "admin:org_hook", "organization_hooks")
        return f"orgs/{organisation.login}", organisation, None
    repository = call.repository(permission="repository_hooks")
    call.somebody()
    if call.level(repository) != ADMIN or (
        call.actor.permissions is None and not call.actor.has_scope("read:repo_hook")
    ):
        raise not_found()
    return f"repos/{repository.slug}", repository.owner, repository


def _hook(call: Call) -> tuple[Hook, Account, Repository | None]:
    place, owner, repository = _place(call)
    for one in call.state.hooks:
        if one.place.lower() == place.lower() and str(one.id) == call.params["hook"]:
            return one, owner, repository
    raise not_found()


def listed(call: Call) -> Reply:
    """The hooks there."""
    place = _place(call)[0].lower()
    found = [one for one in call.state.hooks if one.place.lower() == place]
    return call.page(found, lambda one: view(call.links, one))


def create(call: Call) -> Reply:
    """A new hook; it hears `ping` first."""
    place, owner, repository = _place(call)
    body = call.need("config")
    if body.get("name", "web") != "web":
        raise unprocessable("The 'name' parameter must be 'web'.")
    url, kind = _configured(body["config"])
    events = tuple(str(event) for event in body.get("events") or ("push",))
    _check_events(events, in_repository=repository is not None)
    others = [one for one in call.state.hooks if one.place.lower() == place.lower()]
    where = "repository" if repository is not None else "organization"
    if any((one.url, set(one.events)) == (url, set(events)) for one in others):
        raise _refused(f"Hook already exists on this {where}")
    if len(others) >= MOST_HOOKS:
        raise _refused('The "push" event cannot have more than 20 hooks')
    made = Hook(call.state.new_id(), place, url, body["config"].get("secret"), events, call.state.clock.now())
    made.active, made.content_type = bool(body.get("active", True)), kind
    made.insecure_ssl = str(body["config"].get("insecure_ssl", "0"))
    call.state.hooks.append(made)
    call.site.happenings.ping(made, owner, repository)
    shown = view(call.links, made)
    return Reply(shown, status=201, headers={"Location": shown["url"]})


def show(call: Call) -> Reply:
    """One hook."""
    return Reply(view(call.links, _hook(call)[0]))


def change(call: Call) -> Reply:
    """Another address, other events, on or off."""
    one, _, repository = _hook(call)
    body = call.body()
    if "config" in body:
        one.url, one.content_type = _configured(body["config"])
        one.secret = body["config"].get("secret")
        one.insecure_ssl = str(body["config"].get("insecure_ssl", "0"))
    if "events" in body:
        events = tuple(str(event) for event in body["events"])
        _check_events(events, in_repository=repository is not None)
        one.events = events
    one.active = bool(body.get("active", one.active))
    return Reply(view(call.links, one))


def delete(call: Call) -> Reply:
    """A hook goes."""
    call.state.hooks.remove(_hook(call)[0])
    return Reply(status=204)


def ping(call: Call) -> Reply:
    """Say hello again."""
    call.site.happenings.ping(*_hook(call))
    return Reply(status=204)


def deliveries(call: Call) -> Reply:
    """What it was told, newest first."""
    one = _hook(call)[0]
    found = [delivery for delivery in call.site.happenings.deliveries if delivery.hook.id == one.id]
    return call.page(found[::-1], lambda delivery: _delivery(call, delivery))


def redeliver(call: Call) -> Reply:
    """Say it again."""
    one = _hook(call)[0]
    for delivery in call.site.happenings.deliveries:
        if delivery.hook.id == one.id and str(delivery.id) == call.params["delivery"]:
            call.site.happenings.again(delivery)
            return Reply({}, status=202)
    raise not_found()


def _delivery(call: Call, delivery: Delivery) -> Json:
    status = (
        "OK" if delivery.status is not None and delivery.status < 400 else delivery.error or "Invalid HTTP Response"
    )
    return {
        "id": delivery.id,
        "guid": delivery.guid,
        "delivered_at": timestamp(call.state.clock.now()),
        "redelivery": delivery.redelivery,
        "duration": round(delivery.seconds, 2),
        "status": status,
        "status_code": delivery.status or 0,
        "event": delivery.event,
        "action": delivery.action,
        "installation_id": None,
        "repository_id": None,
        "throttled_at": None,
    }


def _configured(config: object) -> tuple[str, str]:
    given = config if isinstance(config, dict) else {}
    url = str(given.get("url", ""))
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise _refused("Config must contain URL for webhooks" if not url else "url is not a valid URL")
    kind = given.get("content_type", "form")
    if kind not in ("json", "form"):
        raise _refused("content_type must be json or form")
    return url, kind


def _check_events(events: tuple[str, ...], *, in_repository: bool) -> None:
    known = EVENTS - ORGANISATION_ONLY if in_repository else EVENTS
    if not events or not known.issuperset(events):
        raise _refused("Events is invalid", field="events")


def _refused(message: str, field: str | None = None) -> GitHubError:
    error: Json = {"resource": "Hook", "code": "custom", "message": message}
    return GitHubError(422, "Validation Failed", [{**error, "field": field} if field else error])


ROUTES = tuple(
    Route(method, f"{place}/hooks{rest}", handler)
    for place in ("/orgs/{org}", "/repos/{owner}/{repo}")
    for method, rest, handler in (
        ("GET", "", listed),
        ("POST", "", create),
        ("GET", "/{hook}", show),
        ("PATCH", "/{hook}", change),
        ("DELETE", "/{hook}", delete),
        ("POST", "/{hook}/pings", ping),
        ("GET", "/{hook}/deliveries", deliveries),
        ("POST", "/{hook}/deliveries/{delivery}/attempts", redeliver),
    )
)
