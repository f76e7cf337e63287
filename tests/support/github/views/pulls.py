"""How pull requests, comments and hooks look."""

from zlib import crc32

from tests.support.github.errors import Json
from tests.support.github.history import ancestors, merge_base, read_commit
from tests.support.github.merging import is_mergeable
from tests.support.github.state import Account, Comment, Hook, PullRequest, Repository, State
from tests.support.github.trees import Change, differences
from tests.support.github.views.accounts import simple, team
from tests.support.github.views.git import api_of, changed_file
from tests.support.github.views.links import Links, node_id, timestamp
from tests.support.github.views.repositories import minimal


def pull(links: Links, state: State, repository: Repository, one: PullRequest) -> Json:
    """A pull request in lists."""
    api = api_of(links, repository)
    url, web = f"{api}/pulls/{one.number}", f"{links.web}/{repository.slug}/pull/{one.number}"
    accounts = [account for login in one.reviewers if (account := state.account(login)) is not None]
    teams = [found for slug in one.team_reviewers if (found := state.team(repository.owner.login, slug)) is not None]
    return {
        "url": url,
        "id": one.id,
        "node_id": node_id("PullRequest", one.id),
        "html_url": web,
        "diff_url": f"{web}.diff",
        "patch_url": f"{web}.patch",
        "issue_url": f"{api}/issues/{one.number}",
        "number": one.number,
        "state": one.state,
        "locked": False,
        "title": one.title,
        "user": simple(links, one.author),
        "body": one.body,
        "created_at": timestamp(one.created_at),
        "updated_at": timestamp(one.updated_at),
        "closed_at": timestamp(one.closed_at),
        "merged_at": timestamp(one.merged_at),
        "merge_commit_sha": one.merge_commit,
        "assignee": None,
        "assignees": [],
        "requested_reviewers": [simple(links, account) for account in accounts],
        "requested_teams": [team(links, found) for found in teams],
        "labels": [_label(links, repository, name) for name in one.labels],
        "milestone": None,
        "draft": one.draft,
        "commits_url": f"{url}/commits",
        "review_comments_url": f"{url}/comments",
        "review_comment_url": f"{api}/pulls/comments{{/number}}",
        "comments_url": f"{api}/issues/{one.number}/comments",
        "statuses_url": f"{api}/statuses/{one.head_sha}",
        "head": _side(links, repository, one.head, one.head_sha),
        "base": _side(links, repository, one.base, one.base_sha),
        "author_association": _association(repository, one.author),
        "auto_merge": None,
        "active_lock_reason": None,
        "_links": _links(api, url, web, one),
    }


def pull_full(links: Links, state: State, repository: Repository, one: PullRequest) -> Json:
    """A pull request's own page."""
    files = [changed_file(links, repository, change, one.head_sha) for change in changes(repository, one)]
    mergeable = _mergeable(repository, one) if one.state == "open" else None
    known = ancestors(repository.git, one.base_sha)
    return {
        **pull(links, state, repository, one),
        "merged": one.merged_at is not None,
        "mergeable": mergeable,
        "rebaseable": mergeable,
        "mergeable_state": {True: "clean", False: "dirty", None: "unknown"}[mergeable],
        "merged_by": simple(links, one.merged_by) if one.merged_by else None,
        "comments": len(one.comments),
        "review_comments": 0,
        "maintainer_can_modify": False,
        "commits": len(ancestors(repository.git, one.head_sha) - known),
        "additions": sum(file["additions"] for file in files),
        "deletions": sum(file["deletions"] for file in files),
        "changed_files": len(files),
    }


def _mergeable(repository: Repository, one: PullRequest) -> bool | None:
    """Not known when first asked after a change: GitHub begins to find out then."""
    compared = one.head_sha, repository.git.ref(f"refs/heads/{one.base}")
    is_known, one.compared = one.compared == compared, compared
    return is_mergeable(repository, one) if is_known else None


def changes(repository: Repository, one: PullRequest) -> tuple[Change, ...]:
    """What a pull request changes."""
    git = repository.git
    start = merge_base(git, one.base_sha, one.head_sha)
    return differences(git, read_commit(git, start).tree if start else None, read_commit(git, one.head_sha).tree)


def issue(links: Links, repository: Repository, one: PullRequest) -> Json:
    """A pull request as the issue that it also is."""
    api = api_of(links, repository)
    url, web = f"{api}/issues/{one.number}", f"{links.web}/{repository.slug}/pull/{one.number}"
    pull_url = f"{api}/pulls/{one.number}"
    return {
        "url": url,
        "repository_url": api,
        "labels_url": f"{url}/labels{{/name}}",
        "comments_url": f"{url}/comments",
        "events_url": f"{url}/events",
        "html_url": web,
        "id": one.id,
        "node_id": node_id("PullRequest", one.id),
        "number": one.number,
        "title": one.title,
        "user": simple(links, one.author),
        "labels": [_label(links, repository, name) for name in one.labels],
        "state": one.state,
        "locked": False,
        "assignee": None,
        "assignees": [],
        "milestone": None,
        "comments": len(one.comments),
        "created_at": timestamp(one.created_at),
        "updated_at": timestamp(one.updated_at),
        "closed_at": timestamp(one.closed_at),
        "author_association": _association(repository, one.author),
        "body": one.body,
        "pull_request": {"url": pull_url, "html_url": web, "merged_at": timestamp(one.merged_at)},
    }


def comment(links: Links, repository: Repository, one: PullRequest, said: Comment) -> Json:
    """A comment."""
    api = api_of(links, repository)
    return {
        "url": f"{api}/issues/comments/{said.id}",
        "html_url": f"{links.web}/{repository.slug}/pull/{one.number}#issuecomment-{said.id}",
        "issue_url": f"{api}/issues/{one.number}",
        "id": said.id,
        "node_id": node_id("IssueComment", said.id),
        "user": simple(links, said.author),
        "created_at": timestamp(said.created_at),
        "updated_at": timestamp(said.created_at),
        "author_association": _association(repository, said.author),
        "body": said.body,
    }


def hook(links: Links, one: Hook) -> Json:
    """A webhook; its secret is never shown."""
    url = f"{links.api}/{one.place}/hooks/{one.id}"
    config = {"url": one.url, "content_type": one.content_type, "insecure_ssl": one.insecure_ssl}
    in_repository = one.place.startswith("repos/")
    code = one.status
    state = "unused" if code is None else "active" if code < 400 else "missing"
    return {
        "type": "Repository" if in_repository else "Organization",
        "id": one.id,
        "name": "web",
        "active": one.active,
        "events": list(one.events),
        "config": {**config, **({"secret": "********"} if one.secret else {})},
        "updated_at": timestamp(one.created_at),
        "created_at": timestamp(one.created_at),
        "url": url,
        **({"test_url": f"{url}/test"} if in_repository else {}),
        "ping_url": f"{url}/pings",
        "deliveries_url": f"{url}/deliveries",
        **({"last_response": {"code": code, "status": state, "message": None}} if in_repository else {}),
    }


def _side(links: Links, repository: Repository, branch: str, sha: str) -> Json:
    owner = repository.owner
    return {
        "label": f"{owner.login}:{branch}",
        "ref": branch,
        "sha": sha,
        "user": simple(links, owner),
        "repo": minimal(links, repository),
    }


def _links(api: str, url: str, web: str, one: PullRequest) -> Json:
    found = {
        "self": url,
        "html": web,
        "issue": f"{api}/issues/{one.number}",
        "comments": f"{api}/issues/{one.number}/comments",
        "review_comments": f"{url}/comments",
        "review_comment": f"{api}/pulls/comments{{/number}}",
        "commits": f"{url}/commits",
        "statuses": f"{api}/statuses/{one.head_sha}",
    }
    return {name: {"href": address} for name, address in found.items()}


def _label(links: Links, repository: Repository, name: str) -> Json:
    url = f"{api_of(links, repository)}/labels/{name}"
    return {
        "id": crc32(name.encode()),
        "node_id": node_id("Label", 1),
        "url": url,
        "name": name,
        "color": "ededed",
        "default": False,
        "description": None,
    }


def _association(repository: Repository, account: Account) -> str:
    if repository.owner is account:
        return "OWNER"
    return "MEMBER" if account.id in repository.owner.members else "CONTRIBUTOR"
