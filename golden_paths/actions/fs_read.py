"""`fs:read`: hands the content of a file to later steps."""

from pydantic import Field

from golden_paths.action import Action, Example, Inputs, outputs
from golden_paths.ports import JsonObject
from golden_paths.workshop import Workshop


class Read(Inputs):
    """Which file."""

    path: str = Field(min_length=1, description="The file in the workspace.")


def _perform(inputs: Read, workshop: Workshop) -> JsonObject:
    return {"content": workshop.workspace.read_text(inputs.path)}


ACTION = Action(
    id="fs:read",
    description="Reads a file of the workspace.",
    inputs=Read,
    perform=_perform,
    outputs=outputs(content="string"),
    examples=(Example("Read a version", {"path": "VERSION"}),),
    stays_inside=True,
)
