"""`roadiehq:utils:merge`: merges values into a JSON or YAML file."""

from pathlib import PurePosixPath
from typing import Any

from pydantic import Field

from golden_paths import yaml_text
from golden_paths.action import Action, Example, Inputs, outputs
from golden_paths.errors import ActionError
from golden_paths.ports import JsonObject
from golden_paths.structured import json_of, merged, read_json, read_yaml
from golden_paths.workshop import Workshop


class Merge(Inputs):
    """What goes into which file."""

    path: str = Field(min_length=1, description="The file in the workspace: `.json`, `.yaml` or `.yml`.")
    content: dict[str, Any] | str = Field(description="A mapping, or a text that reads as one.")  # Any: JSON
    merge_arrays: bool = Field(False, description="Whether lists are joined instead of overlaid.")
    preserve_yaml_comments: bool = Field(False, description="Not supported: comments are lost.")
    options: dict[str, Any] = Field({}, description="Not used.")  # Any: JSON


def _perform(inputs: Merge, workshop: Workshop) -> JsonObject:
    ending = PurePosixPath(inputs.path).suffix
    if ending not in (".json", ".yaml", ".yml"):
        raise ActionError(f"{inputs.path} is neither JSON nor YAML by its ending, so nothing can be merged into it.")
    is_json = ending == ".json"
    read = read_json if is_json else read_yaml
    before = read(workshop.workspace.read_text(inputs.path), inputs.path)
    added = read(inputs.content, "`content`") if isinstance(inputs.content, str) else inputs.content
    after = merged(before, added, joins_lists=inputs.merge_arrays)
    text = json_of(after, indent=2) if is_json else yaml_text.yaml_of(after)
    place = workshop.workspace.write(inputs.path, text.encode())
    return {"path": workshop.workspace.shown(place)}


ACTION = Action(
    id="roadiehq:utils:merge",
    description="Merges values into a JSON or YAML file.",
    inputs=Merge,
    perform=_perform,
    outputs=outputs(path="string"),
    examples=(Example("Name the package", {"path": "package.json", "content": {"name": "${{ parameters.name }}"}}),),
    stays_inside=True,
)
