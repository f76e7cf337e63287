"""`fetch:template`: renders a folder of files into the workspace."""

from typing import Any

from pydantic import Field, model_validator

from golden_paths import fetching
from golden_paths.action import Action, Example, Inputs
from golden_paths.errors import ActionError
from golden_paths.ports import JsonObject
from golden_paths.skeleton import SkeletonOptions, render_tree
from golden_paths.workshop import Workshop


class FetchTemplate(Inputs):
    """Where from, where to, and how it is rendered."""

    url: str = Field(description="A folder beside the template, or a web address.")
    target_path: str = Field("./", description="Where in the workspace the files go.")
    values: dict[str, Any] = Field({}, description="What the files see as `values`.")  # Any: JSON
    copy_without_render: list[str] | None = Field(None, description="Not used any more, as in Backstage.")
    copy_without_templating: list[str] | None = Field(
        None, description="Patterns of files that are copied as they are."
    )
    cookiecutter_compat: bool = Field(False, description="Whether `{{ cookiecutter.name }}` is rendered as well.")
    template_file_extension: str | bool | None = Field(
        None, description="Render only files with this ending (`.njk` for true), and drop it."
    )
    replace: bool = Field(False, description="Whether files that are there are replaced.")
    trim_blocks: bool = Field(False, description="Whether the line end after a block is dropped.")
    lstrip_blocks: bool = Field(False, description="Whether blanks before a block are dropped.")
    token: Any = Field(None, description="Not used: Callboard reads with its own credentials.")  # Any: often false

    @model_validator(mode="after")
    def _one_way(self) -> "FetchTemplate":
        if self.template_file_extension and (self.copy_without_templating is not None or self.cookiecutter_compat):
            raise ValueError(
                "`templateFileExtension` goes neither with `copyWithoutTemplating` nor with `cookiecutterCompat`."
            )
        return self

    def options(self, workshop: Workshop) -> SkeletonOptions:
        """The same for the renderer. What is random in a preview is so again in its run."""
        return SkeletonOptions(
            extended=workshop.is_extended,
            seed=f"{workshop.mark.run_id}/{workshop.mark.step_id}",
            copy_without_templating=tuple(self.copy_without_templating or ()),
            template_file_extension=self.template_file_extension or False,
            cookiecutter=self.cookiecutter_compat,
            replace=self.replace,
            trim_blocks=self.trim_blocks,
            lstrip_blocks=self.lstrip_blocks,
        )


def _perform(inputs: FetchTemplate, workshop: Workshop) -> JsonObject:
    workshop.log.say(f"Rendering {inputs.url} into {inputs.target_path}.")
    if inputs.copy_without_render is not None:
        workshop.log.say(
            "`copyWithoutRender` does nothing, as in Backstage: its files are rendered. Write `copyWithoutTemplating`."
        )
    target = workshop.workspace.path(inputs.target_path)
    with fetching.fetched(inputs.url, workshop) as source:
        if not source.is_dir():
            raise ActionError(f"{inputs.url} is a file. fetch:template renders folders, fetch:template:file one file.")
        written = render_tree(source, target, inputs.values, inputs.options(workshop), check=workshop.check)
    workshop.workspace.check()
    count = len(written.files)
    workshop.log.say(f"Wrote {count} file{'' if count == 1 else 's'}.")
    for skipped in written.skipped:
        workshop.log.say(f"Left out {skipped.path}: {skipped.reason}.")
    return {}


ACTION = Action(
    id="fetch:template",
    description="Renders a folder of files into the workspace.",
    inputs=FetchTemplate,
    perform=_perform,
    examples=(
        Example("Render the skeleton", {"url": "./skeleton", "values": {"name": "${{ parameters.name }}"}}),
        Example(
            "Leave the workflows of GitHub Actions alone",
            {"url": "./skeleton", "copyWithoutTemplating": [".github/workflows/*"], "values": {}},
        ),
    ),
    stays_inside=True,
)
