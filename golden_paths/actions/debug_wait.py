"""`debug:wait`: waits, for authors of templates."""

from pydantic import Field, model_validator

from golden_paths.action import Action, Example, Inputs
from golden_paths.ports import JsonObject
from golden_paths.workshop import Workshop

_LONGEST = 600


class DebugWait(Inputs):
    """How long; five seconds when nothing is said."""

    minutes: float = Field(0, ge=0, description="Minutes.")
    seconds: float = Field(0, ge=0, description="Seconds.")
    milliseconds: float = Field(0, ge=0, description="Milliseconds.")

    @model_validator(mode="after")
    def _not_too_long(self) -> "DebugWait":
        if self.in_seconds > _LONGEST:
            raise ValueError(f"It waits {_LONGEST} seconds at most, not {self.in_seconds:g}.")
        return self

    @property
    def in_seconds(self) -> float:
        """All together."""
        return self.minutes * 60 + self.seconds + self.milliseconds / 1000 if self.model_fields_set else 5.0


def _perform(inputs: DebugWait, workshop: Workshop) -> JsonObject:
    workshop.log.say(f"Waited {inputs.in_seconds:g} seconds.")
    return {}


def _waits(inputs: DebugWait) -> float:
    return inputs.in_seconds


ACTION = Action(
    id="debug:wait",
    description="Waits.",
    inputs=DebugWait,
    perform=_perform,
    examples=(Example("Wait half a minute", {"seconds": 30}),),
    waits=_waits,
)
