"""`github:branch-protection:create`: protects a branch."""

from pydantic import Field

from golden_paths.action import Action, Example
from golden_paths.github_inputs import ProtectionInputs
from golden_paths.ports import JsonObject
from golden_paths.workshop import Workshop


class Protect(ProtectionInputs):
    """Which branch, and how."""

    branch: str | None = Field(None, description="The branch; the default one if left out.")
    enforce_admins: bool = Field(True, description="Whether it binds administrators as well.")
    block_creations: bool = Field(False, description="Whether nobody may make matching branches.")


def _perform(inputs: Protect, workshop: Workshop) -> JsonObject:
    inputs.say_about_token(workshop)
    protection = inputs.protection(
        inputs.branch, enforce_admins=inputs.enforce_admins, block_creations=inputs.block_creations
    )
    workshop.outside.host.protect_branch(inputs.repo, protection)
    workshop.log.say(f"Protected {inputs.branch or 'the default branch'} of {inputs.repo.slug}.")
    return {}


def _effects(inputs: Protect, _workshop: Workshop) -> tuple[str, ...]:
    return (f"Protects {inputs.branch or 'the default branch'} of {inputs.repo.slug}.",)


ACTION = Action(
    id="github:branch-protection:create",
    description="Protects a branch at GitHub.",
    inputs=Protect,
    perform=_perform,
    examples=(Example("Two approvals", {"repoUrl": "${{ parameters.repoUrl }}", "requiredApprovingReviewCount": 2}),),
    effects=_effects,
)
