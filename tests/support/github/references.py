"""What a name in a request means: a branch, a tag, a full ref or a commit's name."""

import re

from tests.support.github.history import read_commit
from tests.support.github.objects import NoSuchObjectError
from tests.support.github.state import Repository


def commit_of(repository: Repository, name: str) -> str | None:
    """The commit that a name means."""
    sha = _pointed(repository, name)
    if sha is None:
        return None
    try:
        return read_commit(repository.git, sha).sha
    except NoSuchObjectError:
        return None


def tree_of(repository: Repository, name: str) -> str | None:
    """The tree that a name means: its own name, or a commit's."""
    git = repository.git
    if git.has(name) and git.kind(name) == "tree":
        return name
    sha = commit_of(repository, name)
    return read_commit(git, sha).tree if sha else None


def _pointed(repository: Repository, name: str) -> str | None:
    git = repository.git
    if name == "HEAD":
        return repository.head
    for prefix in ("refs/heads/", "refs/tags/", "refs/", ""):
        found = git.ref(prefix + name) if prefix or name.startswith("refs/") else None
        if found is not None:
            return found
    if git.has(name):
        return name
    return git.abbreviated(name) if re.fullmatch(r"[0-9a-f]{7,39}", name) else None
