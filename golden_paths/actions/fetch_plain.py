"""`fetch:plain`: copies a folder, or a file, into the workspace as it is."""

from typing import Any

from pydantic import Field

from golden_paths import fetching
from golden_paths.action import Action, Example, Inputs
from golden_paths.ports import JsonObject
from golden_paths.skeleton import copy_tree
from golden_paths.workshop import Workshop


class FetchPlain(Inputs):
    """Where from and where to."""

    url: str = Field(description="A folder or file beside the template, or a web address.")
    target_path: str = Field("./", description="Where in the workspace it goes.")
    token: Any = Field(None, description="Not used: Callboard reads with its own credentials.")  # Any: often false


def _perform(inputs: FetchPlain, workshop: Workshop) -> JsonObject:
    workshop.log.say(f"Fetching {inputs.url} into {inputs.target_path}.")
    target = workshop.workspace.path(inputs.target_path)
    with fetching.fetched(inputs.url, workshop) as source:
        if source.is_file():
            workshop.workspace.write(inputs.target_path, source.read_bytes())
        else:
            copy_tree(source, target)
    workshop.workspace.check()
    return {}


ACTION = Action(
    id="fetch:plain",
    description="Copies a folder or a file into the workspace as it is, over what is there.",
    inputs=FetchPlain,
    perform=_perform,
    examples=(Example("Copy a folder beside the template", {"url": "./static", "targetPath": "public"}),),
    stays_inside=True,
)
