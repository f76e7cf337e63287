"""`github:repo:push`: pushes the workspace into a repository that is there and empty."""

from golden_paths import publishing
from golden_paths.action import Action, Example, outputs
from golden_paths.errors import ActionError
from golden_paths.github_inputs import PushInputs
from golden_paths.ports import JsonObject
from golden_paths.workshop import Workshop


class Push(PushInputs):
    """The repository, and what goes into it."""


def _perform(inputs: Push, workshop: Workshop) -> JsonObject:
    inputs.say_about_token(workshop)
    found = workshop.outside.host.find_repository(inputs.repo)
    if found is None:
        raise ActionError(f"There is no repository {inputs.repo.slug} at {inputs.repo.host}. Make it in a step before.")
    return publishing.pushed(inputs, found, workshop)


def _effects(inputs: Push, _workshop: Workshop) -> tuple[str, ...]:
    return publishing.push_effects(inputs)


def _pushes(inputs: Push) -> str:
    return inputs.source_path


ACTION = Action(
    id="github:repo:push",
    description="Pushes the workspace into an empty repository at GitHub and protects its branch.",
    inputs=Push,
    perform=_perform,
    outputs=outputs(remoteUrl="string", repoContentsUrl="string", commitHash="string"),
    examples=(Example("Push to main", {"repoUrl": "${{ parameters.repoUrl }}", "defaultBranch": "main"}),),
    effects=_effects,
    pushes=_pushes,
)
