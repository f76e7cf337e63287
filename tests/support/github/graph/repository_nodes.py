"""Repositories and their refs in GraphQL."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from tests.support.github.call import Call
from tests.support.github.graph.connections import Connection, Edge, Info, connect, page_of
from tests.support.github.graph.git_nodes import GitNode, object_node
from tests.support.github.history import read_commit
from tests.support.github.references import commit_of
from tests.support.github.state import Account, Repository
from tests.support.github.trees import FOLDER, Entry, find
from tests.support.github.views.links import node_id, timestamp
from tests.support.github.views.repositories import main_language

PERMISSIONS = {"admin": "ADMIN", "maintain": "MAINTAIN", "push": "WRITE", "triage": "TRIAGE", "pull": "READ"}


@dataclass(frozen=True, slots=True)
class LanguageNode:
    """A programming language."""

    name: str
    graphql_type: ClassVar[str] = "Language"
    color: str | None = None

    @property
    def id(self) -> str:
        """A global id."""
        return node_id(f"Language{self.name}", 1)


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic by name."""

    name: str

    @property
    def id(self) -> str:
        """A global id."""
        return node_id(f"Topic{self.name}", 1)


@dataclass(frozen=True, slots=True)
class RepositoryTopic:
    """A topic on a repository."""

    topic: Topic
    url: str

    @property
    def id(self) -> str:
        """A global id."""
        return self.topic.id


@dataclass(frozen=True, slots=True)
class RefNode:
    """A branch or tag."""

    call: Call
    repository: Repository
    full_name: str
    sha: str

    @property
    def id(self) -> str:
        """A global id."""
        return node_id(f"Ref{self.full_name}", self.repository.id)

    @property
    def prefix(self) -> str:
        """`refs/heads/` or the like."""
        return "/".join(self.full_name.split("/")[:2]) + "/"

    @property
    def name(self) -> str:
        """What follows the prefix."""
        return self.full_name.removeprefix(self.prefix)

    @property
    def target(self) -> GitNode | None:
        """What it points at."""
        return object_node(self.call, self.repository, self.sha)


@dataclass(frozen=True, slots=True)
class RepositoryNode:
    """A repository."""

    call: Call
    one: Repository
    graphql_type: ClassVar[str] = "Repository"

    def __getattr__(self, name: str) -> object:
        if name not in PLAIN:
            raise AttributeError(name)
        return PLAIN[name](self)

    def default_branch_ref(self) -> RefNode | None:
        """The default branch; none in an empty repository."""
        return self.ref(f"refs/heads/{self.one.default_branch}")

    def ref(self, qualified_name: str) -> RefNode | None:
        """One ref by its name."""
        for name in (qualified_name, f"refs/heads/{qualified_name}", f"refs/tags/{qualified_name}"):
            sha = self.one.git.ref(name) if name.startswith("refs/") else None
            if sha is not None:
                return RefNode(self.call, self.one, name, sha)
        return None

    def refs(self, info: Info, ref_prefix: str, query: str = "", **bounds: object) -> Connection:
        """Refs below a prefix."""
        found = [(name, sha) for name, sha in self.one.git.refs(ref_prefix).items() if query in name]
        return connect(info, [RefNode(self.call, self.one, *item) for item in found], page_of(bounds))

    def git_object(self, oid: str | None = None, expression: str | None = None) -> GitNode | None:
        """What an expression (`HEAD:catalog-info.yaml`, `main:`) or a name means."""
        if oid is not None:
            return object_node(self.call, self.one, oid)
        name, colon, path = (expression or "").partition(":")
        sha = commit_of(self.one, name)
        if sha is None or not colon:
            return object_node(self.call, self.one, sha) if sha else None
        entry = find(self.one.git, read_commit(self.one.git, sha).tree, path.strip("/")) if path else None
        entry = entry or (Entry(FOLDER, read_commit(self.one.git, sha).tree) if not path.strip("/") else None)
        return object_node(self.call, self.one, entry.sha) if entry else None

    def primary_language(self) -> LanguageNode | None:
        """The one with the most bytes."""
        name = main_language(self.one)
        return LanguageNode(name) if name else None

    def languages(self, info: Info, **bounds: object) -> Connection:
        """Languages, with their bytes."""
        found = [Edge(LanguageNode(name), size=size) for name, size in self.one.languages.items()]
        return connect(info, found, page_of(bounds))

    def repository_topics(self, info: Info, **bounds: object) -> Connection:
        """Topics."""
        root = f"{self.call.links.web}/topics"
        found = [RepositoryTopic(Topic(name), f"{root}/{name}") for name in self.one.topics]
        return connect(info, found, page_of(bounds))


PLAIN: dict[str, Callable[[RepositoryNode], object]] = {
    "id": lambda node: node_id("Repository", node.one.id),
    "database_id": lambda node: node.one.id,
    "name": lambda node: node.one.name,
    "name_with_owner": lambda node: node.one.slug,
    "owner": lambda node: node.one.owner,
    "description": lambda node: node.one.description,
    "homepage_url": lambda node: node.one.homepage,
    "url": lambda node: f"{node.call.links.web}/{node.one.slug}",
    "ssh_url": lambda node: f"git@github:{node.one.slug}.git",
    "is_archived": lambda node: node.one.archived,
    "is_disabled": lambda _node: False,
    "is_empty": lambda node: node.one.is_empty,
    "is_fork": lambda node: node.one.fork,
    "is_private": lambda node: node.one.private,
    "is_template": lambda _node: False,
    "visibility": lambda node: "PRIVATE" if node.one.private else "PUBLIC",
    "disk_usage": lambda node: 0 if node.one.is_empty else 1,
    "created_at": lambda node: timestamp(node.one.created_at),
    "updated_at": lambda node: timestamp(node.one.updated_at),
    "pushed_at": lambda node: timestamp(node.one.pushed_at),
    "archived_at": lambda node: timestamp(node.one.updated_at) if node.one.archived else None,
    "viewer_permission": lambda node: PERMISSIONS.get(node.call.level(node.one)),
}


SORTS: dict[str, Callable[[Repository], tuple[str | datetime, int]]] = {
    "CREATED_AT": lambda one: (one.created_at, one.id),
    "UPDATED_AT": lambda one: (one.updated_at, one.id),
    "PUSHED_AT": lambda one: (one.pushed_at or one.created_at, one.id),
    "NAME": lambda one: (one.name.lower(), one.id),
    "STARGAZERS": lambda one: ("", one.id),
}


def repositories_of(call: Call, owner: Account, info: Info, arguments: dict[str, object]) -> Connection:
    """An account's repositories, filtered and ordered."""
    found = call.visible(call.state.repositories_of(owner))
    if arguments.get("is_fork") is not None:
        found = [one for one in found if one.fork is arguments["is_fork"]]
    if arguments.get("is_archived") is not None:
        found = [one for one in found if one.archived is arguments["is_archived"]]
    for name in ("privacy", "visibility"):
        if arguments.get(name) is not None:
            found = [one for one in found if one.private is (arguments[name] != "PUBLIC")]
    order = arguments.get("order_by")
    if isinstance(order, dict):
        found = sorted(found, key=SORTS[order["field"]], reverse=order["direction"] == "DESC")
    return connect(info, found, page_of(arguments))
