"""Git's commits as values: reading, writing and walking them."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from tests.support.github.objects import NoSuchObjectError, ObjectStore
from tests.support.github.trees import Change, differences, find


@dataclass(frozen=True, slots=True)
class Signature:
    """Who, and when."""

    name: str
    email: str
    when: datetime

    def line(self) -> str:
        """As a commit says it."""
        return f"{self.name} <{self.email}> {int(self.when.timestamp())} +0000"

    @classmethod
    def parse(cls, line: str) -> "Signature":
        """From a commit's line; time zones are dropped, GitHub answers in UTC too."""
        who, seconds, _zone = line.rsplit(" ", 2)
        name, _, email = who.partition(" <")
        return cls(name, email.rstrip(">"), datetime.fromtimestamp(int(seconds), UTC))


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit."""

    sha: str
    tree: str
    parents: tuple[str, ...]
    author: Signature
    committer: Signature
    message: str


def write_commit(
    store: ObjectStore, tree: str, parents: tuple[str, ...], author: Signature, committer: Signature, message: str
) -> str:
    """Store a commit; its name."""
    head = [f"tree {tree}", *(f"parent {sha}" for sha in parents), f"author {author.line()}"]
    return store.write("commit", "\n".join([*head, f"committer {committer.line()}", "", message]).encode())


def read_commit(store: ObjectStore, sha: str) -> Commit:
    """A commit; an annotated tag is followed. Raises NoSuchObjectError, also for objects of other kinds."""
    kind, body = store.read(sha)
    head, _, message = body.decode(errors="replace").partition("\n\n")
    fields: dict[str, list[str]] = {}
    for line in head.splitlines():
        name, _, value = line.partition(" ")
        fields.setdefault(name, []).append(value)
    if kind == "tag":
        return read_commit(store, fields["object"][0])
    if kind != "commit":
        raise NoSuchObjectError(sha)
    return Commit(
        sha,
        fields["tree"][0],
        tuple(fields.get("parent", ())),
        Signature.parse(fields["author"][0]),
        Signature.parse(fields["committer"][0]),
        message,
    )


def walk_back(store: ObjectStore, sha: str) -> Iterator[Commit]:
    """A commit and all before it, newest first, children before parents of the same second."""
    seen, number = {sha}, 0
    first = read_commit(store, sha)
    waiting = [(-first.committer.when.timestamp(), number, first)]
    while waiting:
        commit = heapq.heappop(waiting)[2]
        yield commit
        for parent in commit.parents:
            if parent not in seen:
                seen.add(parent)
                number += 1
                older = read_commit(store, parent)
                heapq.heappush(waiting, (-older.committer.when.timestamp(), number, older))


def ancestors(store: ObjectStore, sha: str) -> set[str]:
    """A commit and all before it."""
    return {commit.sha for commit in walk_back(store, sha)}


def merge_base(store: ObjectStore, one: str, other: str) -> str | None:
    """The newest commit that both have."""
    known = ancestors(store, one)
    return next((commit.sha for commit in walk_back(store, other) if commit.sha in known), None)


def parent_tree(store: ObjectStore, commit: Commit) -> str | None:
    """The tree that a commit started from."""
    return read_commit(store, commit.parents[0]).tree if commit.parents else None


def changes_of(store: ObjectStore, commit: Commit) -> tuple[Change, ...]:
    """What a commit changed."""
    return differences(store, parent_tree(store, commit), commit.tree)


def touches(store: ObjectStore, commit: Commit, path: str) -> bool:
    """Whether a commit changed what stands at a path."""
    before = parent_tree(store, commit)
    return find(store, commit.tree, path) != (find(store, before, path) if before else None)
