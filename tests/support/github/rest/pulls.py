"""Pull requests between branches of one repository."""

from tests.support.github.call import Call, Reply
from tests.support.github.errors import GitHubError, Json, check_length, invalid, not_found
from tests.support.github.history import ancestors, read_commit, walk_back
from tests.support.github.pulling import NotMergeableError, close_pull, merge_pull, open_pull, tell_pull
from tests.support.github.routing import Route
from tests.support.github.state import READ, WRITE, PullRequest, Repository
from tests.support.github.views import git, pulls

LONGEST_TITLE, LONGEST_TEXT = 256, 65_536
NOT_A_COLLABORATOR = (
    "Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a"
    " collaborator of the {} repository."
)


def found_pull(call: Call, level: str = READ) -> tuple[Repository, PullRequest]:
    """The pull request that the path names. Raises GitHubError."""
    repository = call.repository(level, "pull_requests")
    number = call.params["number"]
    pull = repository.pulls.get(int(number)) if number.isdigit() else None
    if pull is None:
        raise not_found()
    return repository, pull


def listed(call: Call) -> Reply:
    """Pull requests, newest first; `head` is `owner:branch`."""
    repository = call.repository(READ, "pull_requests")
    state = call.one_of("state", ("open", "closed", "all"), "open")
    found = [one for one in repository.pulls.values() if state in ("all", one.state)]
    if "head" in call.query and ":" in call.query["head"]:
        owner, _, branch = call.query["head"].partition(":")
        found = [one for one in found if owner.lower() == repository.owner.login.lower() and one.head == branch]
    if call.query.get("base"):
        found = [one for one in found if one.base == call.query["base"]]
    sort = call.one_of("sort", ("created", "updated"), "created")
    direction = call.one_of("direction", ("asc", "desc"), "desc")
    found.sort(key=lambda one: (one.created_at if sort == "created" else one.updated_at, one.number))
    ordered = found if direction == "asc" else found[::-1]
    return call.page(ordered, lambda one: pulls.pull(call.links, call.state, repository, one))


def create(call: Call) -> Reply:
    """A new pull request."""
    repository = call.repository(READ, "pull_requests")
    call.check(repository, WRITE, "pull_requests")
    body = call.need("head", "base")
    title = body.get("title")
    if not isinstance(title, str) or not title.strip():
        raise invalid("PullRequest", "title", "missing_field")
    _check_texts(body)
    head, base = str(body["head"]).removeprefix(f"{repository.owner.login}:"), str(body["base"])
    _check_branches(repository, head, base)
    made = open_pull(
        call.site, repository, call.somebody(), head, base, title, body.get("body"), draft=bool(body.get("draft"))
    )
    shown = pulls.pull_full(call.links, call.state, repository, made)
    return Reply(shown, status=201, headers={"Location": shown["url"]})


def show(call: Call) -> Reply:
    """A pull request's page."""
    repository, pull = found_pull(call)
    return Reply(pulls.pull_full(call.links, call.state, repository, pull)).modified(pull.updated_at)


def update(call: Call) -> Reply:
    """Another title, text, base or state."""
    repository, pull = found_pull(call, WRITE)
    body = call.body()
    if "title" in body and not str(body["title"]).strip():
        raise invalid("PullRequest", "title", "missing_field")
    _check_texts(body)
    if body.get("state") not in (None, "open", "closed"):
        raise invalid("PullRequest", "state", "invalid")
    if "base" in body and repository.git.ref(f"refs/heads/{body['base']}") is None:
        raise invalid("PullRequest", "base", "invalid")
    pull.title, pull.body = str(body.get("title", pull.title)), body.get("body", pull.body)
    pull.base, pull.updated_at = str(body.get("base", pull.base)), call.state.clock.now()
    if body.get("state") == "closed" and pull.state == "open":
        close_pull(call.site, repository, pull, call.somebody())
    elif body.get("state") == "open" and pull.state == "closed":
        _reopen(call, repository, pull)
    else:
        tell_pull(call.site, repository, pull, "edited", call.somebody(), {"changes": {}})
    return Reply(pulls.pull_full(call.links, call.state, repository, pull))


def merge(call: Call) -> Reply:
    """The changes come to the base branch."""
    repository = call.repository(WRITE, "contents")
    number = call.params["number"]
    pull = repository.pulls.get(int(number)) if number.isdigit() else None
    if pull is None:
        raise not_found()
    body = call.body()
    if body.get("sha") not in (None, pull.head_sha):
        raise GitHubError(409, "Head branch was modified. Review and try the merge again.")
    method = str(body.get("merge_method", "merge"))
    if method not in ("merge", "squash", "rebase"):
        raise invalid("PullRequest", "merge_method", "invalid")
    try:
        sha = merge_pull(
            call.site, repository, pull, call.somebody(), method, body.get("commit_title"), body.get("commit_message")
        )
    except NotMergeableError as error:
        raise GitHubError(405, str(error)) from error
    return Reply({"sha": sha, "merged": True, "message": "Pull Request successfully merged"})


def is_merged(call: Call) -> Reply:
    """204 when it is."""
    _, pull = found_pull(call)
    if pull.merged_at is None:
        raise not_found()
    return Reply(status=204)


def files(call: Call) -> Reply:
    """What it changes."""
    repository, pull = found_pull(call)
    changed = pulls.changes(repository, pull)[:3000]
    return call.page(changed, lambda one: git.changed_file(call.links, repository, one, pull.head_sha))


def commits(call: Call) -> Reply:
    """Its commits, oldest first."""
    repository, pull = found_pull(call)
    known = ancestors(repository.git, pull.base_sha)
    found = [one for one in walk_back(repository.git, pull.head_sha) if one.sha not in known][:250]
    return call.page(found[::-1], lambda one: git.commit(call.links, call.state, repository, one))


def request_reviewers(call: Call) -> Reply:
    """People and teams that are asked to look."""
    repository, pull = found_pull(call, WRITE)
    body = call.body()
    for login in body.get("reviewers", ()):
        account = call.state.account(str(login))
        if account is None or call.state.level(account, repository) == "none":
            raise GitHubError(
                422,
                NOT_A_COLLABORATOR.format(repository.slug),
            )
        if account is pull.author:
            raise GitHubError(422, "Review cannot be requested from pull request author.")
        pull.reviewers.append(account.login)
    pull.team_reviewers += [str(slug) for slug in body.get("team_reviewers", ())]
    return Reply(pulls.pull(call.links, call.state, repository, pull), status=201)


def _check_texts(body: Json) -> None:
    check_length("PullRequest", "title", body.get("title"), LONGEST_TITLE)
    check_length("PullRequest", "body", body.get("body"), LONGEST_TEXT)


def _check_branches(repository: Repository, head: str, base: str) -> None:
    refs = {name: repository.git.ref(f"refs/heads/{branch}") for name, branch in (("head", head), ("base", base))}
    for name, sha in refs.items():
        if sha is None:
            raise invalid("PullRequest", name, "invalid")
    for one in repository.pulls.values():
        if (one.head, one.base, one.state) == (head, base, "open"):
            raise _custom(f"A pull request already exists for {repository.owner.login}:{head}.")
    assert refs["head"] is not None
    assert refs["base"] is not None
    if refs["head"] in ancestors(repository.git, refs["base"]):
        raise _custom(f"No commits between {base} and {head}")


def _custom(message: str) -> GitHubError:
    error: Json = {"resource": "PullRequest", "code": "custom", "message": message}
    return GitHubError(422, "Validation Failed", [error])


def _reopen(call: Call, repository: Repository, pull: PullRequest) -> None:
    sha = repository.git.ref(f"refs/heads/{pull.head}")
    if pull.merged_at is not None or sha is None:
        raise invalid(
            "PullRequest", "state", "invalid", "state cannot be changed. The pull request cannot be reopened."
        )
    pull.state, pull.closed_at, pull.head_sha = "open", None, read_commit(repository.git, sha).sha
    tell_pull(call.site, repository, pull, "reopened", call.somebody())


ROUTES = (
    Route("GET", "/repos/{owner}/{repo}/pulls", listed),
    Route("POST", "/repos/{owner}/{repo}/pulls", create),
    Route("GET", "/repos/{owner}/{repo}/pulls/{number}", show),
    Route("PATCH", "/repos/{owner}/{repo}/pulls/{number}", update),
    Route("PUT", "/repos/{owner}/{repo}/pulls/{number}/merge", merge),
    Route("GET", "/repos/{owner}/{repo}/pulls/{number}/merge", is_merged),
    Route("GET", "/repos/{owner}/{repo}/pulls/{number}/files", files),
    Route("GET", "/repos/{owner}/{repo}/pulls/{number}/commits", commits),
    Route("POST", "/repos/{owner}/{repo}/pulls/{number}/requested_reviewers", request_reviewers),
)
