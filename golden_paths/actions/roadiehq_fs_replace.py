"""`roadiehq:utils:fs:replace`: replaces text in files."""

from pydantic import Field

from golden_paths.action import Action, Example, Inputs
from golden_paths.choosing import chosen_files
from golden_paths.errors import ActionError
from golden_paths.ports import JsonObject
from golden_paths.replacing import replaced
from golden_paths.workshop import Workshop


class Replacement(Inputs):
    """One text in the files that a pattern names."""

    file: str = Field(min_length=1, description="The file, or a pattern.")
    find: str = Field(min_length=1, description="The text, or the regular expression.")
    replace_with: str = Field(min_length=1, description="What it is replaced with.")
    match_regex: bool = Field(False, description="Whether `find` is a regular expression.")
    include_dot_files: bool = Field(False, description="Whether patterns find files whose names begin with a dot.")


class Replace(Inputs):
    """Several replacements, one after the other."""

    files: list[Replacement] = Field(description="`file`, `find`, `replaceWith`, `matchRegex`, `includeDotFiles`.")


def _perform(inputs: Replace, workshop: Workshop) -> JsonObject:
    for each in inputs.files:
        _replace(each, workshop)
    return {}


def _replace(each: Replacement, workshop: Workshop) -> None:
    workspace = workshop.workspace
    found = chosen_files(workspace, [each.file], takes_folders=False, takes_dots=each.include_dot_files)
    if not found:
        workshop.log.say(f"No file fits {each.file}.")
    for path in found:
        content = workspace.read(path)
        try:
            text = content.decode()
        except UnicodeDecodeError as error:
            raise ActionError(f"{path} is no text (UTF-8), so nothing can be replaced in it.") from error
        workspace.write(path, replaced(text, each.find, each.replace_with, is_pattern=each.match_regex).encode())


ACTION = Action(
    id="roadiehq:utils:fs:replace",
    description="Replaces every occurrence of a text in files.",
    inputs=Replace,
    perform=_perform,
    examples=(
        Example(
            "Fill in a name", {"files": [{"file": "*.md", "find": "PROJECT", "replaceWith": "${{ parameters.name }}"}]}
        ),
    ),
    stays_inside=True,
)
