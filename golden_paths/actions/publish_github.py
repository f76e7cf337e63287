"""`publish:github`: makes a repository and pushes the workspace into it."""

from golden_paths import publishing
from golden_paths.action import Action, Example, outputs
from golden_paths.github_inputs import CreationInputs, PushInputs
from golden_paths.ports import JsonObject
from golden_paths.workshop import Workshop


class Publish(CreationInputs, PushInputs):
    """The repository, what goes into it, and how it is protected."""


def _perform(inputs: Publish, workshop: Workshop) -> JsonObject:
    inputs.say_about_token(workshop)
    found = publishing.made_repository(inputs.repo, inputs.settings(inputs.default_branch), workshop)
    return publishing.pushed(inputs, found, workshop)


def _effects(inputs: Publish, _workshop: Workshop) -> tuple[str, ...]:
    creation = publishing.creation_effects(inputs.repo, inputs.repo_visibility)
    return *creation, *publishing.push_effects(inputs)


def _examine(inputs: Publish, workshop: Workshop) -> None:
    publishing.examine_name(inputs.repo, workshop)


def _clean_up(inputs: Publish, workshop: Workshop) -> str:
    return publishing.removed(inputs.repo, workshop)


def _pushes(inputs: Publish) -> str:
    return inputs.source_path


ACTION = Action(
    id="publish:github",
    description="Makes a repository at GitHub, pushes the workspace into it and protects its branch.",
    inputs=Publish,
    perform=_perform,
    outputs=outputs(remoteUrl="string", repoContentsUrl="string", commitHash="string"),
    examples=(
        Example(
            "Publish with a branch called main",
            {"repoUrl": "${{ parameters.repoUrl }}", "description": "${{ parameters.name }}", "defaultBranch": "main"},
        ),
    ),
    examine=_examine,
    effects=_effects,
    pushes=_pushes,
    clean_up=_clean_up,
)
