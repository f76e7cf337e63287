"""`roadiehq:utils:fs:append`: adds to the end of a file."""

from pydantic import Field

from golden_paths.action import Action, Example, Inputs, outputs
from golden_paths.errors import ActionError
from golden_paths.ports import JsonObject
from golden_paths.workshop import Workshop


class Append(Inputs):
    """What goes where."""

    path: str = Field(min_length=1, description="The file in the workspace; it is made if need be, its folder is not.")
    content: str = Field(description="What is added.")


def _perform(inputs: Append, workshop: Workshop) -> JsonObject:
    place = workshop.workspace.path(inputs.path)
    if not place.parent.is_dir():
        raise ActionError(f"`path` is {inputs.path!r}, but that folder is not there: append does not make it.")
    before = workshop.workspace.read(inputs.path) if place.exists() else b""
    workshop.workspace.write(inputs.path, before + inputs.content.encode("utf-8", "replace"))
    return {"path": workshop.workspace.shown(place)}


ACTION = Action(
    id="roadiehq:utils:fs:append",
    description="Adds to the end of a file.",
    inputs=Append,
    perform=_perform,
    outputs=outputs(path="string"),
    examples=(Example("Ignore a folder", {"path": ".gitignore", "content": "dist/\n"}),),
    stays_inside=True,
)
