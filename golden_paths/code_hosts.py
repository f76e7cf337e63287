"""What is said to a code host, and what it says: repositories, changes, workflows and their settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from golden_paths.marks import JsonObject, Mark
from golden_paths.repo_url import RepoUrl


@dataclass(frozen=True, slots=True)
class Author:
    """In whose name a commit is made."""

    name: str = "Callboard"
    email: str = "callboard@localhost"


@dataclass(frozen=True, slots=True)
class RepositorySettings:
    """How a repository is to be. `access` and `collaborators` are users or teams (`org/team`) with a permission."""

    description: str = ""
    homepage: str = ""
    visibility: str = "private"
    default_branch: str = "master"
    delete_branch_on_merge: bool = False
    allow_merge_commit: bool = True
    allow_squash_merge: bool = True
    allow_rebase_merge: bool = True
    allow_auto_merge: bool = False
    allow_update_branch: bool = False
    squash_merge_commit_title: str = "COMMIT_OR_PR_TITLE"
    squash_merge_commit_message: str = "COMMIT_MESSAGES"
    has_projects: bool | None = None
    has_wiki: bool | None = None
    has_issues: bool | None = None
    access: str | None = None
    collaborators: tuple[tuple[str, str], ...] = ()
    topics: tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    custom_properties: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository that exists. `run_id` is of the run that its first commit names, None when it names none."""

    url: RepoUrl
    clone_url: str
    html_url: str
    default_branch: str
    created_at: datetime
    is_empty: bool
    run_id: str | None = None

    def is_of(self, mark: Mark) -> bool:
        """Whether this run made it: empty and younger than our first try, or its first commit says so."""
        if self.is_empty:
            # Hosts tell whole seconds.
            return self.created_at >= mark.began.replace(microsecond=0)
        return self.run_id == mark.run_id


@dataclass(frozen=True, slots=True)
class Protection:
    """How a branch is protected. None as branch is the default branch."""

    branch: str | None = None
    enforce_admins: bool = True
    required_approving_review_count: int = 1
    require_code_owner_reviews: bool = False
    dismiss_stale_reviews: bool = False
    bypass_pull_request_allowances: JsonObject | None = None
    restrictions: JsonObject | None = None
    required_status_check_contexts: tuple[str, ...] = ()
    require_branches_to_be_up_to_date: bool = True
    required_conversation_resolution: bool = False
    require_last_push_approval: bool = False
    required_commit_signing: bool = False
    required_linear_history: bool = False
    block_creations: bool = False


@dataclass(frozen=True, slots=True)
class PullRequestPlan:
    """A change to be proposed: everything in a folder, put into the repository under `target_path`.

    `base` is the branch it shall go into, None for the default branch. `deletes`: paths that shall go.
    """

    branch: str
    base: str | None
    title: str
    body: str
    message: str
    target_path: str = ""
    is_draft: bool = False
    updates: bool = False
    reviewers: tuple[str, ...] = ()
    team_reviewers: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()
    author: Author = Author()
    deletes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PullRequest:
    """A change that was proposed. `unasked` says whom the host would not let us ask about it, and why; empty if nobody."""

    number: int
    html_url: str
    base: str
    unasked: str = ""


class TakenBack(StrEnum):
    """What became of the branch when a proposal was taken back."""

    NOTHING = "nothing"
    REMOVED = "removed"
    #: It was there before the run, so it stays, without the run's commit.
    PUT_BACK = "put-back"


@dataclass(frozen=True, slots=True)
class Dispatch:
    """A workflow to be started on a branch or tag. `workflow` is its file's name or its number.

    `others` are runs of it that were started for something else, so that none of them is taken for this one.
    """

    workflow: str
    ref: str
    inputs: Mapping[str, str] = field(default_factory=dict)
    others: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Dispatched:
    """A workflow that was started, as far as the host tells which run it is."""

    run_id: int | None
    run_url: str | None
    html_url: str | None


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where a repository shall report what happens in it. Two of the same address are one."""

    url: str
    secret: str | None = None
    events: tuple[str, ...] = ("push",)
    is_active: bool = True
    content_type: str = "form"
    insecure_ssl: bool = False


@dataclass(frozen=True, slots=True)
class Environment:
    """An environment that a repository deploys to. `reviewers` are entity references of people and groups."""

    name: str
    protected_branches: bool | None = None
    custom_branch_policies: bool | None = None
    branch_patterns: tuple[str, ...] = ()
    tag_patterns: tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    wait_timer: int | None = None
    prevent_self_review: bool | None = None
    reviewers: tuple[str, ...] = ()
