"""`roadiehq:utils:fs:parse`: hands what a file says to later steps."""

from typing import Literal

from pydantic import Field

from golden_paths.action import Action, Example, Inputs
from golden_paths.ports import JsonObject
from golden_paths.structured import read_json, read_yaml, read_yaml_documents
from golden_paths.workshop import Workshop

_READERS = {"json": read_json, "yaml": read_yaml, "multiyaml": read_yaml_documents}


class Parse(Inputs):
    """Which file, and how it is read."""

    path: str = Field(min_length=1, description="The file in the workspace.")
    parser: Literal["yaml", "json", "multiyaml"] | None = Field(
        None, description="How it is read; as text if left out."
    )


def _perform(inputs: Parse, workshop: Workshop) -> JsonObject:
    text = workshop.workspace.read_text(inputs.path)
    return {"content": _READERS[inputs.parser](text, inputs.path) if inputs.parser else text}


ACTION = Action(
    id="roadiehq:utils:fs:parse",
    description="Reads a file of the workspace, as text, JSON or YAML.",
    inputs=Parse,
    perform=_perform,
    outputs={"type": "object", "properties": {"content": {"type": ["string", "object"]}}},
    examples=(Example("Read a manifest", {"path": "package.json", "parser": "json"}),),
    stays_inside=True,
)
