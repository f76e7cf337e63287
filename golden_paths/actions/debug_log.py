"""`debug:log`: writes into the run's log, for authors of templates."""

from typing import Any, Literal

from pydantic import Field

from golden_paths.action import Action, Example, Inputs
from golden_paths.ports import JsonObject
from golden_paths.structured import json_of
from golden_paths.workshop import Workshop

_LONGEST_FILE = 10_000


class DebugLog(Inputs):
    """What to say."""

    message: str | None = Field(None, description="A text for the log.")
    list_workspace: bool | Literal["with-filenames", "with-contents"] = Field(
        False, description="Whether the workspace's files are listed, also with their contents."
    )
    extra: Any = Field(None, description="Something else to be shown as JSON.")  # Any: JSON


def _perform(inputs: DebugLog, workshop: Workshop) -> JsonObject:
    if inputs.message is not None:
        workshop.log.say(inputs.message)
    if inputs.extra is not None:
        workshop.log.say(json_of(inputs.extra))
    if inputs.list_workspace:
        _list(workshop, with_contents=inputs.list_workspace == "with-contents")
    return {}


def _list(workshop: Workshop, *, with_contents: bool) -> None:
    workshop.log.say("Workspace:")
    for file in workshop.workspace.files():
        workshop.log.say(f"  - {file.path}")
        if with_contents and file.size <= _LONGEST_FILE:
            workshop.log.say(workshop.workspace.read_text(file.path))


ACTION = Action(
    id="debug:log",
    description="Writes a text into the log, or lists the workspace.",
    inputs=DebugLog,
    perform=_perform,
    examples=(Example("Say hello and list the files", {"message": "Hello!", "listWorkspace": True}),),
    stays_inside=True,
)
