"""What happens to pull requests, however it was asked for."""

from tests.support.github.call import Site
from tests.support.github.changing import move_ref
from tests.support.github.errors import Json
from tests.support.github.making import signature_of
from tests.support.github.merging import merge_commit
from tests.support.github.state import Account, PullRequest, Repository
from tests.support.github.views.pulls import pull_full


class NotMergeableError(Exception):
    """The pull request is closed, a draft, or in conflict with its base."""


def open_pull(
    site: Site,
    repository: Repository,
    author: Account,
    head: str,
    base: str,
    title: str,
    body: str | None,
    *,
    draft: bool = False,
) -> PullRequest:
    """A new pull request; both branches exist."""
    git, now = repository.git, site.state.clock.now()
    number = len(repository.pulls) + 1
    head_sha, base_sha = git.ref(f"refs/heads/{head}") or "", git.ref(f"refs/heads/{base}") or ""
    pull = PullRequest(
        site.state.new_id(), number, author, title, body, head, base, head_sha, base_sha, now, now, draft=draft
    )
    repository.pulls[number] = pull
    git.set_ref(f"refs/pull/{number}/head", head_sha)
    tell_pull(site, repository, pull, "opened", author)
    return pull


def close_pull(site: Site, repository: Repository, pull: PullRequest, sender: Account) -> None:
    """It is closed, merged or not."""
    pull.state = "closed"
    pull.closed_at = pull.updated_at = site.state.clock.now()
    tell_pull(site, repository, pull, "closed", sender)


def merge_pull(
    site: Site,
    repository: Repository,
    pull: PullRequest,
    sender: Account,
    method: str = "merge",
    title: str | None = None,
    message: str | None = None,
) -> str:
    """The changes come to the base branch; the commit's name. Raises NotMergeableError."""
    if pull.state != "open":
        raise NotMergeableError("Pull Request is not mergeable")
    if pull.draft:
        raise NotMergeableError("Pull Request is still a draft")
    words = title or (
        f"Merge pull request #{pull.number} from {repository.owner.login}/{pull.head}"
        if method == "merge"
        else f"{pull.title} (#{pull.number})"
    )
    text = f"{words}\n\n{message or pull.title}"
    sha = merge_commit(repository, pull, method, signature_of(sender, site), text)
    if sha is None:
        raise NotMergeableError("Pull Request is not mergeable")
    pull.merged_at, pull.merged_by, pull.merge_commit = site.state.clock.now(), sender, sha
    pull.base_sha = repository.git.ref(f"refs/heads/{pull.base}") or pull.base_sha
    close_pull(site, repository, pull, sender)
    move_ref(site, repository, f"refs/heads/{pull.base}", sha, sender)
    return sha


def tell_pull(
    site: Site, repository: Repository, pull: PullRequest, action: str, sender: Account, more: Json | None = None
) -> None:
    """Something happened to a pull request."""
    if not site.happenings.is_heard("pull_request", repository.owner, repository):
        return
    shown = pull_full(site.happenings.links, site.state, repository, pull)
    payload: Json = {"action": action, "number": pull.number, "pull_request": shown, **(more or {})}
    site.happenings.tell("pull_request", payload, owner=repository.owner, repository=repository, sender=sender)
