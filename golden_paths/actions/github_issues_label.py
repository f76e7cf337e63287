"""`github:issues:label`: puts labels on an issue or a pull request."""

from pydantic import Field, field_validator

from golden_paths.action import Action, Example, shown
from golden_paths.github_inputs import RepoInputs
from golden_paths.ports import JsonObject
from golden_paths.workshop import Workshop


class Label(RepoInputs):
    """Which labels on what."""

    number: float = Field(description="The issue's or pull request's number.")
    labels: list[str] = Field(description="The labels.")

    @field_validator("number")
    @classmethod
    def _of_something(cls, number: float) -> float:
        if number < 1 or not number.is_integer():
            raise ValueError(f"`number` must be that of an issue or a pull request, not {shown(number)}.")
        return number


def _perform(inputs: Label, workshop: Workshop) -> JsonObject:
    inputs.say_about_token(workshop)
    workshop.outside.host.add_labels(inputs.repo, int(inputs.number), inputs.labels)
    workshop.log.say(f"Put {', '.join(inputs.labels)} on #{int(inputs.number)} of {inputs.repo.slug}.")
    return {}


def _effects(inputs: Label, _workshop: Workshop) -> tuple[str, ...]:
    return (f"Puts the labels {', '.join(inputs.labels)} on #{inputs.number:g} of {inputs.repo.slug}.",)


ACTION = Action(
    id="github:issues:label",
    description="Puts labels on an issue or a pull request at GitHub.",
    inputs=Label,
    perform=_perform,
    examples=(
        Example(
            "Label what was proposed",
            {
                "repoUrl": "${{ parameters.repoUrl }}",
                "number": "${{ steps.propose.output.pullRequestNumber }}",
                "labels": ["golden-path"],
            },
        ),
    ),
    effects=_effects,
)
