"""`github:environment:create`: makes an environment that a repository deploys to."""

from pydantic import Field

from golden_paths.action import Action, Example, Inputs
from golden_paths.github_inputs import RepoInputs
from golden_paths.ports import Environment, JsonObject
from golden_paths.workshop import Workshop


class BranchPolicy(Inputs):
    """Which branches may deploy: protected ones, or those that fit patterns. GitHub's own names."""

    protected_branches: bool = Field(alias="protected_branches")
    custom_branch_policies: bool = Field(alias="custom_branch_policies")


class EnvironmentInputs(RepoInputs):
    """The environment."""

    name: str = Field(min_length=1, description="Its name.")
    deployment_branch_policy: BranchPolicy | None = Field(None, description="Which branches may deploy to it.")
    custom_branch_policy_names: list[str] = Field([], description="Patterns of branches that may.")
    custom_tag_policy_names: list[str] = Field([], description="Patterns of tags that may.")
    environment_variables: dict[str, str] = Field({}, description="Its variables.")
    secrets: dict[str, str] = Field({}, description="Its secrets, as `${{ secrets.NAME }}`.")
    wait_timer: float | None = Field(None, ge=0, description="How long deployments wait, as GitHub takes it.")
    prevent_self_review: bool | None = Field(None, description="Whether nobody may approve their own deployment.")
    reviewers: list[str] = Field([], description="Who must approve: references of users and groups.")

    @property
    def environment(self) -> Environment:
        """The same for the code host."""
        policy = self.deployment_branch_policy
        return Environment(
            name=self.name,
            protected_branches=policy.protected_branches if policy else None,
            custom_branch_policies=policy.custom_branch_policies if policy else None,
            branch_patterns=tuple(self.custom_branch_policy_names),
            tag_patterns=tuple(self.custom_tag_policy_names),
            variables=self.environment_variables,
            secrets=self.secrets,
            wait_timer=None if self.wait_timer is None else int(self.wait_timer),
            prevent_self_review=self.prevent_self_review,
            reviewers=tuple(self.reviewers),
        )


def _perform(inputs: EnvironmentInputs, workshop: Workshop) -> JsonObject:
    inputs.say_about_token(workshop)
    workshop.outside.host.create_environment(inputs.repo, inputs.environment)
    workshop.log.say(f"{inputs.repo.slug} has the environment {inputs.name}.")
    return {}


def _effects(inputs: EnvironmentInputs, _workshop: Workshop) -> tuple[str, ...]:
    return (f"Makes the environment {inputs.name} of {inputs.repo.slug}.",)


ACTION = Action(
    id="github:environment:create",
    description="Makes a deployment environment of a repository at GitHub.",
    inputs=EnvironmentInputs,
    perform=_perform,
    examples=(
        Example(
            "Production, from protected branches only",
            {
                "repoUrl": "${{ parameters.repoUrl }}",
                "name": "production",
                "deploymentBranchPolicy": {"protected_branches": True, "custom_branch_policies": False},
            },
        ),
    ),
    effects=_effects,
)
