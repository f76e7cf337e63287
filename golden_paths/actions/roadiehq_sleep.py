"""`roadiehq:utils:sleep`: waits."""

from pydantic import Field

from golden_paths.action import Action, Example, Inputs
from golden_paths.ports import JsonObject
from golden_paths.workshop import Workshop

_LONGEST = 3600


class Sleep(Inputs):
    """How long."""

    amount: float = Field(ge=0, le=_LONGEST, description="Seconds, an hour at most.")


def _perform(inputs: Sleep, workshop: Workshop) -> JsonObject:
    workshop.log.say(f"Waited {inputs.amount:g} seconds.")
    return {}


def _waits(inputs: Sleep) -> float:
    return inputs.amount


def _rehearse(_inputs: Sleep, _workshop: Workshop) -> JsonObject:
    """Nobody waits in a dry run."""
    return {}


ACTION = Action(
    id="roadiehq:utils:sleep",
    description="Waits.",
    inputs=Sleep,
    perform=_perform,
    examples=(Example("Wait five seconds", {"amount": 5}),),
    rehearse=_rehearse,
    waits=_waits,
)
