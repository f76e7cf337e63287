"""`roadiehq:utils:fs:write`: writes a file."""

from pydantic import Field

from golden_paths.action import Action, Example, Inputs, outputs
from golden_paths.ports import JsonObject
from golden_paths.workshop import Workshop


class Write(Inputs):
    """What goes where."""

    path: str = Field(min_length=1, description="The file in the workspace.")
    content: str = Field(description="Its content.")
    preserve_formatting: bool = Field(False, alias="preserveFormatting", description="Not needed: nothing is changed.")


def _perform(inputs: Write, workshop: Workshop) -> JsonObject:
    place = workshop.workspace.write(inputs.path, inputs.content.encode("utf-8", "replace"))
    return {"path": workshop.workspace.shown(place)}


ACTION = Action(
    id="roadiehq:utils:fs:write",
    description="Writes a file, over what is there.",
    inputs=Write,
    perform=_perform,
    outputs=outputs(path="string"),
    examples=(Example("Write a version", {"path": "VERSION", "content": "1.0.0"}),),
    stays_inside=True,
)
