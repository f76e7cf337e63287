"""How repositories look."""

from tests.support.github.errors import Json
from tests.support.github.state import LEVELS, Repository
from tests.support.github.views.accounts import organisation_simple, simple
from tests.support.github.views.links import Links, node_id, timestamp

RELATED = {
    "archive_url": "/{archive_format}{/ref}",
    "assignees_url": "/assignees{/user}",
    "blobs_url": "/git/blobs{/sha}",
    "branches_url": "/branches{/branch}",
    "collaborators_url": "/collaborators{/collaborator}",
    "comments_url": "/comments{/number}",
    "commits_url": "/commits{/sha}",
    "compare_url": "/compare/{base}...{head}",
    "contents_url": "/contents/{+path}",
    "contributors_url": "/contributors",
    "deployments_url": "/deployments",
    "downloads_url": "/downloads",
    "events_url": "/events",
    "forks_url": "/forks",
    "git_commits_url": "/git/commits{/sha}",
    "git_refs_url": "/git/refs{/sha}",
    "git_tags_url": "/git/tags{/sha}",
    "hooks_url": "/hooks",
    "issue_comment_url": "/issues/comments{/number}",
    "issue_events_url": "/issues/events{/number}",
    "issues_url": "/issues{/number}",
    "keys_url": "/keys{/key_id}",
    "labels_url": "/labels{/name}",
    "languages_url": "/languages",
    "merges_url": "/merges",
    "milestones_url": "/milestones{/number}",
    "notifications_url": "/notifications{?since,all,participating}",
    "pulls_url": "/pulls{/number}",
    "releases_url": "/releases{/id}",
    "stargazers_url": "/stargazers",
    "statuses_url": "/statuses/{sha}",
    "subscribers_url": "/subscribers",
    "subscription_url": "/subscription",
    "tags_url": "/tags",
    "teams_url": "/teams",
    "trees_url": "/git/trees{/sha}",
}


def minimal(links: Links, repository: Repository, level: str | None = None) -> Json:
    """A repository in lists; with what the asking one may do when they are known."""
    open_pulls = sum(pull.state == "open" for pull in repository.pulls.values())
    return {
        **_names(links, repository),
        "homepage": repository.homepage,
        "language": main_language(repository),
        "forks_count": 0,
        "stargazers_count": 0,
        "watchers_count": 0,
        "size": 0 if repository.is_empty else 1,
        "default_branch": repository.default_branch,
        "open_issues_count": open_pulls,
        "is_template": False,
        "topics": list(repository.topics),
        "has_issues": True,
        "has_projects": True,
        "has_wiki": True,
        "has_pages": False,
        "has_downloads": True,
        "has_discussions": False,
        "has_pull_requests": True,
        "pull_request_creation_policy": "all",
        "archived": repository.archived,
        "disabled": False,
        "visibility": repository.visibility or ("private" if repository.private else "public"),
        "pushed_at": timestamp(repository.pushed_at or repository.created_at),
        "created_at": timestamp(repository.created_at),
        "updated_at": timestamp(repository.updated_at),
        "allow_forking": True,
        "web_commit_signoff_required": False,
        "mirror_url": None,
        "license": None,
        "forks": 0,
        "open_issues": open_pulls,
        "watchers": 0,
        **({"permissions": permissions(level)} if level is not None else {}),
    }


def full(links: Links, repository: Repository, level: str | None = None) -> Json:
    """A repository's own page."""
    organisation = repository.owner.type == "Organization"
    return {
        **minimal(links, repository, level),
        "temp_clone_token": "",
        "allow_squash_merge": True,
        "allow_merge_commit": True,
        "allow_rebase_merge": True,
        "allow_auto_merge": False,
        "delete_branch_on_merge": False,
        "allow_update_branch": False,
        "use_squash_pr_title_as_default": False,
        "squash_merge_commit_message": "COMMIT_MESSAGES",
        "squash_merge_commit_title": "COMMIT_OR_PR_TITLE",
        "merge_commit_message": "PR_TITLE",
        "merge_commit_title": "MERGE_MESSAGE",
        **repository.settings,
        "network_count": 0,
        "subscribers_count": 0,
        **({"organization": simple(links, repository.owner)} if organisation else {}),
    }


def delivered(links: Links, repository: Repository) -> Json:
    """A repository in a webhook's delivery, pushes apart."""
    properties: Json = {"custom_properties": {}} if repository.owner.type == "Organization" else {}
    return {**minimal(links, repository), **properties}


def pushed(links: Links, repository: Repository) -> Json:
    """A repository in a push's delivery, where some times are numbers and `url` is the web's."""
    owner = {**simple(links, repository.owner), "name": repository.owner.login, "email": repository.owner.email}
    return {
        **minimal(links, repository),
        "owner": owner,
        "url": f"{links.web}/{repository.slug}",
        "created_at": int(repository.created_at.timestamp()),
        "pushed_at": int((repository.pushed_at or repository.created_at).timestamp()),
        "stargazers": 0,
        "master_branch": repository.default_branch,
        **({"organization": repository.owner.login} if repository.owner.type == "Organization" else {}),
    }


def permissions(level: str) -> dict[str, bool]:
    """What somebody may do, as five answers."""
    rank = LEVELS.index(level)
    return {name: rank >= LEVELS.index(name) for name in ("admin", "maintain", "push", "triage", "pull")}


def main_language(repository: Repository) -> str | None:
    """The one with the most bytes."""
    return max(repository.languages, key=lambda name: repository.languages[name], default=None)


def _names(links: Links, repository: Repository) -> Json:
    api, web = f"{links.api}/repos/{repository.slug}", f"{links.web}/{repository.slug}"
    host = links.web.partition("://")[2]
    return {
        "id": repository.id,
        "node_id": node_id("Repository", repository.id),
        "name": repository.name,
        "full_name": repository.slug,
        "private": repository.private,
        "owner": simple(links, repository.owner),
        "html_url": web,
        "description": repository.description,
        "fork": repository.fork,
        "url": api,
        **{name: api + rest for name, rest in RELATED.items()},
        "git_url": f"git://{host}/{repository.slug}.git",
        "ssh_url": f"git@{host.partition(':')[0]}:{repository.slug}.git",
        "clone_url": f"{web}.git",
        "svn_url": web,
    }


def organisation_of(links: Links, repository: Repository) -> Json:
    """`organization` of a delivery; nothing for a user's repository."""
    if repository.owner.type != "Organization":
        return {}
    return {"organization": organisation_simple(links, repository.owner)}
