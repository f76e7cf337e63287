"""Setting a scene: repositories and what is in them, in a line each."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from tests.support.github.changing import Content, Submodule, Symlink, commit_files, move_ref
from tests.support.github.history import Signature, read_commit
from tests.support.github.objects import ObjectStore
from tests.support.github.people import People
from tests.support.github.pulling import close_pull, merge_pull, open_pull
from tests.support.github.state import READ, Account, Alert, Check, Deployment, PullRequest, Repository
from tests.support.github.trees import files, find
from tests.support.github.views.accounts import organisation_simple, simple

SOMEBODY = "somebody <somebody@example.org>"


class Scene(People):
    """What stands on our GitHub, changed as people would change it: webhooks hear of everything."""

    def repository(
        self,
        slug: str,
        *,
        files: Mapping[str, Content | None] | None = None,
        private: bool = False,
        archived: bool = False,
        fork: bool = False,
        topics: Iterable[str] = (),
        description: str | None = None,
        default_branch: str = "main",
        language: str | None = None,
        author: str = SOMEBODY,
        when: datetime | None = None,
    ) -> Repository:
        """A new repository; without files it is empty. Its owner becomes an organisation when new."""
        login, _, name = slug.partition("/")
        with self.state.lock:
            owner = self.state.account(login) or self.organisation(login)
            repository = self.state.add_repository(owner, name, default_branch)
            repository.private, repository.fork, repository.topics = private, fork, tuple(topics)
            repository.description = description
            repository.languages = {language: 1000} if language else {}
            self.tell_repository(repository, "created")
            if files is not None:
                self.commit(slug, files, author=author, when=when, message="Initial commit")
            repository.archived = archived
            return repository

    def commit(
        self,
        slug: str,
        files: Mapping[str, Content | None],
        *,
        author: str = SOMEBODY,
        when: datetime | None = None,
        message: str = "Change files",
        branch: str | None = None,
    ) -> str:
        """A commit on a branch, made from the default branch when new; None deletes a path. The commit's name."""
        with self.state.lock:
            repository = self.find(slug)
            ref = f"refs/heads/{branch or repository.default_branch}"
            parent = repository.git.ref(ref) or repository.head
            signature = _signature(author, when or self.state.clock.now())
            sha = commit_files(repository, parent, files, signature, signature, message)
            move_ref(self.site, repository, ref, sha, self._sender(author))
            return sha

    def symlink(self, slug: str, path: str, target: str) -> str:
        """A commit with a symbolic link."""
        return self.commit(slug, {path: Symlink(target)}, message=f"Link {path}")

    def submodule(self, slug: str, path: str, url: str, sha: str = "a" * 40) -> str:
        """A commit with a submodule."""
        modules = f'[submodule "{path}"]\n\tpath = {path}\n\turl = {url}\n'
        return self.commit(slug, {".gitmodules": modules, path: Submodule(sha)}, message=f"Add {path}")

    def force_push(
        self, slug: str, files: Mapping[str, Content], *, branch: str | None = None, author: str = SOMEBODY
    ) -> str:
        """The branch's history is replaced by one commit."""
        with self.state.lock:
            repository = self.find(slug)
            signature = _signature(author, self.state.clock.now())
            sha = commit_files(repository, None, files, signature, signature, "Start over")
            name = f"refs/heads/{branch or repository.default_branch}"
            move_ref(self.site, repository, name, sha, self._sender(author))
            return sha

    def delete_branch(self, slug: str, branch: str) -> None:
        """A branch goes."""
        with self.state.lock:
            move_ref(self.site, self.find(slug), f"refs/heads/{branch}", None, self._sender(SOMEBODY))

    def rename(self, slug: str, name: str) -> Repository:
        """A new name; the old one redirects."""
        with self.state.lock:
            repository = self.find(slug)
            old = repository.name
            self.state.move(repository, repository.owner, name)
            self.tell_repository(repository, "renamed", {"repository": {"name": {"from": old}}})
            return repository

    def transfer(self, slug: str, owner: str) -> Repository:
        """A new owner; the old name redirects."""
        with self.state.lock:
            repository = self.find(slug)
            old = repository.owner
            self.state.move(repository, self.state.account(owner) or self.organisation(owner), repository.name)
            links, organised = self.site.happenings.links, old.type == "Organization"
            former = {"organization": organisation_simple(links, old)} if organised else {"user": simple(links, old)}
            self.tell_repository(repository, "transferred", {"owner": {"from": former}})
            return repository

    def archive(self, slug: str, *, archived: bool = True) -> None:
        """Read-only from now on, or no longer."""
        with self.state.lock:
            repository = self.find(slug)
            repository.archived, repository.updated_at = archived, self.state.clock.now()
            self.tell_repository(repository, "archived" if archived else "unarchived")

    def delete(self, slug: str) -> None:
        """Gone for good."""
        with self.state.lock:
            repository = self.find(slug)
            self.tell_repository(repository, "deleted")
            self.state.delete(repository)

    def make_private(self, slug: str, *, private: bool = True) -> None:
        """Seen by its people only, or by everybody."""
        with self.state.lock:
            repository = self.find(slug)
            repository.private, repository.updated_at = private, self.state.clock.now()
            self.tell_repository(repository, "privatized" if private else "publicized")

    def set_default_branch(self, slug: str, branch: str) -> None:
        """Another default branch, made from the present one when new."""
        with self.state.lock:
            repository = self.find(slug)
            old, ref = repository.default_branch, f"refs/heads/{branch}"
            if repository.git.ref(ref) is None:
                repository.git.set_ref(ref, repository.head)
            repository.default_branch, repository.updated_at = branch, self.state.clock.now()
            repository.git.set_head(branch)
            self.tell_repository(repository, "edited", {"default_branch": {"from": old}})

    def protect(self, slug: str, branch: str = "main") -> None:
        """A branch that changes through pull requests only."""
        with self.state.lock:
            repository = self.find(slug)
            repository.protected.add(branch)
            repository.git.refuse_pushes(repository.protected)

    def demand(self, slug: str, rule: str, *, branch: str = "main", **parameters: object) -> None:
        """A rule of a ruleset: `pull_request` with `required_approving_review_count=1`."""
        with self.state.lock:
            rules = self.find(slug).rules.setdefault(branch, [])
            rules.append({"type": rule, **({"parameters": parameters} if parameters else {})})

    def watch(self, slug: str, *severities: str) -> None:
        """Dependabot looks for weaknesses, and has found one of each of these severities."""
        with self.state.lock:
            repository = self.find(slug)
            repository.watched, repository.weaknesses = True, self._alerts(severities, "requests")

    def scan(self, slug: str, *severities: str) -> None:
        """Code scanning looks for weaknesses, and has found one of each of these severities."""
        with self.state.lock:
            repository = self.find(slug)
            repository.scanned, repository.findings = True, self._alerts(severities, "py/sql-injection")

    def _alerts(self, severities: Iterable[str], what: str) -> list[Alert]:
        now = self.state.clock.now()
        return [Alert(number, severity, what, now) for number, severity in enumerate(severities, start=1)]

    def set_topics(self, slug: str, *topics: str) -> None:
        """Other topics."""
        with self.state.lock:
            repository = self.find(slug)
            repository.topics, repository.updated_at = topics, self.state.clock.now()
            self.tell_repository(repository, "edited", {"topics": {"from": []}})

    def collaborator(self, slug: str, login: str, level: str = READ) -> None:
        """Somebody may `pull`, `triage`, `push`, `maintain` or `admin` one repository."""
        with self.state.lock:
            self.find(slug).collaborators[self.user(login).id] = level

    def check(
        self,
        slug: str,
        conclusion: str | None = "success",
        *,
        name: str = "CI",
        branch: str | None = None,
        took: timedelta = timedelta(0),
    ) -> Check:
        """A check of a branch's head ended so, now; None says that it still runs."""
        with self.state.lock:
            repository, now = self.find(slug), self.state.clock.now()
            where = branch or repository.default_branch
            sha = repository.git.ref(f"refs/heads/{where}") or ""
            status = "completed" if conclusion else "in_progress"
            ended = now if conclusion else None
            made = Check(self.state.new_id(), name, where, sha, status, conclusion, now - took, ended)
            repository.checks.append(made)
            return made

    def deployment(
        self, slug: str, state: str = "success", *, environment: str = "production", by: str = "somebody", ref: str = ""
    ) -> Deployment:
        """The default branch's head was brought to an environment."""
        with self.state.lock:
            repository = self.find(slug)
            sha = repository.git.ref(f"refs/heads/{repository.default_branch}") or ""
            now = self.state.clock.now()
            made = Deployment(self.state.new_id(), sha, ref or sha, environment, by, now, state)
            repository.deployments.append(made)
            return made

    def pull_requests(self, slug: str) -> list[PullRequest]:
        """A repository's pull requests, oldest first."""
        with self.state.lock:
            return list(self.find(slug).pulls.values())

    def pull_request(
        self,
        slug: str,
        files: Mapping[str, Content | None],
        *,
        branch: str = "change",
        title: str = "Change files",
        by: str = "octocat",
    ) -> PullRequest:
        """Somebody commits to a new branch and opens a pull request."""
        with self.state.lock:
            repository, author = self.find(slug), self.user(by)
            self.commit(slug, files, branch=branch, message=title)
            return open_pull(self.site, repository, author, branch, repository.default_branch, title, None)

    def merge(self, slug: str, number: int, *, by: str = "octocat", method: str = "merge") -> str:
        """Somebody merges a pull request; the new commit's name."""
        with self.state.lock:
            repository = self.find(slug)
            return merge_pull(self.site, repository, repository.pulls[number], self.user(by), method)

    def close(self, slug: str, number: int, *, by: str = "octocat") -> None:
        """Somebody closes a pull request without merging it."""
        with self.state.lock:
            repository = self.find(slug)
            close_pull(self.site, repository, repository.pulls[number], self.user(by))

    def file(self, slug: str, path: str, *, branch: str | None = None) -> bytes | None:
        """What stands at a path now; None for nothing."""
        with self.state.lock:
            git, tree = _tree(self.find(slug), branch)
            entry = find(git, tree, path) if tree else None
            return git.read(entry.sha)[1] if entry and entry.kind == "blob" else None

    def files(self, slug: str, *, branch: str | None = None) -> dict[str, bytes]:
        """All files of a branch."""
        with self.state.lock:
            git, tree = _tree(self.find(slug), branch)
            return {path: git.read(entry.sha)[1] for path, entry in files(git, tree).items() if entry.kind == "blob"}

    def tell_repository(self, repository: Repository, action: str, changes: Mapping[str, object] | None = None) -> None:
        """Something happened to a repository."""
        payload = {"action": action, **({"changes": dict(changes)} if changes else {})}
        sender = self.somebody(repository.owner)
        self.site.happenings.tell("repository", payload, owner=repository.owner, repository=repository, sender=sender)

    def _sender(self, author: str) -> Account:
        """The account of an author; commits by strangers are pushed by `somebody`."""
        signature = _signature(author, self.state.clock.now())
        return self.state.account_by_email(signature.email) or self.user("somebody")


def _signature(author: str, when: datetime) -> Signature:
    name, _, email = author.rstrip(">").partition(" <")
    return Signature(name, email, when.astimezone(UTC))


def _tree(repository: Repository, branch: str | None) -> tuple[ObjectStore, str | None]:
    git = repository.git
    sha = git.ref(f"refs/heads/{branch or repository.default_branch}")
    return git, read_commit(git, sha).tree if sha else None
