"""The Git database, read: refs, trees, commits and blobs."""

from itertools import islice

from tests.support.github.call import Call, Reply
from tests.support.github.errors import GitHubError, empty_repository, not_found
from tests.support.github.history import read_commit
from tests.support.github.objects import NoSuchObjectError
from tests.support.github.references import tree_of
from tests.support.github.routing import Route
from tests.support.github.state import READ, Repository
from tests.support.github.trees import read_tree, walk
from tests.support.github.views import git as views

LARGEST_BLOB = 100_000_000


def reading(call: Call) -> Repository:
    """A repository whose content may be read and that has some. Raises GitHubError."""
    repository = call.repository(READ, "contents")
    if repository.is_empty:
        raise empty_repository()
    return repository


def tree(call: Call) -> Reply:
    """A tree, whole when `recursive` is anything at all."""
    repository = reading(call)
    sha = tree_of(repository, call.params["sha"])
    if sha is None:
        raise not_found()
    git = repository.git
    lines = walk(git, sha) if "recursive" in call.query else iter(read_tree(git, sha).items())
    shown = [views.tree_entry(call.links, repository, *line) for line in islice(lines, call.limits.tree_entries)]
    truncated = next(lines, None) is not None
    url = f"{views.api_of(call.links, repository)}/git/trees/{sha}"
    return Reply({"sha": sha, "url": url, "tree": shown, "truncated": truncated})


def commit(call: Call) -> Reply:
    """A commit as the Git database has it."""
    repository = reading(call)
    try:
        found = read_commit(repository.git, call.params["sha"])
    except NoSuchObjectError as error:
        raise not_found() from error
    return Reply(views.git_commit(call.links, repository, found))


def blob(call: Call) -> Reply:
    """A file's content by its object."""
    repository = reading(call)
    try:
        kind, body = repository.git.read(call.params["sha"])
    except NoSuchObjectError as error:
        raise not_found() from error
    if kind != "blob":
        raise not_found()
    if len(body) > LARGEST_BLOB:
        raise GitHubError(
            403, "This API returns blobs up to 100 MB in size. The requested blob is too large to fetch via the API."
        )
    if call.accept == "raw":
        return Reply(raw=body, content_type="application/vnd.github.raw+json; charset=utf-8")
    sha = call.params["sha"]
    return Reply(
        {
            "sha": sha,
            "node_id": f"B_{sha}",
            "size": len(body),
            "url": f"{views.api_of(call.links, repository)}/git/blobs/{sha}",
            "content": views.folded_base64(body),
            "encoding": "base64",
        }
    )


def ref(call: Call) -> Reply:
    """One ref, by its exact name."""
    repository = reading(call)
    name = f"refs/{call.params['ref']}"
    sha = repository.git.ref(name)
    if sha is None:
        raise not_found()
    return Reply(views.ref(call.links, repository, name, sha))


def matching_refs(call: Call) -> Reply:
    """Every ref whose name begins so."""
    repository = reading(call)
    found = repository.git.refs(f"refs/{call.params.get('ref', '')}")
    return call.page(list(found.items()), lambda item: views.ref(call.links, repository, *item))


def refs_of_kind(call: Call) -> Reply:
    """The older way to list refs."""
    repository = reading(call)
    name = f"refs/{call.params.get('ref', '')}"
    if (sha := repository.git.ref(name)) is not None:
        return Reply(views.ref(call.links, repository, name, sha))
    found = repository.git.refs(name)
    if not found:
        raise not_found()
    return call.page(list(found.items()), lambda item: views.ref(call.links, repository, *item))


ROUTES = (
    Route("GET", "/repos/{owner}/{repo}/git/trees/{sha*}", tree),
    Route("GET", "/repos/{owner}/{repo}/git/commits/{sha}", commit),
    Route("GET", "/repos/{owner}/{repo}/git/blobs/{sha}", blob),
    Route("GET", "/repos/{owner}/{repo}/git/ref/{ref*}", ref),
    Route("GET", "/repos/{owner}/{repo}/git/matching-refs/{ref*}", matching_refs),
    Route("GET", "/repos/{owner}/{repo}/git/refs/{ref*}", refs_of_kind),
    Route("GET", "/repos/{owner}/{repo}/git/refs", refs_of_kind),
)
