"""Branches, commits, comparisons and who made them."""

from collections import Counter
from datetime import UTC, datetime

from tests.support.github.call import Call, Reply
from tests.support.github.errors import GitHubError, Json, empty_repository, not_found
from tests.support.github.history import Commit, ancestors, merge_base, read_commit, touches, walk_back
from tests.support.github.references import commit_of
from tests.support.github.routing import Route
from tests.support.github.state import READ, Repository
from tests.support.github.trees import differences
from tests.support.github.views import git as views
from tests.support.github.views.accounts import simple


def branches(call: Call) -> Reply:
    """Every branch, by name."""
    repository = call.repository(READ, "contents")
    found = list(repository.git.branches().items())
    if "protected" in call.query:
        found = [one for one in found if (one[0] in repository.protected) is (call.query["protected"] == "true")]
    return call.page(found, lambda item: views.branch(call.links, repository, *item))


def branch(call: Call) -> Reply:
    """One branch with its commit."""
    repository = call.repository(READ, "contents")
    name = call.params["branch"]
    sha = repository.git.ref(f"refs/heads/{name}")
    if sha is None:
        raise GitHubError(404, "Branch not found")
    return Reply(views.branch_full(call.links, call.state, repository, name, sha))


def tags(call: Call) -> Reply:
    """Every tag, newest name first."""
    repository = call.repository(READ, "contents")
    found = [(name.removeprefix("refs/tags/"), sha) for name, sha in repository.git.refs("refs/tags/").items()]

    def show(item: tuple[str, str]) -> Json:
        name, sha = item[0], commit_of(repository, item[1]) or item[1]
        api = views.api_of(call.links, repository)
        return {
            "name": name,
            "commit": {"sha": sha, "url": f"{api}/commits/{sha}"},
            "zipball_url": f"{api}/zipball/refs/tags/{name}",
            "tarball_url": f"{api}/tarball/refs/tags/{name}",
            "node_id": f"REF_{name}",
        }

    return call.page(found[::-1], show)


def commits(call: Call) -> Reply:
    """A history, newest first: of a path, by somebody, between two moments."""
    repository = call.repository(READ, "contents")
    if repository.is_empty:
        raise empty_repository()
    sha = commit_of(repository, call.query.get("sha") or repository.default_branch)
    if sha is None:
        raise not_found()
    found = [one for one in walk_back(repository.git, sha) if _wanted(call, repository, one)]
    reply = call.page(found, lambda one: views.commit(call.links, call.state, repository, one))
    return reply.modified(found[0].committer.when if found else None)


def commit(call: Call) -> Reply:
    """One commit, and what it changed."""
    repository = call.repository(READ, "contents")
    if repository.is_empty:
        raise empty_repository()
    name = call.params["ref"]
    sha = commit_of(repository, name)
    if sha is None:
        raise GitHubError(422, f"No commit found for SHA: {name}")
    one = read_commit(repository.git, sha)
    return Reply(views.commit_full(call.links, call.state, repository, one)).modified(one.committer.when)


def compare(call: Call) -> Reply:
    """What one commit has that another has not."""
    repository = call.repository(READ, "contents")
    base, _, head = call.params["basehead"].partition("...")
    old, new = commit_of(repository, base), commit_of(repository, head)
    if old is None or new is None:
        raise not_found()
    git = repository.git
    common = merge_base(git, old, new)
    known, other = ancestors(git, old), ancestors(git, new)
    ahead = [one for one in walk_back(git, new) if one.sha not in known]
    behind = len(known - other)
    start = read_commit(git, common) if common else None
    changes = differences(git, start.tree if start else None, read_commit(git, new).tree)
    status = "diverged" if ahead and behind else "ahead" if ahead else "behind" if behind else "identical"

    def show(one: Commit) -> Json:
        return views.commit(call.links, call.state, repository, one)

    return Reply(
        {
            "url": f"{views.api_of(call.links, repository)}/compare/{base}...{head}",
            "html_url": f"{call.links.web}/{repository.slug}/compare/{base}...{head}",
            "base_commit": show(read_commit(git, old)),
            "merge_base_commit": show(start) if start else None,
            "status": status,
            "ahead_by": len(ahead),
            "behind_by": behind,
            "total_commits": len(ahead),
            "commits": [show(one) for one in reversed(ahead[:250])],
            "files": [views.changed_file(call.links, repository, change, new) for change in changes[:300]],
        }
    )


def contributors(call: Call) -> Reply:
    """Who made commits, most first; those without an account only when asked for."""
    repository = call.repository(READ, "contents")
    if repository.head is None:
        return Reply(status=204)
    counted = Counter(one.author.email for one in walk_back(repository.git, repository.head))
    names = {one.author.email: one.author.name for one in walk_back(repository.git, repository.head)}
    shown: list[Json] = []
    for email, contributions in counted.most_common():
        account = call.state.account_by_email(email)
        if account is not None:
            shown.append({**simple(call.links, account), "contributions": contributions})
        elif call.query.get("anon") in ("1", "true"):
            person = {"email": email, "name": names[email], "type": "Anonymous"}
            shown.append({**person, "contributions": contributions})
    return call.page(shown, lambda one: one)


def _wanted(call: Call, repository: Repository, one: Commit) -> bool:
    query = call.query
    author = query.get("author")
    if author is not None and not _is_by(call, one, author):
        return False
    if "path" in query and not touches(repository.git, one, query["path"].strip("/")):
        return False
    since, until = _moment(query.get("since")), _moment(query.get("until"))
    when = one.committer.when
    return (since is None or when >= since) and (until is None or when <= until)


def _is_by(call: Call, one: Commit, author: str) -> bool:
    account = call.state.account(author)
    wanted = account.email if account is not None and account.email else author
    return one.author.email.lower() == wanted.lower()


def _moment(text: str | None) -> datetime | None:
    """A moment in a query; one that cannot be read counts as none, as on GitHub."""
    try:
        found = datetime.fromisoformat(text.replace(" ", "+")) if text else None
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found is not None and found.tzinfo is None else found


ROUTES = (
    Route("GET", "/repos/{owner}/{repo}/branches", branches),
    Route("GET", "/repos/{owner}/{repo}/branches/{branch*}", branch),
    Route("GET", "/repos/{owner}/{repo}/tags", tags),
    Route("GET", "/repos/{owner}/{repo}/commits", commits),
    Route("GET", "/repos/{owner}/{repo}/commits/{ref*}", commit),
    Route("GET", "/repos/{owner}/{repo}/compare/{basehead*}", compare),
    Route("GET", "/repos/{owner}/{repo}/contributors", contributors),
)
