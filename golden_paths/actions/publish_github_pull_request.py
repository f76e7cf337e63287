"""`publish:github:pull-request`: proposes the workspace's files to a repository that is there."""

import posixpath

from pydantic import Field, model_validator

from golden_paths.action import Action, Change, Example, outputs
from golden_paths.errors import ActionError
from golden_paths.github_inputs import RepoInputs
from golden_paths.ports import Author, JsonObject, PullRequest, PullRequestPlan, TakenBack
from golden_paths.workshop import Workshop

#: What Backstage's dry run gives.
_REHEARSED = 43
_TAKEN_BACK = {
    TakenBack.NOTHING: "There was no pull request of this run in {slug} to be closed.",
    TakenBack.REMOVED: "The pull request from `{branch}` in {slug} was closed, its branch removed.",
    TakenBack.PUT_BACK: "The branch `{branch}` in {slug}, which was there before, is as it was before this run.",
}


class Propose(RepoInputs):
    """What is proposed, where, and to whom."""

    branch_name: str = Field(min_length=1, description="The branch that is made for it.")
    target_branch_name: str | None = Field(
        None, description="The branch it shall go into; the default one if left out."
    )
    title: str = Field(min_length=1, description="The pull request's title.")
    description: str = Field(description="Its text.")
    draft: bool = Field(False, description="Whether it is a draft.")
    source_path: str = Field("", description="The folder of the workspace whose files are proposed.")
    target_path: str = Field("", description="The folder of the repository that they go to.")
    reviewers: list[str] = Field([], description="Users who shall review it.")
    team_reviewers: list[str] = Field([], description="Teams that shall review it.")
    assignees: list[str] = Field([], description="Users to whom it is assigned.")
    commit_message: str | None = Field(None, description="The commit's message; the title if left out.")
    update: bool = Field(False, description="Whether an open one from this branch gets a further commit.")
    force_fork: bool = Field(False, description="Not supported: Callboard proposes from a branch.")
    force_empty_git_author: bool = Field(False, description="Not used.")
    git_author_name: str = Field("Callboard", description="In whose name the commit is made.")
    git_author_email: str = Field("callboard@localhost", description="And with which address.")
    files_to_delete: list[str] = Field([], description="Paths of the repository that shall go.")
    create_when_empty: bool = Field(True, description="Not used: a proposal without changes fails.")

    @model_validator(mode="after")
    def _possible(self) -> "Propose":
        if self.force_fork:
            raise ValueError("`forceFork` is not supported: Callboard proposes from a branch of the repository itself.")
        if ".." in self.target_path.split("/"):
            raise ValueError(f"`targetPath` is {self.target_path!r}, which leads out of the repository.")
        return self

    @property
    def plan(self) -> PullRequestPlan:
        """The same for the code host."""
        return PullRequestPlan(
            branch=self.branch_name,
            base=self.target_branch_name,
            title=self.title,
            body=self.description,
            message=self.commit_message or self.title,
            target_path=_within(self.target_path),
            is_draft=self.draft,
            updates=self.update,
            reviewers=tuple(self.reviewers),
            team_reviewers=tuple(self.team_reviewers),
            assignees=tuple(self.assignees),
            author=Author(self.git_author_name, self.git_author_email),
            deletes=tuple(_within(path) for path in self.files_to_delete),
        )


def _within(path: str) -> str:
    """The path from the repository's root on, as Git writes it; empty for the root itself."""
    found = posixpath.normpath(path.strip("/"))
    return "" if found == "." else found


def _perform(inputs: Propose, workshop: Workshop) -> JsonObject:
    inputs.say_about_token(workshop)
    host, workspace = workshop.outside.host, workshop.workspace
    folder = workspace.path(inputs.source_path)
    if not folder.is_dir():
        raise ActionError(f"`sourcePath` is {inputs.source_path!r}, but there is no such folder in the workspace.")
    workspace.check()
    found = host.find_pull_request(inputs.repo, inputs.branch_name, workshop.mark)
    if found is None:
        workshop.log.say(f"Proposing a change to {inputs.repo.slug} from `{inputs.branch_name}`.")
        found = host.open_pull_request(folder, inputs.repo, inputs.plan, workshop.mark)
        if found.unasked:
            workshop.log.say(found.unasked)
    return _output(found)


def _output(found: PullRequest) -> JsonObject:
    return {"targetBranchName": found.base, "remoteUrl": found.html_url, "pullRequestNumber": found.number}


def _rehearse(inputs: Propose, _workshop: Workshop) -> JsonObject:
    return {
        "targetBranchName": inputs.branch_name,
        "remoteUrl": inputs.repo_url,
        "pullRequestNumber": _REHEARSED,
    }


def _effects(inputs: Propose, _workshop: Workshop) -> tuple[str, ...]:
    into = f" into {inputs.target_branch_name}" if inputs.target_branch_name else ""
    return (f"Opens a pull request in {inputs.repo.slug}{into}: {inputs.title}.",)


def _change(inputs: Propose, _workshop: Workshop) -> Change:
    plan = inputs.plan
    return Change(inputs.repo, plan.base, inputs.source_path, plan.target_path, plan.deletes)


def _pushes(inputs: Propose) -> str:
    return inputs.source_path


def _clean_up(inputs: Propose, workshop: Workshop) -> str:
    taken_back = workshop.outside.host.close_pull_request(inputs.repo, inputs.branch_name, workshop.mark)
    return _TAKEN_BACK[taken_back].format(branch=inputs.branch_name, slug=inputs.repo.slug)


ACTION = Action(
    id="publish:github:pull-request",
    description="Proposes the workspace's files to a repository at GitHub, as a pull request.",
    inputs=Propose,
    perform=_perform,
    outputs=outputs(targetBranchName="string", remoteUrl="string", pullRequestNumber="number"),
    examples=(
        Example(
            "Propose a pipeline",
            {
                "repoUrl": "${{ parameters.repoUrl }}",
                "branchName": "add-pipeline",
                "title": "Add a pipeline",
                "description": "Lint, test and build at every push.",
            },
        ),
    ),
    rehearse=_rehearse,
    effects=_effects,
    change=_change,
    pushes=_pushes,
    clean_up=_clean_up,
)
