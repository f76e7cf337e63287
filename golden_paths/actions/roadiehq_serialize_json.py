"""`roadiehq:utils:serialize:json`: makes a text of a value."""

from typing import Any

from pydantic import Field

from golden_paths.action import Action, Example, Inputs, outputs
from golden_paths.ports import JsonObject
from golden_paths.structured import json_of
from golden_paths.workshop import Workshop


class Serialize(Inputs):
    """What, and how it is spaced."""

    data: Any = Field(description="The value.")  # Any: JSON
    replacer: list[str] | None = Field(None, description="The only keys that are kept.")
    space: str = Field("", description="What each level is indented with.")


def _perform(inputs: Serialize, _workshop: Workshop) -> JsonObject:
    return {"serialized": json_of(inputs.data, indent=inputs.space, keys=inputs.replacer)}


ACTION = Action(
    id="roadiehq:utils:serialize:json",
    description="Makes JSON text of a value.",
    inputs=Serialize,
    perform=_perform,
    outputs=outputs(serialized="string"),
    examples=(Example("Indent with two blanks", {"data": {"a": 1}, "space": "  "}),),
    stays_inside=True,
)
