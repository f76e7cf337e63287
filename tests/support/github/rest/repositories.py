"""Repositories: lists, pages, making, changing and deleting them."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime

from tests.support.github.actors import Kind
from tests.support.github.call import Call, Reply
from tests.support.github.errors import GitHubError, Json, check_length, forbidden, invalid, unprocessable
from tests.support.github.making import initialise
from tests.support.github.routing import Route
from tests.support.github.state import ADMIN, READ, Account, Repository
from tests.support.github.views import repositories as views

NAME = re.compile(r"[A-Za-z0-9._-]{1,100}")
LONGEST_DESCRIPTION, MOST_TOPICS = 350, 20
TAKEN = "name already exists on this account"
MERGES = ("allow_squash_merge", "allow_merge_commit", "allow_rebase_merge")
SWITCHES = (
    *MERGES,
    "allow_auto_merge",
    "allow_update_branch",
    "delete_branch_on_merge",
    "has_issues",
    "has_projects",
    "has_wiki",
)
CHOICES = {
    "squash_merge_commit_title": ("PR_TITLE", "COMMIT_OR_PR_TITLE"),
    "squash_merge_commit_message": ("PR_BODY", "COMMIT_MESSAGES", "BLANK"),
}
KINDS: dict[str, Callable[[Repository], bool]] = {
    "all": lambda _one: True,
    "public": lambda one: not one.private,
    "private": lambda one: one.private,
    "forks": lambda one: one.fork,
    "sources": lambda one: not one.fork,
}


def of_organisation(call: Call) -> Reply:
    """An organisation's repositories."""
    organisation = call.organisation()
    kind = call.one_of("type", (*KINDS, "member"), "all")
    found = [one for one in call.state.repositories_of(organisation) if KINDS.get(kind, KINDS["all"])(one)]
    return _listed(call, found, "created")


def of_user(call: Call) -> Reply:
    """A user's public repositories."""
    account = call.state.account(call.params["user"])
    found = [one for one in call.state.repositories.values() if one.owner is account and not one.private]
    return _listed(call, found, "full_name")


def mine(call: Call) -> Reply:
    """What the token's owner owns, works on, or reaches through an organisation."""
    account = call.somebody()
    if call.actor.kind in (Kind.INSTALLATION, Kind.APP):
        raise call.actor.refusal
    everything = call.state.repositories.values()
    found = [one for one in everything if account.id in one.collaborators or _belongs(account, one.owner)]
    kept = KINDS[call.one_of("visibility", ("public", "private"), "all")]
    return _listed(call, [one for one in found if kept(one)], "full_name")


def of_installation(call: Call) -> Reply:
    """What an installation reaches."""
    if call.actor.installation is None:
        raise forbidden(
            "You must authenticate with an installation access token in order to list repositories for an installation."
        )
    installation = call.actor.installation
    found = [
        one
        for one in call.state.repositories_of(installation.account)
        if installation.repositories is None or one.id in installation.repositories
    ]
    listed = _listed(call, found, "created", "asc")
    selection = "all" if installation.repositories is None else "selected"
    listed.body = {"total_count": len(found), "repository_selection": selection, "repositories": listed.body}
    return listed


def show(call: Call) -> Reply:
    """A repository's page."""
    repository = call.repository()
    return Reply(views.full(call.links, repository, call.shown_level(repository))).modified(repository.updated_at)


def create(call: Call) -> Reply:
    """A new repository in an organisation."""
    organisation = call.organisation()
    if call.actor.permissions is not None:
        if not call.actor.may("administration", "write"):
            raise call.actor.refusal
    elif call.somebody().id not in organisation.members:
        raise forbidden("You need admin access to the organization before adding a repository to it.")
    elif not call.actor.has_scope("public_repo"):
        raise call.missing_scope()
    return _created(call, organisation)


def create_mine(call: Call) -> Reply:
    """A new repository of the token's owner."""
    owner = call.somebody()
    if call.actor.kind in (Kind.INSTALLATION, Kind.APP):
        raise call.actor.refusal
    if call.actor.kind is Kind.CLASSIC and not call.actor.has_scope("public_repo"):
        raise call.missing_scope()
    return _created(call, owner)


def change(call: Call) -> Reply:
    """Settings; a new name redirects the old one."""
    body = call.body()
    repository = call.state.repository(f"{call.params['owner']}/{call.params['repo']}")
    if repository is None or not (repository.archived and body.get("archived") is False):
        repository = call.repository(ADMIN, "administration")
    else:
        call.check_archived(repository)
    _check_description(body)
    _rename(call, repository, body)
    _settle(repository, body)
    if "default_branch" in body:
        _change_default(repository, str(body["default_branch"]))
    for name in ("private", "archived", "description", "homepage"):
        if name in body:
            setattr(repository, name, body[name])
    if "visibility" in body:
        repository.private = body["visibility"] != "public"
    repository.updated_at = call.state.clock.now()
    return Reply(views.full(call.links, repository, call.shown_level(repository)))


def delete(call: Call) -> Reply:
    """Gone for good."""
    repository = call.repository(READ, "administration")
    if call.level(repository) != ADMIN or (call.actor.kind is Kind.CLASSIC and not call.actor.has_scope("delete_repo")):
        call.somebody()
        raise forbidden("Must have admin rights to Repository.")
    call.site.happenings.tell(
        "repository", {"action": "deleted"}, owner=repository.owner, repository=repository, sender=call.somebody()
    )
    call.state.delete(repository)
    return Reply(status=204)


def topics(call: Call) -> Reply:
    """A repository's topics."""
    return Reply({"names": list(call.repository().topics)})


def replace_topics(call: Call) -> Reply:
    """All topics at once."""
    repository = call.repository(ADMIN, "administration")
    names = [str(name) for name in call.need("names")["names"]]
    if any(not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,49}", name) for name in names):
        raise unprocessable(
            "Topics must start with a lowercase letter or number, consist of 50 characters or less, and can include hyphens."
        )
    if len(set(names)) > MOST_TOPICS:
        raise unprocessable(f"A repository cannot have more than {MOST_TOPICS} topics.")
    repository.topics = tuple(dict.fromkeys(names))
    return Reply({"names": names})


def languages(call: Call) -> Reply:
    """Bytes by language."""
    return Reply(dict(call.repository().languages))


def _created(call: Call, owner: Account) -> Reply:
    body = call.need("name")
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", str(body["name"]))
    problem = None if NAME.fullmatch(name) and name not in (".", "..") else "name is invalid"
    if call.state.repository(f"{owner.login}/{name}") is not None:
        problem = TAKEN
    if problem is not None:
        error: Json = {"resource": "Repository", "code": "custom", "field": "name", "message": problem}
        refusal = invalid("Repository", "name", "custom", problem)
        refusal.message, refusal.errors = "Repository creation failed.", (error,)
        raise refusal
    _check_description(body)
    if body.get("visibility") not in (None, "public", "private", "internal"):
        raise invalid("Repository", "visibility", "custom", "visibility is not valid")
    repository = call.state.add_repository(owner, name)
    repository.private = bool(body.get("private")) or body.get("visibility") in ("private", "internal")
    repository.visibility = str(body["visibility"]) if body.get("visibility") else None
    _settle(repository, body)
    repository.description, repository.homepage = body.get("description"), body.get("homepage")
    sender = call.somebody()
    if sender is not owner:
        repository.collaborators[sender.id] = ADMIN
    call.site.happenings.tell("repository", {"action": "created"}, owner=owner, repository=repository, sender=sender)
    if body.get("auto_init"):
        initialise(call.site, repository, sender)
    location = f"{call.links.api}/repos/{repository.slug}"
    shown = views.full(call.links, repository, call.shown_level(repository))
    return Reply(shown, status=201, headers={"Location": location})


def _settle(repository: Repository, body: Json) -> None:
    """What is allowed, and which parts there are."""
    for name in SWITCHES:
        if name in body and not isinstance(body[name], bool):
            raise invalid("Repository", name, "custom", f"{name} must be a boolean")
    for name, known in CHOICES.items():
        if name in body and body[name] not in known:
            raise invalid("Repository", name, "custom", f"{name} is not one of {', '.join(known)}")
    if not any(body.get(name, True) for name in MERGES):
        raise GitHubError(422, "Sorry, you need to allow at least one merge strategy. (no_merge_method)")
    repository.settings |= {name: body[name] for name in (*SWITCHES, *CHOICES) if name in body}


def _check_description(body: Json) -> None:
    text = body.get("description")
    check_length("Repository", "description", text, LONGEST_DESCRIPTION)
    if isinstance(text, str) and any(not letter.isprintable() for letter in text):
        raise invalid("Repository", "description", "custom", "description control characters are not allowed")


def _listed(call: Call, repositories: Sequence[Repository], sort: str, direction: str | None = None) -> Reply:
    sort = call.one_of("sort", tuple(SORTS), sort)
    direction = direction or call.one_of("direction", ("asc", "desc"), "asc" if sort == "full_name" else "desc")
    ordered = sorted(call.visible(repositories), key=SORTS[sort], reverse=direction == "desc")
    return call.page(ordered, lambda one: views.minimal(call.links, one, call.shown_level(one)))


def _belongs(account: Account, owner: Account) -> bool:
    return owner is account or account.id in owner.members


def _rename(call: Call, repository: Repository, body: Json) -> None:
    name = str(body.get("name", repository.name))
    if name == repository.name:
        return
    if call.state.repository(f"{repository.owner.login}/{name}") not in (None, repository):
        raise invalid("Repository", "name", "custom", TAKEN)
    old = repository.name
    call.state.move(repository, repository.owner, name)
    call.site.happenings.tell(
        "repository",
        {"action": "renamed", "changes": {"repository": {"name": {"from": old}}}},
        owner=repository.owner,
        repository=repository,
        sender=call.somebody(),
    )


def _change_default(repository: Repository, branch: str) -> None:
    if repository.git.ref(f"refs/heads/{branch}") is None:
        message = f"The branch {branch} was not found. Please push that ref first or create it via the Git Data API."
        raise invalid("Repository", "default_branch", "invalid", message)
    repository.default_branch = branch
    repository.git.set_head(branch)


def _pushed(repository: Repository) -> tuple[datetime, int]:
    return repository.pushed_at or repository.created_at, repository.id


SORTS: dict[str, Callable[[Repository], tuple[str | datetime, int]]] = {
    "created": lambda one: (one.created_at, one.id),
    "updated": lambda one: (one.updated_at, one.id),
    "pushed": _pushed,
    "full_name": lambda one: (one.slug.lower(), one.id),
}
ROUTES = (
    Route("GET", "/orgs/{org}/repos", of_organisation),
    Route("POST", "/orgs/{org}/repos", create),
    Route("GET", "/users/{user}/repos", of_user),
    Route("GET", "/user/repos", mine),
    Route("POST", "/user/repos", create_mine),
    Route("GET", "/installation/repositories", of_installation),
    Route("GET", "/repos/{owner}/{repo}", show),
    Route("PATCH", "/repos/{owner}/{repo}", change),
    Route("DELETE", "/repos/{owner}/{repo}", delete),
    Route("GET", "/repos/{owner}/{repo}/topics", topics),
    Route("PUT", "/repos/{owner}/{repo}/topics", replace_topics),
    Route("GET", "/repos/{owner}/{repo}/languages", languages),
)
