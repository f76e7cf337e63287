"""Changes to a repository's content, however they were asked for, and what follows from them."""

from collections.abc import Iterable, Mapping

from tests.support.github.call import Site
from tests.support.github.errors import GitHubError, Json
from tests.support.github.happenings import Happenings
from tests.support.github.history import Commit, Signature, ancestors, changes_of, read_commit, walk_back, write_commit
from tests.support.github.objects import NO_COMMIT, ObjectStore
from tests.support.github.state import Account, Repository
from tests.support.github.trees import EXECUTABLE, FILE, SUBMODULE, SYMLINK, Change, Entry, changed_tree
from tests.support.github.views.links import Links, timestamp

Content = str | bytes
LARGEST_PUSH = 2048


class Symlink(str):
    """A file's content that is a link to another path."""

    __slots__ = ()


class Submodule(str):
    """A path's content that is a commit of another repository."""

    __slots__ = ()


class Executable(str):
    """A file's content that may be run."""

    __slots__ = ()


def entry_for(store: ObjectStore, content: Content | None) -> Entry | None:
    """The tree's line for some content; None for no content."""
    if content is None:
        return None
    if isinstance(content, Submodule):
        return Entry(SUBMODULE, str(content))
    body = content if isinstance(content, bytes) else content.encode()
    modes: dict[type, str] = {Symlink: SYMLINK, Executable: EXECUTABLE}
    return Entry(modes.get(type(content), FILE), store.write("blob", body))


def commit_files(
    repository: Repository,
    parent: str | None,
    files: Mapping[str, Content | None],
    author: Signature,
    committer: Signature,
    message: str,
) -> str:
    """A new commit on top of another; no branch moves."""
    store = repository.git
    changes = {path: entry_for(store, content) for path, content in files.items()}
    tree = changed_tree(store, read_commit(store, parent).tree if parent else None, changes)
    return write_commit(store, tree, (parent,) if parent else (), author, committer, message)


def check_protected(repository: Repository, name: str, status: int) -> None:
    """Raises GitHubError, with the status that the asked part of the API uses, when a branch takes pull requests only."""
    if name.removeprefix("refs/heads/") in repository.protected:
        rule = "Changes must be made through a pull request."
        raise GitHubError(status, f"Repository rule violations found\n\n{rule}\n\n")


def move_ref(site: Site, repository: Repository, name: str, sha: str | None, sender: Account) -> None:
    """Point a ref somewhere (None deletes it) and tell about it."""
    before = repository.git.ref(name)
    repository.git.set_ref(name, sha)
    ref_moved(site, repository, name, before, sha, sender)


def ref_moved(
    site: Site, repository: Repository, name: str, before: str | None, after: str | None, sender: Account
) -> None:
    """What follows when a ref has moved: times, the default branch, pull requests and deliveries."""
    if before == after:
        return
    first_push = repository.pushed_at is None
    now = site.state.clock.now()
    repository.pushed_at = repository.updated_at = now
    if name.startswith("refs/heads/"):
        _follow_branch(repository, name.removeprefix("refs/heads/"), after, first_push=first_push)
        _follow_pulls(site, repository, name.removeprefix("refs/heads/"), after, sender)
    if site.happenings.is_heard("push", repository.owner, repository):
        payload = push_payload(site.happenings, repository, name, before, after, sender)
        site.happenings.tell("push", payload, owner=repository.owner, repository=repository, sender=sender)
    if before is None or after is None:
        _tell_ref(site, repository, name, sender, created=before is None)


def _follow_branch(repository: Repository, branch: str, after: str | None, *, first_push: bool) -> None:
    if after is not None and first_push and repository.head is None:
        repository.default_branch = branch
        repository.git.set_head(branch)


def _follow_pulls(site: Site, repository: Repository, branch: str, after: str | None, sender: Account) -> None:
    for pull in repository.pulls.values():
        if pull.state != "open" or pull.head != branch:
            continue
        now = site.state.clock.now()
        pull.updated_at = now
        if after is None:
            pull.state, pull.closed_at = "closed", now
        else:
            pull.head_sha = after
            repository.git.set_ref(f"refs/pull/{pull.number}/head", after)


def _tell_ref(site: Site, repository: Repository, name: str, sender: Account, *, created: bool) -> None:
    kind, _, short = name.removeprefix("refs/").partition("/")
    payload: Json = {
        "ref": short,
        "ref_type": {"heads": "branch", "tags": "tag"}.get(kind, kind),
        "pusher_type": "user",
        **({"master_branch": repository.default_branch, "description": repository.description} if created else {}),
    }
    event = "create" if created else "delete"
    site.happenings.tell(event, payload, owner=repository.owner, repository=repository, sender=sender)


def push_payload(
    happenings: Happenings, repository: Repository, name: str, before: str | None, after: str | None, sender: Account
) -> Json:
    """What a push's delivery says, the repository and the sender apart."""
    store, links = repository.git, happenings.links
    known = ancestors(store, before) if before and after else set()
    commits = [commit for commit in walk_back(store, after) if commit.sha not in known] if after else []
    forced = before is not None and after is not None and before not in ancestors(store, after)
    shown = [_pushed_commit(links, happenings, repository, commit) for commit in reversed(commits[:LARGEST_PUSH])]
    old, new = before or NO_COMMIT, after or NO_COMMIT
    head = _pushed_commit(links, happenings, repository, read_commit(store, after)) if after else None
    return {
        "ref": name,
        "before": old,
        "after": new,
        "created": before is None,
        "deleted": after is None,
        "forced": forced,
        "base_ref": None,
        "compare": f"{links.web}/{repository.slug}/compare/{old[:12]}...{new[:12]}",
        "commits": shown,
        "head_commit": head,
        "pusher": {"name": sender.login, "email": sender.email},
    }


def _pushed_commit(links: Links, happenings: Happenings, repository: Repository, commit: Commit) -> Json:
    changes = changes_of(repository.git, commit)
    return {
        "id": commit.sha,
        "tree_id": commit.tree,
        "distinct": True,
        "message": commit.message.rstrip("\n"),
        "timestamp": timestamp(commit.committer.when),
        "url": f"{links.web}/{repository.slug}/commit/{commit.sha}",
        "author": _person(happenings, commit.author),
        "committer": _person(happenings, commit.committer),
        "added": _paths(changes, "added"),
        "removed": _paths(changes, "removed"),
        "modified": _paths(changes, "modified"),
    }


def _paths(changes: Iterable[Change], status: str) -> list[str]:
    return [change.path for change in changes if change.status == status]


def _person(happenings: Happenings, signature: Signature) -> Json:
    account = happenings.state.account_by_email(signature.email)
    known = {"username": account.login} if account else {}
    return {"name": signature.name, "email": signature.email, "date": timestamp(signature.when), **known}
