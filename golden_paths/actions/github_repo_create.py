"""`github:repo:create`: makes an empty repository."""

from pydantic import Field

from golden_paths import publishing
from golden_paths.action import Action, Example, outputs
from golden_paths.github_inputs import CreationInputs, ProtectionInputs
from golden_paths.ports import JsonObject
from golden_paths.workshop import Workshop


class Create(CreationInputs, ProtectionInputs):
    """The repository. What is said about protection waits for `github:repo:push`, as in Backstage."""

    default_branch: str | None = Field(None, description="The branch that will be the default one.")
    protect_default_branch: bool | None = Field(None, description="Waits for `github:repo:push`.")
    protect_enforce_admins: bool | None = Field(None, description="Waits for `github:repo:push`.")


def _perform(inputs: Create, workshop: Workshop) -> JsonObject:
    inputs.say_about_token(workshop)
    settings = inputs.settings(inputs.default_branch or "master")
    found = publishing.made_repository(inputs.repo, settings, workshop)
    return {"remoteUrl": found.clone_url, "repoContentsUrl": f"{found.html_url}/blob/{settings.default_branch}"}


def _effects(inputs: Create, _workshop: Workshop) -> tuple[str, ...]:
    return publishing.creation_effects(inputs.repo, inputs.repo_visibility)


def _examine(inputs: Create, workshop: Workshop) -> None:
    publishing.examine_name(inputs.repo, workshop)


def _clean_up(inputs: Create, workshop: Workshop) -> str:
    return publishing.removed(inputs.repo, workshop)


ACTION = Action(
    id="github:repo:create",
    description="Makes an empty repository at GitHub.",
    inputs=Create,
    perform=_perform,
    outputs=outputs(remoteUrl="string", repoContentsUrl="string"),
    examples=(Example("Make a private repository", {"repoUrl": "${{ parameters.repoUrl }}"}),),
    examine=_examine,
    effects=_effects,
    clean_up=_clean_up,
)
