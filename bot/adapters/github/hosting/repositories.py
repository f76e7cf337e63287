"""Repositories of golden paths: found with the run that made them, made once, and set up as said."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import quote

from bot.adapters.github.client import Json
from bot.adapters.github.errors import NotThereError, NotUnderstoodError
from bot.adapters.github.hosting.place import Place
from bot.adapters.github.hosting.secrets import set_secret, set_variable
from golden_paths.ports import Mark, Repository, RepositorySettings, SourceHostError

_TRAILER = re.compile(r"^Callboard-Run: (\S+)\s*$", re.MULTILINE)
_TEAM = "team:"
#: Of what a run leaves in a repository of its own there is one each.
_LEFT = ("commits", "branches")
#: What GitHub wants to hear where a template says it in the words of older versions.
_PERMISSIONS = {"read": "pull", "write": "push"}


def run_of(message: str | None) -> str | None:
    """The run that a commit's message names."""
    found = _TRAILER.findall(message or "")
    return str(found[-1]) if found else None


def find(place: Place) -> Repository | None:
    """The repository as it is now."""
    found = place.find()
    if found is None:
        return None
    if found["full_name"].casefold() != place.repo.slug.casefold():
        return None  # it was renamed: its old name is free
    return _shown(place, found)


def _shown(place: Place, found: Json) -> Repository:
    message = place.first_message() if found.get("pushed_at") or found.get("size") else None
    is_empty = message is None and place.branch(found["default_branch"]) is None
    return Repository(
        url=place.repo,
        clone_url=found["clone_url"],
        html_url=found["html_url"],
        default_branch=found["default_branch"],
        created_at=datetime.fromisoformat(found["created_at"]),
        is_empty=is_empty,
        run_id=run_of(message),
    )


def create(place: Place, settings: RepositorySettings, mark: Mark) -> Repository:
    """Make it. Where an earlier request of ours came through unheard, the one that it made is ours."""
    asked = {**_described(settings), "name": place.repo.name}
    try:
        made = place.client.send("POST", _home(place), asked)
    except NotUnderstoodError:
        found = find(place)
        if found is None:
            raise
        if not found.is_of(mark):
            raise SourceHostError(
                f"{place.repo.slug} exists already at {place.repo.host}, and this run did not make it."
                " Begin again with another name."
            ) from None
        return found
    return _shown(place, made)


def _home(place: Place) -> str:
    """Where repositories of this owner are made."""
    try:
        account = place.client.get(f"/users/{place.repo.owner}")
    except NotThereError as error:
        raise SourceHostError(
            f"{place.repo.host} has no organisation or user {place.repo.owner}. Choose another owner."
        ) from error
    return f"/orgs/{place.repo.owner}/repos" if account["type"] == "Organization" else "/user/repos"


def _described(settings: RepositorySettings) -> dict[str, Any]:  # Any: JSON
    body: dict[str, Any] = {
        "description": settings.description,
        "homepage": settings.homepage,
        "private": settings.visibility != "public",
        "visibility": settings.visibility,
        "delete_branch_on_merge": settings.delete_branch_on_merge,
        "allow_merge_commit": settings.allow_merge_commit,
        "allow_squash_merge": settings.allow_squash_merge,
        "allow_rebase_merge": settings.allow_rebase_merge,
        "allow_auto_merge": settings.allow_auto_merge,
        "allow_update_branch": settings.allow_update_branch,
        "squash_merge_commit_title": settings.squash_merge_commit_title,
        "squash_merge_commit_message": settings.squash_merge_commit_message,
        "has_projects": settings.has_projects,
        "has_wiki": settings.has_wiki,
        "has_issues": settings.has_issues,
    }
    return {name: value for name, value in body.items() if value is not None}


def configure(place: Place, settings: RepositorySettings) -> None:
    """Topics, people, variables, secrets and properties, each as if it were the first time."""
    if settings.topics:
        names = [re.sub(r"[^a-z0-9-]+", "-", topic.lower()).strip("-") for topic in settings.topics]
        place.client.send("PUT", place.path("/topics"), {"names": names})
    for who, permission in _people(settings):
        _admit(place, who, permission)
    for name, value in settings.variables.items():
        set_variable(place, "/actions", name, value)
    for name, value in settings.secrets.items():
        set_secret(place, "/actions", name, value)
    if settings.custom_properties:
        properties = [{"property_name": name, "value": value} for name, value in settings.custom_properties.items()]
        place.client.send("PATCH", place.path("/properties/values"), {"properties": properties})


def _people(settings: RepositorySettings) -> list[tuple[str, str]]:
    access = [(settings.access, "admin")] if settings.access else []
    return [*access, *settings.collaborators]


def _admit(place: Place, who: str, permission: str) -> None:
    """A user, or a team as `organisation/team` or `team:slug`."""
    body = {"permission": _PERMISSIONS.get(permission, permission)}
    owner, _, team = who.partition("/") if "/" in who else (place.repo.owner, "", who.removeprefix(_TEAM))
    if "/" in who or who.startswith(_TEAM):
        place.client.send("PUT", f"/orgs/{_name(owner)}/teams/{_name(team)}/repos/{place.repo.slug}", body)
    elif who.casefold() != place.repo.owner.casefold():
        place.client.send("PUT", place.path(f"/collaborators/{_name(who)}"), body)


def _name(written: str) -> str:
    """A name as one part of a path, whatever somebody wrote into a form."""
    return quote(written, safe="")


def remove(place: Place, mark: Mark) -> bool:
    """Remove it, if this run made it and nobody else has put anything in."""
    found = find(place)
    if found is None:
        return False
    if not found.is_of(mark):
        raise SourceHostError(f"{place.repo.slug} was not made by this run, so it stays.")
    if not found.is_empty and any(len(place.client.get(place.path(f"/{each}"), per_page=2)) > 1 for each in _LEFT):
        raise SourceHostError(f"{place.repo.slug} holds commits of others by now, so it stays. Remove it by hand.")
    place.client.send("DELETE", place.path())
    return True
