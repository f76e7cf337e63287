"""`fetch:plain:file`: copies one file into the workspace as it is."""

from typing import Any

from pydantic import Field

from golden_paths import fetching
from golden_paths.action import Action, Example, Inputs
from golden_paths.errors import ActionError
from golden_paths.ports import JsonObject
from golden_paths.workshop import Workshop


class FetchPlainFile(Inputs):
    """Where from and where to."""

    url: str = Field(description="A file beside the template, or a web address.")
    target_path: str = Field(description="The file in the workspace. Its folder must be there.")
    token: Any = Field(None, description="Not used: Callboard reads with its own credentials.")  # Any: often false


def _perform(inputs: FetchPlainFile, workshop: Workshop) -> JsonObject:
    workshop.log.say(f"Fetching {inputs.url} as {inputs.target_path}.")
    target = workshop.workspace.path(inputs.target_path)
    content = fetching.fetched_file(inputs.url, workshop)
    if not target.parent.is_dir():
        raise ActionError(
            f"`targetPath` is {inputs.target_path!r}, but that folder is not there: fetch:plain:file does not make it."
        )
    workshop.workspace.write(inputs.target_path, content)
    return {}


ACTION = Action(
    id="fetch:plain:file",
    description="Copies one file into the workspace as it is, over what is there.",
    inputs=FetchPlainFile,
    perform=_perform,
    examples=(Example("Copy a licence", {"url": "./LICENSE", "targetPath": "LICENSE"}),),
    stays_inside=True,
)
