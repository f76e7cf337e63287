"""`fs:readdir`: hands the names of files and folders to later steps."""

import os
from collections.abc import Iterator
from pathlib import Path

from pydantic import Field

from golden_paths.action import Action, Example, Inputs
from golden_paths.errors import ActionError
from golden_paths.ports import JsonObject
from golden_paths.workshop import Workshop

_ENTRY = {"type": "object", "properties": {name: {"type": "string"} for name in ("name", "path", "fullPath")}}


class ReadDir(Inputs):
    """Which folders."""

    paths: list[str] = Field(description="Folders of the workspace.")
    recursive: bool = Field(False, description="Whether folders in them are read as well.")


def _perform(inputs: ReadDir, workshop: Workshop) -> JsonObject:
    files, folders = list[JsonObject](), list[JsonObject]()
    for path in inputs.paths:
        if not path:
            raise ActionError("`paths` has an empty one. Write `.` for the whole workspace.")
        root = workshop.workspace.path(path)
        if not root.is_dir():
            raise ActionError(f"`{path}` is no folder of the workspace.")
        for place in _entries(root, recursive=inputs.recursive):
            shown = workshop.workspace.shown(place)
            (folders if place.is_dir() else files).append({"name": place.name, "path": shown, "fullPath": shown})
    return {"files": files, "folders": folders}


def _entries(root: Path, *, recursive: bool) -> Iterator[Path]:
    for entry in sorted(os.scandir(root), key=lambda each: each.name):
        yield Path(entry.path)
        if recursive and entry.is_dir(follow_symlinks=False):
            yield from _entries(Path(entry.path), recursive=True)


ACTION = Action(
    id="fs:readdir",
    description="Lists folders of the workspace. `fullPath` is the path in the workspace, too.",
    inputs=ReadDir,
    perform=_perform,
    outputs={
        "type": "object",
        "properties": {"files": {"type": "array", "items": _ENTRY}, "folders": {"type": "array", "items": _ENTRY}},
    },
    examples=(Example("List everything", {"paths": ["."], "recursive": True}),),
    stays_inside=True,
)
