"""The Git database, written: blobs, trees, commits and refs, for changes without a clone."""

import base64
import binascii
import re

from tests.support.github.call import Call, Reply
from tests.support.github.changing import check_protected, move_ref
from tests.support.github.errors import GitHubError, Json, empty_repository, not_found, unprocessable
from tests.support.github.history import ancestors, read_commit, write_commit
from tests.support.github.making import check_workflows, signature_of
from tests.support.github.objects import NoSuchObjectError
from tests.support.github.references import tree_of
from tests.support.github.routing import Route
from tests.support.github.state import WRITE, Repository
from tests.support.github.trees import FOLDER, MODES, SUBMODULE, Entry, changed_tree, read_tree
from tests.support.github.views import git as views

KINDS = {FOLDER: "tree", SUBMODULE: "commit"}
REF_NAME = re.compile(r"refs/[^/]+(/[^/]+)+")
FORBIDDEN_IN_REFS = re.compile(r"\.\.|[\x00-\x20\x7f~^:?*\[\\]|\.lock$|\.$|@\{|//")


def writing(call: Call) -> Repository:
    """A repository that may be written, and has a first commit. Raises GitHubError."""
    repository = call.repository(WRITE, "contents")
    if repository.is_empty:
        raise empty_repository()
    return repository


def create_blob(call: Call) -> Reply:
    """A file's content."""
    repository, body = writing(call), call.need("content")
    encoding = body.get("encoding", "utf-8")
    if encoding not in ("utf-8", "base64"):
        raise unprocessable(f'Invalid request.\n\n"{encoding}" is not a valid encoding.')
    content = _decoded(body["content"]) if encoding == "base64" else str(body["content"]).encode()
    sha = repository.git.write("blob", content)
    url = f"{views.api_of(call.links, repository)}/git/blobs/{sha}"
    return Reply({"sha": sha, "url": url}, status=201, headers={"Location": url})


def create_tree(call: Call) -> Reply:
    """A tree, from lines and perhaps another tree."""
    repository, body = writing(call), call.need("tree")
    if not isinstance(body["tree"], list) or not body["tree"]:
        raise unprocessable("Invalid tree info")
    base = None
    if body.get("base_tree"):
        base = tree_of(repository, str(body["base_tree"]))
        if base is None:
            raise not_found()
    changes = dict(_line(repository, line) for line in body["tree"])
    check_workflows(call, changes)
    sha = changed_tree(repository.git, base, changes)
    url = f"{views.api_of(call.links, repository)}/git/trees/{sha}"
    entries = read_tree(repository.git, sha).items()
    shown = [views.tree_entry(call.links, repository, path, entry) for path, entry in entries]
    return Reply({"sha": sha, "url": url, "tree": shown, "truncated": False}, status=201, headers={"Location": url})


def create_commit(call: Call) -> Reply:
    """A commit on top of others; no branch moves."""
    repository, body = writing(call), call.need("message", "tree")
    git = repository.git
    if not git.has(str(body["tree"])) or git.kind(body["tree"]) != "tree":
        raise unprocessable("Tree SHA does not exist")
    parents = tuple(str(sha) for sha in body.get("parents") or ())
    if any(not git.has(sha) or git.kind(sha) != "commit" for sha in parents):
        raise unprocessable("Parent SHA does not exist or is not a commit object")
    author = signature_of(call.somebody(), call.site, body.get("author"))
    committer = signature_of(call.somebody(), call.site, body["committer"]) if body.get("committer") else author
    sha = write_commit(git, body["tree"], parents, author, committer, str(body["message"]))
    shown = views.git_commit(call.links, repository, read_commit(git, sha))
    return Reply(shown, status=201, headers={"Location": shown["url"]})


def create_ref(call: Call) -> Reply:
    """A new branch or tag."""
    repository, body = writing(call), call.need("ref", "sha")
    name, sha = str(body["ref"]), str(body["sha"])
    if not name.startswith("refs/") or REF_NAME.fullmatch(name) is None:
        raise unprocessable(
            "Reference name must start with 'refs/' and contain at least three slash-separated components."
        )
    if FORBIDDEN_IN_REFS.search(name):
        raise unprocessable(f"{name} is not a valid ref name.")
    if repository.git.ref(name) is not None:
        raise unprocessable("Reference already exists")
    _check_commit(repository, sha)
    if any(other.startswith(f"{name}/") or name.startswith(f"{other}/") for other in repository.git.refs()):
        raise unprocessable("Reference update failed")
    move_ref(call.site, repository, name, sha, call.somebody())
    shown = views.ref(call.links, repository, name, sha)
    return Reply(shown, status=201, headers={"Location": shown["url"]})


def update_ref(call: Call) -> Reply:
    """A branch moves on; backwards only by force."""
    repository, body = writing(call), call.need("sha")
    name, sha = f"refs/{call.params['ref']}", str(body["sha"])
    before = repository.git.ref(name)
    if before is None:
        raise unprocessable("Reference does not exist")
    _check_commit(repository, sha)
    check_protected(repository, name, 422)
    if not body.get("force") and before not in ancestors(repository.git, sha):
        raise unprocessable("Update is not a fast forward")
    move_ref(call.site, repository, name, sha, call.somebody())
    return Reply(views.ref(call.links, repository, name, sha))


def delete_ref(call: Call) -> Reply:
    """A branch or tag goes."""
    repository = writing(call)
    name = f"refs/{call.params['ref']}"
    if repository.git.ref(name) is None:
        raise unprocessable("Reference does not exist")
    if name == f"refs/heads/{repository.default_branch}":
        raise unprocessable("Cannot delete the default branch")
    check_protected(repository, name, 422)
    move_ref(call.site, repository, name, None, call.somebody())
    return Reply(status=204)


def _check_commit(repository: Repository, sha: str) -> None:
    try:
        read_commit(repository.git, sha)
    except NoSuchObjectError as error:
        raise unprocessable("Object does not exist") from error


def _line(repository: Repository, line: Json) -> tuple[str, Entry | None]:
    path, mode = str(line.get("path", "")), str(line.get("mode", ""))
    if not path or path.startswith("/") or any(part in ("", ".", "..", ".git") for part in path.split("/")):
        raise unprocessable("tree.path contains a malformed path component")
    if "sha" in line and line["sha"] is None:
        return path, None
    if mode not in MODES:
        raise unprocessable("Must supply a valid tree.mode")
    if "content" in line:
        return path, Entry(mode, repository.git.write("blob", str(line["content"]).encode()))
    sha = str(line.get("sha", ""))
    if mode != SUBMODULE and not repository.git.has(sha):
        raise unprocessable(f"tree.sha {sha} is not a valid blob")
    if mode != SUBMODULE and repository.git.kind(sha) != KINDS.get(mode, "blob"):
        raise GitHubError(422, "GitRPC::BadObjectState")
    return path, Entry(mode, sha)


def _decoded(content: object) -> bytes:
    try:
        return base64.b64decode(str(content).replace("\n", ""), validate=True)
    except (binascii.Error, ValueError) as error:
        raise unprocessable("content is not valid Base64") from error


ROUTES = (
    Route("POST", "/repos/{owner}/{repo}/git/blobs", create_blob),
    Route("POST", "/repos/{owner}/{repo}/git/trees", create_tree),
    Route("POST", "/repos/{owner}/{repo}/git/commits", create_commit),
    Route("POST", "/repos/{owner}/{repo}/git/refs", create_ref),
    Route("PATCH", "/repos/{owner}/{repo}/git/refs/{ref*}", update_ref),
    Route("DELETE", "/repos/{owner}/{repo}/git/refs/{ref*}", delete_ref),
)
