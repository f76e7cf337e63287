"""Search, as much as a catalog needs: repositories and code on default branches."""

import re
from collections.abc import Sequence
from typing import Any

from tests.support.github.actors import Kind
from tests.support.github.call import Call, Reply
from tests.support.github.errors import GitHubError, Json
from tests.support.github.history import read_commit
from tests.support.github.routing import Route
from tests.support.github.state import Repository
from tests.support.github.trees import files
from tests.support.github.views import git, repositories

MOST = 1000
LARGEST = 384_000
CANNOT = (
    "The listed users and repositories cannot be searched either because the resources do not exist or you do not have"
    " permission to view them."
)


def search_repositories(call: Call) -> Reply:
    """Repositories by words in their names, topics, owner."""
    words, qualifiers = _query(call)
    found = [
        one
        for one in _scope(call, qualifiers)
        if all(word.lower() in f"{one.name} {one.description or ''}".lower() for word in words)
        and set(qualifiers.get("topic", ())) <= set(one.topics)
        and ("archived" not in qualifiers or one.archived is (qualifiers["archived"][0] == "true"))
        and (not one.fork or qualifiers.get("fork", [""])[0] in ("true", "only"))
    ]
    return _found(
        call, found, lambda one: {**repositories.minimal(call.links, one, call.shown_level(one)), "score": 1.0}
    )


def search_code(call: Call) -> Reply:
    """Files by name, path and words; only default branches of repositories that are not archived copies."""
    if call.actor.kind is Kind.NOBODY:
        raise GitHubError(401, "Requires authentication")
    words, qualifiers = _query(call)
    if not words and not {"filename", "path", "extension"} & qualifiers.keys():
        raise GitHubError(422, "ERROR_TYPE_QUERY_PARSING_FATAL unable to parse query!")
    found = [
        (repository, path, sha)
        for repository in _scope(call, qualifiers)
        if not repository.fork
        for path, sha, body in _files(repository)
        if _fits(path, body, words, qualifiers)
    ]
    return _found(call, found, lambda item: _code(call, *item))


def _query(call: Call) -> tuple[list[str], dict[str, list[str]]]:
    text = call.query.get("q", "").strip()
    if not text:
        error: Json = {"resource": "Search", "field": "q", "code": "missing"}
        raise GitHubError(422, "Validation Failed", [error])
    words: list[str] = []
    qualifiers: dict[str, list[str]] = {}
    for part in re.findall(r'"[^"]*"|\S+', text):
        name, colon, value = part.partition(":")
        if colon and name.isalpha() and not part.startswith('"'):
            qualifiers.setdefault(name, []).append(value.strip('"'))
        else:
            words.append(part.strip('"'))
    return words, qualifiers


def _scope(call: Call, qualifiers: dict[str, list[str]]) -> list[Repository]:
    owners = [*qualifiers.get("org", ()), *qualifiers.get("user", ())]
    slugs = qualifiers.get("repo", [])
    known = [call.state.account(login) for login in owners] + [call.state.repository(slug) for slug in slugs]
    if known and None in known:
        error: Json = {"message": CANNOT, "resource": "Search", "field": "q", "code": "invalid"}
        raise GitHubError(422, "Validation Failed", [error])
    wanted_owners, wanted = {login.lower() for login in owners}, {slug.lower() for slug in slugs}
    return [
        one
        for one in call.visible(list(call.state.repositories.values()))
        if not known or one.owner.login.lower() in wanted_owners or one.slug.lower() in wanted
    ]


def _files(repository: Repository) -> list[tuple[str, str, bytes]]:
    if repository.head is None:
        return []
    tree = files(repository.git, read_commit(repository.git, repository.head).tree)
    found = [(path, entry.sha) for path, entry in tree.items() if entry.kind == "blob"]
    return [(path, sha, repository.git.read(sha)[1][:LARGEST]) for path, sha in found]


def _fits(path: str, body: bytes, words: Sequence[str], qualifiers: dict[str, list[str]]) -> bool:
    name, text = path.rpartition("/")[2], body.decode(errors="replace").lower()
    return (
        all(word.lower() in text or word.lower() in path.lower() for word in words)
        and all(wanted.lower() in name.lower() for wanted in qualifiers.get("filename", ()))
        and all(path.lower().startswith(wanted.strip("/").lower()) for wanted in qualifiers.get("path", ()))
        and all(name.endswith(f".{wanted}") for wanted in qualifiers.get("extension", ()))
    )


def _code(call: Call, repository: Repository, path: str, sha: str) -> Json:
    api, ref = git.api_of(call.links, repository), repository.head
    return {
        "name": path.rpartition("/")[2],
        "path": path,
        "sha": sha,
        "url": f"{api}/contents/{path}?ref={ref}",
        "git_url": f"{api}/git/blobs/{sha}",
        "html_url": f"{call.links.web}/{repository.slug}/blob/{ref}/{path}",
        "repository": repositories.minimal(call.links, repository),
        "score": 1.0,
    }


def _found(call: Call, found: Sequence[Any], show: Any) -> Reply:  # Any: whatever is searched for
    page = int(call.query.get("page", "1")) if call.query.get("page", "1").isdigit() else 1
    size = min(int(call.query.get("per_page", "30")), 100) if call.query.get("per_page", "30").isdigit() else 30
    if (page - 1) * size >= MOST:
        raise GitHubError(422, "Only the first 1000 search results are available")
    reply = call.page(found[:MOST], show)
    reply.body = {"total_count": len(found), "incomplete_results": False, "items": reply.body}
    return reply


ROUTES = (
    Route("GET", "/search/repositories", search_repositories),
    Route("GET", "/search/code", search_code),
)
