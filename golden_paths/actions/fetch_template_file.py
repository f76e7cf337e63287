"""`fetch:template:file`: renders one file into the workspace."""

from typing import Any

from pydantic import Field

from golden_paths import fetching
from golden_paths.action import Action, Example, Inputs
from golden_paths.expressions import render_text
from golden_paths.ports import JsonObject
from golden_paths.workshop import Workshop


class FetchTemplateFile(Inputs):
    """Where from, where to, and how it is rendered."""

    url: str = Field(description="A file beside the template, or a web address.")
    target_path: str = Field(description="The file in the workspace.")
    values: dict[str, Any] = Field({}, description="What the file sees as `values`.")  # Any: JSON
    cookiecutter_compat: bool = Field(False, description="Whether `{{ cookiecutter.name }}` is rendered as well.")
    replace: bool = Field(False, description="Whether a file that is there is replaced.")
    trim_blocks: bool = Field(False, description="Whether the line end after a block is dropped.")
    lstrip_blocks: bool = Field(False, description="Whether blanks before a block are dropped.")
    token: Any = Field(None, description="Not used: Callboard reads with its own credentials.")  # Any: often false


def _perform(inputs: FetchTemplateFile, workshop: Workshop) -> JsonObject:
    target = workshop.workspace.path(inputs.target_path)
    if target.exists() and not inputs.replace:
        workshop.log.say(f"{inputs.target_path} is there already and stays. `replace: true` would replace it.")
        return {}
    workshop.log.say(f"Rendering {inputs.url} as {inputs.target_path}.")
    text = fetching.fetched_file(inputs.url, workshop).decode("utf-8", "replace")
    rendered = render_text(
        text,
        inputs.values,
        trim_blocks=inputs.trim_blocks,
        lstrip_blocks=inputs.lstrip_blocks,
        cookiecutter=inputs.cookiecutter_compat,
        extended=workshop.is_extended,
        name=inputs.url,
    )
    workshop.workspace.write(inputs.target_path, rendered.encode("utf-8", "surrogatepass"))
    return {}


ACTION = Action(
    id="fetch:template:file",
    description="Renders one file into the workspace.",
    inputs=FetchTemplateFile,
    perform=_perform,
    examples=(
        Example(
            "Render a readme",
            {"url": "./README.md.njk", "targetPath": "README.md", "values": {"name": "${{ parameters.name }}"}},
        ),
    ),
    stays_inside=True,
)
