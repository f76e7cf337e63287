"""How commits, trees, blobs, refs and contents look."""

import base64

from tests.support.github.errors import Json
from tests.support.github.history import Commit, Signature, changes_of, read_commit
from tests.support.github.objects import ObjectStore
from tests.support.github.state import Repository, State
from tests.support.github.trees import Change, Entry
from tests.support.github.views.accounts import simple
from tests.support.github.views.links import Links, node_id, timestamp

UNVERIFIED = {"verified": False, "reason": "unsigned", "signature": None, "payload": None, "verified_at": None}


def api_of(links: Links, repository: Repository) -> str:
    """A repository's address in the API."""
    return f"{links.api}/repos/{repository.slug}"


def git_commit(links: Links, repository: Repository, commit: Commit) -> Json:
    """A commit as the Git database has it."""
    api, web = api_of(links, repository), f"{links.web}/{repository.slug}"
    return {
        "sha": commit.sha,
        "node_id": node_id("Commit", repository.id) + commit.sha[:8],
        "url": f"{api}/git/commits/{commit.sha}",
        "html_url": f"{web}/commit/{commit.sha}",
        "author": _signature(commit.author),
        "committer": _signature(commit.committer),
        "tree": {"sha": commit.tree, "url": f"{api}/git/trees/{commit.tree}"},
        "message": commit.message.rstrip("\n"),
        "parents": [
            {"sha": sha, "url": f"{api}/git/commits/{sha}", "html_url": f"{web}/commit/{sha}"} for sha in commit.parents
        ],
        "verification": dict(UNVERIFIED),
    }


def commit(links: Links, state: State, repository: Repository, one: Commit) -> Json:
    """A commit as lists have it, with the accounts that its addresses belong to."""
    api, web = api_of(links, repository), f"{links.web}/{repository.slug}"
    return {
        "sha": one.sha,
        "node_id": node_id("Commit", repository.id) + one.sha[:8],
        "commit": {
            "author": _signature(one.author),
            "committer": _signature(one.committer),
            "message": one.message.rstrip("\n"),
            "tree": {"sha": one.tree, "url": f"{api}/git/trees/{one.tree}"},
            "url": f"{api}/git/commits/{one.sha}",
            "comment_count": 0,
            "verification": dict(UNVERIFIED),
        },
        "url": f"{api}/commits/{one.sha}",
        "html_url": f"{web}/commit/{one.sha}",
        "comments_url": f"{api}/commits/{one.sha}/comments",
        "author": _account(links, state, one.author),
        "committer": _account(links, state, one.committer),
        "parents": [
            {"sha": sha, "url": f"{api}/commits/{sha}", "html_url": f"{web}/commit/{sha}"} for sha in one.parents
        ],
    }


def commit_full(links: Links, state: State, repository: Repository, one: Commit) -> Json:
    """A commit's own page, with what it changed."""
    files = [changed_file(links, repository, change, one.sha) for change in changes_of(repository.git, one)]
    additions = sum(file["additions"] for file in files)
    deletions = sum(file["deletions"] for file in files)
    stats = {"total": additions + deletions, "additions": additions, "deletions": deletions}
    return {**commit(links, state, repository, one), "stats": stats, "files": files}


def changed_file(links: Links, repository: Repository, change: Change, sha: str) -> Json:
    """One changed file of a commit or pull request."""
    store = repository.git
    added, deleted = _lines(store, change.after), _lines(store, change.before)
    common = len(set(added) & set(deleted))
    additions, deletions = len(added) - common, len(deleted) - common
    api, web = api_of(links, repository), f"{links.web}/{repository.slug}"
    return {
        "sha": (change.after or change.before or Entry("", "")).sha,
        "filename": change.path,
        "status": change.status,
        "additions": additions,
        "deletions": deletions,
        "changes": additions + deletions,
        "blob_url": f"{web}/blob/{sha}/{change.path}",
        "raw_url": f"{web}/raw/{sha}/{change.path}",
        "contents_url": f"{api}/contents/{change.path}?ref={sha}",
    }


def tree_entry(links: Links, repository: Repository, path: str, entry: Entry) -> Json:
    """One line of a tree."""
    api = api_of(links, repository)
    line = {"path": path, "mode": entry.mode, "type": entry.kind, "sha": entry.sha}
    if entry.kind == "tree":
        return {**line, "url": f"{api}/git/trees/{entry.sha}"}
    if entry.kind == "commit":
        return line
    size = len(repository.git.read(entry.sha)[1])
    return {**line, "size": size, "url": f"{api}/git/blobs/{entry.sha}"}


def ref(links: Links, repository: Repository, name: str, sha: str) -> Json:
    """A ref, and what it points at."""
    api, kind = api_of(links, repository), repository.git.kind(sha)
    return {
        "ref": name,
        "node_id": node_id("Ref", repository.id),
        "url": f"{api}/git/{name}",
        "object": {"sha": sha, "type": kind, "url": f"{api}/git/{kind}s/{sha}"},
    }


def branch(links: Links, repository: Repository, name: str, sha: str) -> Json:
    """A branch in lists."""
    url = f"{api_of(links, repository)}/commits/{sha}"
    return {"name": name, "commit": {"sha": sha, "url": url}, "protected": name in repository.protected}


def branch_full(links: Links, state: State, repository: Repository, name: str, sha: str) -> Json:
    """A branch's own page."""
    api = f"{api_of(links, repository)}/branches/{name}"
    enabled = name in repository.protected
    checks = {"enforcement_level": "off", "contexts": [], "checks": []}
    return {
        **branch(links, repository, name, sha),
        "commit": commit(links, state, repository, read_commit(repository.git, sha)),
        "_links": {"self": api, "html": f"{links.web}/{repository.slug}/tree/{name}"},
        "protection": {"enabled": enabled, "required_status_checks": checks},
        "protection_url": f"{api}/protection",
    }


def folded_base64(body: bytes) -> str:
    """As GitHub writes contents: 60 letters a line."""
    text = base64.b64encode(body).decode()
    return "".join(text[at : at + 60] + "\n" for at in range(0, len(text), 60))


def _signature(signature: Signature) -> Json:
    return {"name": signature.name, "email": signature.email, "date": timestamp(signature.when)}


def _account(links: Links, state: State, signature: Signature) -> Json | None:
    account = state.account_by_email(signature.email)
    return simple(links, account) if account else None


def _lines(store: ObjectStore, entry: Entry | None) -> list[bytes]:
    if entry is None or entry.kind != "blob":
        return []
    return store.read(entry.sha)[1].splitlines()
