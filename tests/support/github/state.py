"""What our GitHub knows: accounts, repositories, teams, hooks and who may do what."""

import itertools
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.support.github.objects import ObjectStore

READ, TRIAGE, WRITE, MAINTAIN, ADMIN = "pull", "triage", "push", "maintain", "admin"
LEVELS = ("none", READ, TRIAGE, WRITE, MAINTAIN, ADMIN)


@dataclass(slots=True)
class Account:
    """A user, an organisation or an app's bot."""

    id: int
    login: str
    type: str
    created_at: datetime
    name: str | None = None
    email: str | None = None
    members: dict[int, str] = field(default_factory=dict)
    base_permission: str = READ


@dataclass(slots=True)
class Comment:
    """A comment on an issue or pull request."""

    id: int
    author: Account
    body: str
    created_at: datetime


@dataclass(slots=True)
class PullRequest:
    """A pull request between two branches of one repository."""

    id: int
    number: int
    author: Account
    title: str
    body: str | None
    head: str
    base: str
    head_sha: str
    base_sha: str
    created_at: datetime
    updated_at: datetime
    draft: bool = False
    state: str = "open"
    merged_at: datetime | None = None
    merged_by: Account | None = None
    merge_commit: str | None = None
    closed_at: datetime | None = None
    labels: list[str] = field(default_factory=list)
    reviewers: list[str] = field(default_factory=list)
    team_reviewers: list[str] = field(default_factory=list)
    assignees: list[str] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    compared: tuple[str, str | None] | None = None


@dataclass(slots=True)
class Environment:
    """Where a repository is deployed to, and what that demands."""

    id: int
    name: str
    created_at: datetime
    policy: dict[str, bool] | None = None
    wait_timer: int = 0
    reviewers: list[tuple[str, int]] = field(default_factory=list)
    patterns: list[tuple[str, str]] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Hook:
    """A webhook of an organisation or a repository; `place` is `orgs/acme` or `repos/acme/payments-api`."""

    id: int
    place: str
    url: str
    secret: str | None
    events: tuple[str, ...]
    created_at: datetime
    active: bool = True
    content_type: str = "json"
    status: int | None = None
    insecure_ssl: str = "0"


@dataclass(frozen=True, slots=True)
class Dispatch:
    """A workflow that somebody started."""

    name: str
    ref: str
    inputs: dict[str, object]
    sender: Account
    run_id: int = 0


@dataclass(frozen=True, slots=True)
class Check:
    """How a commit fared with one check, which is also a run of a workflow."""

    id: int
    name: str
    branch: str
    sha: str
    status: str
    conclusion: str | None
    started_at: datetime
    completed_at: datetime | None
    event: str = "push"
    workflow: str | None = None
    actor: str = ""


@dataclass(frozen=True, slots=True)
class Deployment:
    """A version that was brought to an environment, and how that ended."""

    id: int
    sha: str
    ref: str
    environment: str
    creator: str
    created_at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class Alert:
    """A weakness that GitHub knows of: in what a repository needs, or in its code."""

    number: int
    severity: str
    what: str
    created_at: datetime
    state: str = "open"


@dataclass(slots=True)
class Repository:
    """A repository; what is in it stands in `git`."""

    id: int
    owner: Account
    name: str
    git: ObjectStore
    default_branch: str
    created_at: datetime
    updated_at: datetime
    pushed_at: datetime | None = None
    private: bool = False
    archived: bool = False
    fork: bool = False
    topics: tuple[str, ...] = ()
    description: str | None = None
    homepage: str | None = None
    languages: dict[str, int] = field(default_factory=dict)
    collaborators: dict[int, str] = field(default_factory=dict)
    pulls: dict[int, PullRequest] = field(default_factory=dict)
    protected: set[str] = field(default_factory=set)
    demands: dict[str, dict[str, object]] = field(default_factory=dict)
    settings: dict[str, object] = field(default_factory=dict)
    visibility: str | None = None
    properties: dict[str, object] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    environments: dict[str, Environment] = field(default_factory=dict)
    checks: list[Check] = field(default_factory=list)
    rules: dict[str, list[dict[str, object]]] = field(default_factory=dict)
    watched: bool = False
    weaknesses: list[Alert] = field(default_factory=list)
    scanned: bool = False
    findings: list[Alert] = field(default_factory=list)
    deployments: list[Deployment] = field(default_factory=list)
    dispatches: list[Dispatch] = field(default_factory=list)

    @property
    def slug(self) -> str:
        """`owner/name`."""
        return f"{self.owner.login}/{self.name}"

    @property
    def head(self) -> str | None:
        """The default branch's commit."""
        return self.git.ref(f"refs/heads/{self.default_branch}")

    @property
    def is_empty(self) -> bool:
        """Nothing was ever pushed."""
        return not self.git.refs("refs/heads/")


@dataclass(slots=True)
class Team:
    """A team; `repositories` says what it may do where."""

    id: int
    organisation: Account
    slug: str
    name: str
    description: str | None = None
    privacy: str = "closed"
    parent: "Team | None" = None
    members: dict[int, str] = field(default_factory=dict)
    repositories: dict[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class Clock:
    """The time there; it can be moved on."""

    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        """To the second, as GitHub tells it."""
        return (datetime.now(UTC) + self.ahead).replace(microsecond=0)


class State:
    """Everything. Hold `lock` while reading or changing it from another thread."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.clock = Clock()
        self.accounts: dict[str, Account] = {}
        self.repositories: dict[int, Repository] = {}
        self.former: dict[str, int] = {}
        self.teams: list[Team] = []
        self.hooks: list[Hook] = []
        self.properties: dict[str, tuple[str, ...]] = {}
        self.made = 0
        self._by_slug: dict[str, int] = {}
        self._ids = itertools.count(1001)
        self._folder = tempfile.TemporaryDirectory(prefix="github-", ignore_cleanup_errors=True)

    def close(self) -> None:
        """Remove every repository from the disk."""
        self._folder.cleanup()

    def new_id(self) -> int:
        """An id that nothing else has."""
        return next(self._ids)

    # accounts

    def add_account(self, login: str, kind: str, name: str | None = None, email: str | None = None) -> Account:
        """A new user or organisation."""
        account = Account(self.new_id(), login, kind, self.clock.now(), name, email)
        self.accounts[login.lower()] = account
        return account

    def account(self, login: str) -> Account | None:
        """An account by login, in any case."""
        return self.accounts.get(login.lower())

    def account_by_id(self, number: int) -> Account | None:
        """An account by id."""
        return next((account for account in self.accounts.values() if account.id == number), None)

    def account_by_email(self, email: str) -> Account | None:
        """The user that GitHub puts beside a commit."""
        return next((a for a in self.accounts.values() if a.email and a.email.lower() == email.lower()), None)

    def rename_account(self, account: Account, login: str) -> None:
        """Another login. Nothing leads there from the old one but the repositories, each of which redirects."""
        assert self.account(login) in (None, account), f"{login} is taken"
        before = {repository.slug.lower(): repository for repository in self.repositories_of(account)}
        self.accounts.pop(account.login.lower())
        self._rename_hooks(account.login, login)
        account.login = login
        self.accounts[login.lower()] = account
        for old, repository in before.items():
            self._by_slug.pop(old)
            self._by_slug[repository.slug.lower()] = repository.id
            self.former[old] = repository.id
            self.former.pop(repository.slug.lower(), None)

    def _rename_hooks(self, old: str, new: str) -> None:
        for hook in self.hooks:
            kind, owner, *rest = hook.place.split("/")
            if owner.lower() == old.lower():
                hook.place = "/".join((kind, new, *rest))

    # repositories

    def add_repository(self, owner: Account, name: str, default_branch: str = "main") -> Repository:
        """A new, empty repository. Its former namesake's redirect ends."""
        number, now = self.new_id(), self.clock.now()
        store = ObjectStore(Path(self._folder.name) / f"{number}.git", default_branch)
        repository = Repository(number, owner, name, store, default_branch, now, now)
        self.repositories[number] = repository
        self.made += 1
        self._by_slug[repository.slug.lower()] = number
        self.former.pop(repository.slug.lower(), None)
        return repository

    def repository(self, slug: str) -> Repository | None:
        """A repository by its present `owner/name`, in any case."""
        number = self._by_slug.get(slug.lower())
        return self.repositories[number] if number is not None else None

    def move(self, repository: Repository, owner: Account, name: str) -> None:
        """Rename or transfer; the old name redirects."""
        old = repository.slug.lower()
        self._by_slug.pop(old)
        repository.owner, repository.name, repository.updated_at = owner, name, self.clock.now()
        self._by_slug[repository.slug.lower()] = repository.id
        self.former[old] = repository.id
        self.former.pop(repository.slug.lower(), None)

    def delete(self, repository: Repository) -> None:
        """Gone, and its redirects with it."""
        self._by_slug.pop(repository.slug.lower())
        self.repositories.pop(repository.id)
        self.former = {slug: number for slug, number in self.former.items() if number != repository.id}
        for team in self.teams:
            team.repositories.pop(repository.id, None)

    def repositories_of(self, owner: Account) -> list[Repository]:
        """An account's repositories, oldest first."""
        return [repository for repository in self.repositories.values() if repository.owner is owner]

    # teams

    def teams_of(self, organisation: Account) -> list[Team]:
        """An organisation's teams, by slug."""
        return sorted((t for t in self.teams if t.organisation is organisation), key=lambda team: team.slug)

    def team(self, organisation: str, slug: str) -> Team | None:
        """A team by its organisation's login and its slug."""
        wanted = organisation.lower(), slug.lower()
        return next((t for t in self.teams if (t.organisation.login.lower(), t.slug) == wanted), None)

    def lineage(self, team: Team) -> Iterator[Team]:
        """A team, its parent, and so on up."""
        current: Team | None = team
        while current is not None:
            yield current
            current = current.parent

    def descendants(self, team: Team) -> list[Team]:
        """A team and everything below it."""
        return [other for other in self.teams if team in self.lineage(other)]

    def members_of(self, team: Team) -> dict[int, str]:
        """Members with their roles, those of the teams below included, as GitHub lists them."""
        found: dict[int, str] = {}
        for other in self.descendants(team):
            for number, role in other.members.items():
                found.setdefault(number, role if other is team else "member")
        return found

    # who may do what

    def level(self, account: Account | None, repository: Repository) -> str:
        """What somebody may do with a repository; None is everybody."""
        found = ["none" if repository.private else READ]
        if account is not None:
            found += self._grants(account, repository)
        return max(found, key=LEVELS.index)

    def _grants(self, account: Account, repository: Repository) -> Iterator[str]:
        if repository.owner is account or repository.owner.members.get(account.id) == "admin":
            yield ADMIN
        if account.id in repository.owner.members:
            yield repository.owner.base_permission
        yield repository.collaborators.get(account.id, "none")
        for team in self.teams:
            if account.id in team.members:
                yield from (above.repositories.get(repository.id, "none") for above in self.lineage(team))
