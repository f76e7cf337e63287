"""`fs:delete`: removes files from the workspace."""

from pydantic import Field

from golden_paths.action import Action, Example, Inputs
from golden_paths.choosing import chosen_files
from golden_paths.ports import JsonObject
from golden_paths.workshop import Workshop


class Delete(Inputs):
    """Which files."""

    files: list[str] = Field(description="Paths or patterns. A folder's name takes all that is in it.")


def _perform(inputs: Delete, workshop: Workshop) -> JsonObject:
    for path in chosen_files(workshop.workspace, inputs.files):
        workshop.workspace.remove(workshop.workspace.path(path))
        workshop.log.say(f"Removed {path}.")
    return {}


ACTION = Action(
    id="fs:delete",
    description="Removes files from the workspace. A pattern that fits nothing is no error.",
    inputs=Delete,
    perform=_perform,
    examples=(Example("Remove a file and all logs", {"files": ["draft.md", "**/*.log"]}),),
    stays_inside=True,
)
