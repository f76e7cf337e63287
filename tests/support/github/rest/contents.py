"""Files and folders of a repository, read and written one at a time."""

import base64
import binascii

from tests.support.github.call import Call, Reply
from tests.support.github.changing import check_protected, commit_files, move_ref
from tests.support.github.errors import GitHubError, Json, conflict, not_found, unprocessable
from tests.support.github.history import Commit, Signature, read_commit, touches, walk_back
from tests.support.github.making import WEB, check_workflows, signature_of
from tests.support.github.references import commit_of
from tests.support.github.routing import Route
from tests.support.github.state import READ, WRITE, Repository
from tests.support.github.trees import SYMLINK, Entry, find, read_tree
from tests.support.github.views import git as views

INLINE, LARGEST = 1_000_000, 100_000_000
DOCUMENTATION = "https://docs.github.com/rest/repos/contents#get-repository-content"
MODULES = ".gitmodules"


def show(call: Call) -> Reply:
    """What stands at a path: a file, a folder, a link or a submodule."""
    repository = call.repository(READ, "contents")
    path = call.params.get("path", "").strip("/")
    commit = _commit(call, repository)
    entry = find(repository.git, commit.tree, path)
    if entry is None:
        raise GitHubError(404, "Not Found", documentation=DOCUMENTATION)
    if entry.mode == SYMLINK:
        return _link(call, repository, commit, path, entry)
    return _shown(call, repository, commit, path, entry)


def write(call: Call) -> Reply:
    """Create or update a file: one commit on a branch."""
    repository = call.repository(WRITE, "contents")
    body = call.need("message", "content")
    path, branch, parent = _target(call, repository, body)
    check_workflows(call, (path,))
    content = _decoded(body["content"])
    tree = read_commit(repository.git, parent).tree if parent else None
    existing = find(repository.git, tree, path) if tree else None
    if existing is not None and existing.kind == "tree":
        raise unprocessable(f'Invalid request.\n\n"{path}" is a directory.')
    _check_sha(path, existing, body.get("sha"))
    shown = _committed(call, repository, branch, parent, {path: content}, body)
    commit = read_commit(repository.git, shown["sha"])
    entry = find(repository.git, commit.tree, path)
    assert entry is not None
    file = _item(call, repository, branch, path, entry)
    return Reply({"content": file, "commit": shown}, status=201 if existing is None else 200)


def remove(call: Call) -> Reply:
    """Delete a file: one commit on a branch."""
    repository = call.repository(WRITE, "contents")
    body: Json = {**call.query, **call.body()}
    if "message" not in body or "sha" not in body:
        missing = "message" if "message" not in body else "sha"
        raise unprocessable(f'Invalid request.\n\n"{missing}" wasn\'t supplied.')
    path, branch, parent = _target(call, repository, body)
    existing = find(repository.git, read_commit(repository.git, parent).tree, path) if parent else None
    if existing is None:
        raise not_found()
    _check_sha(path, existing, body["sha"])
    return Reply({"content": None, "commit": _committed(call, repository, branch, parent, {path: None}, body)})


def readme(call: Call) -> Reply:
    """The README at the root."""
    repository = call.repository(READ, "contents")
    commit = _commit(call, repository)
    for name, entry in sorted(read_tree(repository.git, commit.tree).items()):
        if name.lower().partition(".")[0] == "readme" and entry.kind == "blob":
            return _shown(call, repository, commit, name, entry)
    raise not_found()


def _commit(call: Call, repository: Repository) -> Commit:
    if repository.is_empty:
        raise GitHubError(404, "This repository is empty.", documentation=DOCUMENTATION)
    wanted = call.query.get("ref") or repository.default_branch
    sha = commit_of(repository, wanted)
    if sha is None:
        raise GitHubError(404, f"No commit found for the ref {wanted}", documentation=DOCUMENTATION)
    return read_commit(repository.git, sha)


def _shown(call: Call, repository: Repository, commit: Commit, path: str, entry: Entry) -> Reply:
    ref = call.query.get("ref") or repository.default_branch
    if entry.kind == "tree":
        return _folder(call, repository, ref, path, entry)
    item = _item(call, repository, ref, path, entry)
    if entry.kind == "commit":
        return Reply({**item, "type": "submodule", "submodule_git_url": _submodule_url(repository, commit, path)})
    body = repository.git.read(entry.sha)[1]
    _check_size(call, body)
    changed = next(one for one in walk_back(repository.git, commit.sha) if touches(repository.git, one, path))
    if call.accept == "raw":
        reply = Reply(raw=body, content_type="application/vnd.github.raw+json; charset=utf-8")
    elif len(body) > INLINE:
        reply = Reply({**item, "content": "", "encoding": "none"})
    else:
        reply = Reply({**item, "content": views.folded_base64(body), "encoding": "base64"})
    return reply.modified(changed.committer.when)


def _check_size(call: Call, body: bytes) -> None:
    if len(body) > LARGEST:
        message = (
            "This endpoint can only return blobs smaller than 100 MB in size. The requested blob is too large to fetch"
            " via the API, but you can always clone the repository via Git to obtain it."
        )
        error = {"resource": "Blob", "field": "data", "code": "too_large"}
        raise GitHubError(403, message, [error], documentation=DOCUMENTATION)


def _folder(call: Call, repository: Repository, ref: str, path: str, entry: Entry) -> Reply:
    names = sorted(read_tree(repository.git, entry.sha).items())[:1000]
    items = [_item(call, repository, ref, f"{path}/{name}".lstrip("/"), one, listed=True) for name, one in names]
    if call.accept == "object":
        return Reply({**_item(call, repository, ref, path, entry), "entries": items})
    return Reply(items)


def _link(call: Call, repository: Repository, commit: Commit, path: str, entry: Entry) -> Reply:
    """A link to a file of the repository shows that file; any other shows itself."""
    target = repository.git.read(entry.sha)[1].decode()
    parts = [] if target.startswith("/") else path.split("/")[:-1]
    for part in target.split("/"):
        if part == ".." and not parts:
            parts = ["", ".."]
            break
        parts = parts[:-1] if part == ".." else [*parts, part] if part not in (".", "") else parts
    inside = find(repository.git, commit.tree, "/".join(parts)) if not target.startswith("/") else None
    if inside is not None and inside.kind == "blob" and inside.mode != SYMLINK:
        return _shown(call, repository, commit, path, inside)
    if call.accept == "raw":
        return Reply(raw=target.encode(), content_type="application/vnd.github.raw+json; charset=utf-8")
    ref = call.query.get("ref") or repository.default_branch
    return Reply({**_item(call, repository, ref, path, entry), "target": target})


def _item(call: Call, repository: Repository, ref: str, path: str, entry: Entry, *, listed: bool = False) -> Json:
    api, web = views.api_of(call.links, repository), f"{call.links.web}/{repository.slug}"
    url = f"{api}/contents/{path}?ref={ref}"
    git = f"{api}/git/{'trees' if entry.kind != 'blob' else 'blobs'}/{entry.sha}"
    html = f"{web}/{'blob' if entry.kind == 'blob' else 'tree'}/{ref}/{path}"
    kind = {"tree": "dir", "commit": "file" if listed else "submodule"}.get(entry.kind, "file")
    if entry.mode == SYMLINK:
        kind = "symlink"
    size = len(repository.git.read(entry.sha)[1]) if entry.kind == "blob" else 0
    raw = f"{call.links.web}/raw/{repository.slug}/{ref}/{path}" if entry.kind == "blob" else None
    return {
        "name": path.rpartition("/")[2],
        "path": path,
        "sha": entry.sha,
        "size": size,
        "url": url,
        "html_url": None if entry.kind == "commit" else html,
        "git_url": None if entry.kind == "commit" else git,
        "download_url": raw,
        "type": kind,
        "_links": {"self": url, "git": None if entry.kind == "commit" else git, "html": html},
    }


def _submodule_url(repository: Repository, commit: Commit, path: str) -> str | None:
    modules = find(repository.git, commit.tree, MODULES)
    lines = repository.git.read(modules.sha)[1].decode().splitlines() if modules else []
    current = ""
    for line in lines:
        name, _, value = (part.strip() for part in line.partition("="))
        if name == "path":
            current = value
        if name == "url" and current == path:
            return value
    return None


def _target(call: Call, repository: Repository, body: Json) -> tuple[str, str, str | None]:
    path = call.params["path"].strip("/")
    if not path or any(part in ("", ".", "..", ".git") for part in path.split("/")):
        raise unprocessable("path contains a malformed path component")
    branch = str(body.get("branch") or repository.default_branch)
    parent = repository.git.ref(f"refs/heads/{branch}")
    check_protected(repository, branch, 409)
    if parent is None and not (repository.is_empty and branch == repository.default_branch):
        raise GitHubError(404, f"Branch {branch} not found")
    return path, branch, parent


def _decoded(content: object) -> bytes:
    try:
        return base64.b64decode(str(content).replace("\n", ""), validate=True)
    except (binascii.Error, ValueError) as error:
        raise unprocessable("content is not valid Base64") from error


def _check_sha(path: str, existing: Entry | None, given: object) -> None:
    if existing is None and given:
        raise conflict(f"{path} does not match {given}")
    if existing is not None and not given:
        raise unprocessable('Invalid request.\n\n"sha" wasn\'t supplied.')
    if existing is not None and given != existing.sha:
        raise conflict(f"{path} does not match {given}")


def _committed(
    call: Call, repository: Repository, branch: str, parent: str | None, files: dict[str, bytes | None], body: Json
) -> Json:
    sender = call.somebody()
    author = signature_of(sender, call.site, body.get("author") or body.get("committer"))
    committer = signature_of(sender, call.site, body["committer"]) if body.get("committer") else None
    committer = committer or Signature(*WEB, author.when)
    sha = commit_files(repository, parent, files, author, committer, str(body["message"]))
    move_ref(call.site, repository, f"refs/heads/{branch}", sha, sender)
    return views.git_commit(call.links, repository, read_commit(repository.git, sha))


ROUTES = (
    Route("GET", "/repos/{owner}/{repo}/contents", show),
    Route("GET", "/repos/{owner}/{repo}/contents/{path*}", show),
    Route("PUT", "/repos/{owner}/{repo}/contents/{path*}", write),
    Route("DELETE", "/repos/{owner}/{repo}/contents/{path*}", remove),
    Route("GET", "/repos/{owner}/{repo}/readme", readme),
)
