"""The inputs that Backstage's actions for GitHub share, and how they read as repositories, protections and commits."""

from typing import Any, Literal

from pydantic import Field, field_validator

from golden_paths.action import Inputs
from golden_paths.ports import Author, JsonObject, Protection, RepositorySettings
from golden_paths.repo_url import RepoUrl
from golden_paths.workshop import Workshop

_TEXTS = dict[str, str]


class RepoInputs(Inputs):
    """Which repository. A token in the template is let stand, but Callboard acts as itself."""

    repo_url: str = Field(description="The repository, as `github.com?owner=acme&repo=payments`.")
    token: Any = Field(None, description="Not used: Callboard acts with its own credentials.")  # Any: often false
    allowed_hosts: list[str] = Field([], description="Not used: forms heed it, old templates repeat it here.")

    @property
    def repo(self) -> RepoUrl:
        """The repository.

        Raises:
            InvalidRepoUrlError: the text names none.
        """
        return RepoUrl.parse(self.repo_url)

    def say_about_token(self, workshop: Workshop) -> None:
        """Whoever wrote a token into a template expects it to be used."""
        if self.token:
            workshop.log.say("The template's `token` is not used: Callboard acts with its own credentials.")


class Collaborator(Inputs):
    """A user or a team, and what they may: pull, triage, push, maintain, admin, or a role of the organisation."""

    access: str
    user: str | None = None
    team: str | None = None
    username: str | None = None

    @property
    def who(self) -> str:
        """The login, or the team as `team:slug`."""
        return f"team:{self.team}" if self.team else self.user or self.username or ""


class CreationInputs(RepoInputs):
    """How a new repository is to be."""

    description: str = Field("", description="What the repository says about itself.")
    homepage: str = Field("", description="Its home page.")
    repo_visibility: Literal["private", "public", "internal"] = Field("private", description="Who sees it.")
    access: str | None = Field(None, description="Who administers it: a user, or a team as `org/team`.")
    collaborators: list[Collaborator] = Field([], description="Further users and teams, with what they may.")
    delete_branch_on_merge: bool = Field(False, description="Remove branches when they are merged.")
    allow_merge_commit: bool = Field(True, description="Allow merge commits.")
    allow_squash_merge: bool = Field(True, description="Allow squash merges.")
    allow_rebase_merge: bool = Field(True, description="Allow rebase merges.")
    allow_auto_merge: bool = Field(False, description="Allow pull requests to merge by themselves.")
    allow_update_branch: bool = Field(False, description="Offer to update branches.")
    squash_merge_commit_title: Literal["PR_TITLE", "COMMIT_OR_PR_TITLE"] = Field(
        "COMMIT_OR_PR_TITLE", description="The title of squashed commits."
    )
    squash_merge_commit_message: Literal["PR_BODY", "COMMIT_MESSAGES", "BLANK"] = Field(
        "COMMIT_MESSAGES", description="The text of squashed commits."
    )
    has_projects: bool | None = Field(
        None, description="Whether it has projects; the organisation's choice if left out."
    )
    has_wiki: bool | None = Field(None, description="Whether it has a wiki.")
    has_issues: bool | None = Field(None, description="Whether it has issues.")
    topics: list[str] = Field([], description="Its topics.")
    repo_variables: _TEXTS = Field({}, description="Variables of its workflows.")
    secrets: _TEXTS = Field({}, description="Secrets of its workflows, as `${{ secrets.NAME }}`.")
    custom_properties: dict[str, str | list[str]] = Field({}, description="Custom properties of the organisation.")
    oidc_customization: dict[str, Any] | None = Field(None, description="Not supported.")  # Any: refused anyway
    subscribe: bool = Field(False, description="Not used: Callboard watches nothing.")

    @field_validator("oidc_customization")
    @classmethod
    def _unsupported(cls, given: object) -> None:
        if given is not None:
            raise ValueError("`oidcCustomization` is not supported. Set it in GitHub, or leave it out.")

    def settings(self, default_branch: str = "master") -> RepositorySettings:
        """The same for the code host."""
        return RepositorySettings(
            description=self.description,
            homepage=self.homepage,
            visibility=self.repo_visibility,
            default_branch=default_branch,
            delete_branch_on_merge=self.delete_branch_on_merge,
            allow_merge_commit=self.allow_merge_commit,
            allow_squash_merge=self.allow_squash_merge,
            allow_rebase_merge=self.allow_rebase_merge,
            allow_auto_merge=self.allow_auto_merge,
            allow_update_branch=self.allow_update_branch,
            squash_merge_commit_title=self.squash_merge_commit_title,
            squash_merge_commit_message=self.squash_merge_commit_message,
            has_projects=self.has_projects,
            has_wiki=self.has_wiki,
            has_issues=self.has_issues,
            access=self.access,
            collaborators=tuple((each.who, each.access) for each in self.collaborators),
            topics=tuple(self.topics),
            variables=self.repo_variables,
            secrets=self.secrets,
            custom_properties=self.custom_properties,
        )


class Restrictions(Inputs):
    """Users, teams and apps by name."""

    users: list[str] = Field([])
    teams: list[str] = Field([])
    apps: list[str] = Field([])

    @property
    def names(self) -> JsonObject:
        """The same as GitHub takes it."""
        return {"users": self.users, "teams": self.teams, "apps": self.apps}


class ProtectionInputs(RepoInputs):
    """How a branch is protected."""

    required_approving_review_count: float = Field(1, ge=0, le=6, description="How many must approve a pull request.")
    require_code_owner_reviews: bool = Field(False, description="Whether owners named in CODEOWNERS must approve.")
    dismiss_stale_reviews: bool = Field(False, description="Whether new commits void approvals.")
    bypass_pull_request_allowances: Restrictions | None = Field(None, description="Who may do without pull requests.")
    restrictions: Restrictions | None = Field(None, description="Who may push at all.")
    required_status_check_contexts: list[str] = Field([], description="Checks that must pass.")
    require_branches_to_be_up_to_date: bool = Field(True, description="Whether a branch must be up to date to merge.")
    required_conversation_resolution: bool = Field(False, description="Whether all conversations must be resolved.")
    require_last_push_approval: bool = Field(False, description="Whether somebody else must approve the last push.")
    required_commit_signing: bool = Field(False, description="Whether commits must be signed.")
    required_linear_history: bool = Field(False, description="Whether merge commits are refused.")

    def protection(self, branch: str | None, *, enforce_admins: bool, block_creations: bool = False) -> Protection:
        """The same for the code host."""
        allowances, restrictions = self.bypass_pull_request_allowances, self.restrictions
        return Protection(
            branch=branch,
            enforce_admins=enforce_admins,
            required_approving_review_count=int(self.required_approving_review_count),
            require_code_owner_reviews=self.require_code_owner_reviews,
            dismiss_stale_reviews=self.dismiss_stale_reviews,
            bypass_pull_request_allowances=allowances.names if allowances else None,
            restrictions=restrictions.names if restrictions else None,
            required_status_check_contexts=tuple(self.required_status_check_contexts),
            require_branches_to_be_up_to_date=self.require_branches_to_be_up_to_date,
            required_conversation_resolution=self.required_conversation_resolution,
            require_last_push_approval=self.require_last_push_approval,
            required_commit_signing=self.required_commit_signing,
            required_linear_history=self.required_linear_history,
            block_creations=block_creations,
        )


class PushInputs(ProtectionInputs):
    """What is pushed where, as whose commit, and how the branch is protected afterwards."""

    default_branch: str = Field("master", min_length=1, description="The branch that is pushed, and the default one.")
    protect_default_branch: bool = Field(True, description="Whether that branch is protected afterwards.")
    protect_enforce_admins: bool = Field(True, description="Whether the protection binds administrators as well.")
    git_commit_message: str = Field("initial commit", description="The message of the first commit.")
    git_author_name: str = Field("Callboard", description="In whose name it is made.")
    git_author_email: str = Field("callboard@localhost", description="And with which address.")
    source_path: str = Field("", description="The folder of the workspace that is pushed; everything if left out.")

    @property
    def author(self) -> Author:
        """In whose name the commit is made."""
        return Author(self.git_author_name, self.git_author_email)
