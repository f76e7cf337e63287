"""Git's objects in GraphQL."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from tests.support.github.call import Call
from tests.support.github.graph.connections import Connection, Info, connect, page_of
from tests.support.github.history import Commit, Signature, read_commit, touches, walk_back
from tests.support.github.objects import NoSuchObjectError
from tests.support.github.state import Account, Repository
from tests.support.github.trees import Entry, find, read_tree
from tests.support.github.views.links import timestamp

LARGEST_TEXT = 512_000


@dataclass(frozen=True, slots=True)
class GitActor:
    """An author or committer."""

    call: Call
    signature: Signature

    @property
    def name(self) -> str:
        """As the commit says."""
        return self.signature.name

    @property
    def email(self) -> str:
        """As the commit says."""
        return self.signature.email

    @property
    def date(self) -> str | None:
        """When."""
        return timestamp(self.signature.when)

    @property
    def user(self) -> Account | None:
        """The account that the address belongs to."""
        return self.call.state.account_by_email(self.signature.email)


@dataclass(frozen=True, slots=True)
class GitNode:
    """What every object has."""

    call: Call
    repository: Repository
    oid: str

    @property
    def id(self) -> str:
        """A global id."""
        return f"O_{self.repository.id}_{self.oid}"

    @property
    def abbreviated_oid(self) -> str:
        """Seven letters."""
        return self.oid[:7]


@dataclass(frozen=True, slots=True)
class TreeEntryNode:
    """One line of a tree."""

    call: Call
    repository: Repository
    path: str
    entry: Entry

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self.path.rpartition("/")[2]

    @property
    def mode(self) -> int:
        """As a number."""
        return int(self.entry.mode, 8)

    @property
    def oid(self) -> str:
        """The object's name."""
        return self.entry.sha

    @property
    def type(self) -> str:
        """`blob`, `tree` or `commit`."""
        return self.entry.kind

    @property
    def extension(self) -> str:
        """With its dot."""
        return f".{self.name.rpartition('.')[2]}" if "." in self.name else ""

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.repository.git.read(self.oid)[1]) if self.entry.kind == "blob" else 0

    @property
    def object(self) -> GitNode | None:
        """The object itself; none for a submodule."""
        return object_node(self.call, self.repository, self.oid) if self.entry.kind != "commit" else None


@dataclass(frozen=True, slots=True)
class TreeNode(GitNode):
    """A folder."""

    graphql_type: ClassVar[str] = "Tree"

    @property
    def entries(self) -> list[TreeEntryNode]:
        """What is directly in it."""
        lines = read_tree(self.repository.git, self.oid).items()
        return [TreeEntryNode(self.call, self.repository, name, entry) for name, entry in lines]


@dataclass(frozen=True, slots=True)
class BlobNode(GitNode):
    """A file's content."""

    graphql_type: ClassVar[str] = "Blob"

    @property
    def body(self) -> bytes:
        """All of it."""
        return self.repository.git.read(self.oid)[1]

    @property
    def byte_size(self) -> int:
        """Bytes."""
        return len(self.body)

    @property
    def is_binary(self) -> bool:
        """Whether there is a NUL near its beginning."""
        return b"\0" in self.body[:8000]

    @property
    def is_truncated(self) -> bool:
        """Whether `text` is not all of it."""
        return len(self.body) > LARGEST_TEXT

    @property
    def text(self) -> str | None:
        """Its beginning; none when it is not text."""
        return None if self.is_binary else self.body[:LARGEST_TEXT].decode(errors="replace")


@dataclass(frozen=True, slots=True)
class CommitNode(GitNode):
    """A commit."""

    graphql_type: ClassVar[str] = "Commit"

    @property
    def commit(self) -> Commit:
        """As git has it."""
        return read_commit(self.repository.git, self.oid)

    @property
    def message(self) -> str:
        """All of it."""
        return self.commit.message.rstrip("\n")

    @property
    def message_headline(self) -> str:
        """The first line."""
        return self.message.partition("\n")[0]

    @property
    def message_body(self) -> str:
        """The rest."""
        return self.message.partition("\n")[2].strip("\n")

    @property
    def committed_date(self) -> str | None:
        """When it was committed."""
        return timestamp(self.commit.committer.when)

    @property
    def authored_date(self) -> str | None:
        """When it was written."""
        return timestamp(self.commit.author.when)

    @property
    def url(self) -> str:
        """On the web."""
        return f"{self.call.links.web}/{self.repository.slug}/commit/{self.oid}"

    @property
    def author(self) -> GitActor:
        """Who wrote it."""
        return GitActor(self.call, self.commit.author)

    @property
    def committer(self) -> GitActor:
        """Who committed it."""
        return GitActor(self.call, self.commit.committer)

    @property
    def tree(self) -> TreeNode:
        """Its files."""
        return TreeNode(self.call, self.repository, self.commit.tree)

    def file(self, path: str) -> TreeEntryNode | None:
        """What stands at a path."""
        entry = find(self.repository.git, self.commit.tree, path)
        return TreeEntryNode(self.call, self.repository, path, entry) if entry else None

    def history(
        self,
        info: Info,
        path: str | None = None,
        author: dict[str, list[str]] | None = None,
        since: str | None = None,
        until: str | None = None,
        **bounds: object,
    ) -> Connection:
        """It and what was before, newest first."""
        git = self.repository.git
        found = [
            CommitNode(self.call, self.repository, commit.sha)
            for commit in walk_back(git, self.oid)
            if (path is None or touches(git, commit, path))
            and (author is None or commit.author.email in (author.get("emails") or ()))
            and _between(commit.committer.when, since, until)
        ]
        return connect(info, found, page_of(bounds))


def object_node(call: Call, repository: Repository, sha: str) -> GitNode | None:
    """An object by its name."""
    nodes: dict[str, type[GitNode]] = {"tree": TreeNode, "blob": BlobNode, "commit": CommitNode}
    try:
        kind = repository.git.kind(sha)
    except NoSuchObjectError:
        return None
    if kind == "tag":
        return CommitNode(call, repository, read_commit(repository.git, sha).sha)
    return nodes[kind](call, repository, sha)


def _between(when: datetime, since: str | None, until: str | None) -> bool:
    return (since is None or when >= datetime.fromisoformat(since)) and (
        until is None or when <= datetime.fromisoformat(until)
    )
