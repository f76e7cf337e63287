"""`fs:rename`: moves files and folders within the workspace."""

import shutil

from pydantic import Field

from golden_paths.action import Action, Example, Inputs
from golden_paths.errors import ActionError
from golden_paths.ports import JsonObject
from golden_paths.workshop import Workshop
from golden_paths.workspace import Workspace, in_words


class Move(Inputs):
    """One file or folder."""

    from_: str = Field(alias="from", description="Where it is.")
    to: str = Field(description="Where it goes.")
    overwrite: bool = Field(False, description="Whether what is there is replaced, a whole folder too.")


class Rename(Inputs):
    """Files and folders, one after the other."""

    files: list[Move] = Field(description="What goes where: `from`, `to`, `overwrite`.")


def _perform(inputs: Rename, workshop: Workshop) -> JsonObject:
    for move in inputs.files:
        _move(move, workshop.workspace)
        workshop.log.say(f"Moved {move.from_} to {move.to}.")
    return {}


def _move(move: Move, workspace: Workspace) -> None:
    source, target = workspace.path(move.from_), workspace.path(move.to)
    if not source.exists():
        raise ActionError(f"There is no `{move.from_}` in the workspace to be moved to `{move.to}`.")
    if source == target:
        return
    if target.is_relative_to(source):
        raise ActionError(f"`{move.from_}` cannot be moved into itself (`{move.to}`).")
    if target.exists():
        if not move.overwrite:
            raise ActionError(f"dest already exists: `{move.to}`. Set `overwrite: true` to replace it.")
        workspace.remove(target)
    with in_words(move.to):
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(source, target)


ACTION = Action(
    id="fs:rename",
    description="Moves files and folders within the workspace, and makes the folders that they need.",
    inputs=Rename,
    perform=_perform,
    examples=(
        Example("Name a file rightly", {"files": [{"from": "gitignore", "to": ".gitignore", "overwrite": True}]}),
    ),
    stays_inside=True,
)
