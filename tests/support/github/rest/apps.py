"""GitHub Apps: themselves, where they are installed, and tokens for there."""

from collections.abc import Mapping

from tests.support.github.actors import STRENGTH, App, Installation, Kind
from tests.support.github.call import Call, MovedError, Reply
from tests.support.github.errors import GitHubError, Json, not_found, unprocessable
from tests.support.github.routing import Route
from tests.support.github.state import Account
from tests.support.github.views import repositories
from tests.support.github.views.accounts import simple
from tests.support.github.views.links import node_id, timestamp


def _app(call: Call) -> App:
    if call.actor.kind is not Kind.APP or call.actor.app is None:
        raise GitHubError(401, "A JSON web token could not be decoded")
    return call.actor.app


def me(call: Call) -> Reply:
    """The app."""
    app = _app(call)
    count = sum(one.app is app for one in call.site.tokens.installations.values())
    return Reply(
        {
            "id": app.id,
            "client_id": f"Iv1.{app.id:016x}",
            "slug": app.slug,
            "node_id": node_id("App", app.id),
            "owner": simple(call.links, app.owner),
            "name": app.slug,
            "description": "",
            "external_url": "https://example.org",
            "html_url": f"{call.links.web}/apps/{app.slug}",
            "created_at": timestamp(app.created_at),
            "updated_at": timestamp(app.created_at),
            "permissions": dict(app.permissions),
            "events": list(app.events),
            "installations_count": count,
        }
    )


def installations(call: Call) -> Reply:
    """Where the app is."""
    app = _app(call)
    found = [one for one in call.site.tokens.installations.values() if one.app is app]
    return call.page(found, lambda one: _installation(call, one))


def installation(call: Call) -> Reply:
    """One place where the app is."""
    return Reply(_installation(call, _found(call)))


def of_account(call: Call) -> Reply:
    """Where the app is in an account."""
    app, account = _app(call), call.state.account(call.params["account"])
    return Reply(_installation(call, _installed(call, app, account)))


def of_repository(call: Call) -> Reply:
    """Where the app is for a repository."""
    app, slug = _app(call), f"{call.params['owner']}/{call.params['repo']}"
    repository, moved = call.state.repository(slug), call.state.former.get(slug.lower())
    if repository is None and moved is not None:
        _installed(call, app, call.state.repositories[moved].owner)  # to others it is not there at all
        raise MovedError(call.state.repositories[moved])
    found = _installed(call, app, repository.owner if repository else None)
    if found.repositories is not None and repository is not None and repository.id not in found.repositories:
        raise not_found()
    return Reply(_installation(call, found))


def access_token(call: Call) -> Reply:
    """A token for an hour, with all permissions or fewer."""
    found, body = _found(call), call.body()
    if found.suspended:
        raise GitHubError(403, "This installation has been suspended")
    asked = body.get("permissions") or found.permissions
    if not _within(asked, found.permissions):
        raise unprocessable("The permissions requested are not granted to this installation.")
    token, ends = call.site.tokens.of_installation(found, asked)
    chosen = found.repositories
    return Reply(
        {
            "token": token,
            "expires_at": timestamp(ends),
            "permissions": dict(asked),
            "repository_selection": "all" if chosen is None else "selected",
            **({"repositories": _shown(call, chosen)} if chosen is not None else {}),
        },
        status=201,
    )


def _shown(call: Call, numbers: frozenset[int]) -> list[Json]:
    found = [call.state.repositories[number] for number in sorted(numbers) if number in call.state.repositories]
    return [repositories.minimal(call.links, one) for one in found]


def _found(call: Call) -> Installation:
    app, number = _app(call), call.params["installation"]
    found = call.site.tokens.installations.get(int(number)) if number.isdigit() else None
    if found is None or found.app is not app:
        raise not_found()
    return found


def _installed(call: Call, app: App, account: Account | None) -> Installation:
    for one in call.site.tokens.installations.values():
        if one.app is app and one.account is account:
            return one
    raise not_found()


def _within(asked: Mapping[str, str], granted: Mapping[str, str]) -> bool:
    return all(
        level in STRENGTH and STRENGTH.index(level) <= STRENGTH.index(granted.get(name, "none"))
        for name, level in asked.items()
    )


def _installation(call: Call, one: Installation) -> Json:
    root = f"{call.links.api}/app/installations/{one.id}"
    return {
        "id": one.id,
        "account": simple(call.links, one.account),
        "access_tokens_url": f"{root}/access_tokens",
        "repositories_url": f"{call.links.api}/installation/repositories",
        "html_url": f"{call.links.web}/organizations/{one.account.login}/settings/installations/{one.id}",
        "app_id": one.app.id,
        "app_slug": one.app.slug,
        "target_id": one.account.id,
        "target_type": one.account.type,
        "permissions": dict(one.permissions),
        "events": list(one.app.events),
        "repository_selection": "all" if one.repositories is None else "selected",
        "created_at": timestamp(one.created_at),
        "updated_at": timestamp(one.created_at),
        "single_file_name": None,
        "has_multiple_single_files": False,
        "single_file_paths": [],
        "suspended_by": None,
        "suspended_at": None,
    }


ROUTES = (
    Route("GET", "/app", me),
    Route("GET", "/app/installations", installations),
    Route("GET", "/app/installations/{installation}", installation),
    Route("POST", "/app/installations/{installation}/access_tokens", access_token),
    Route("GET", "/orgs/{account}/installation", of_account),
    Route("GET", "/users/{account}/installation", of_account),
    Route("GET", "/repos/{owner}/{repo}/installation", of_repository),
)
