"""Whose work something is: left on whatever a step makes, so that a second try finds it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

#: Any: what JSON can hold, as it came from a template or another system
JsonObject = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Mark:
    """Whose work something is. It is left on whatever a step makes, so that a second try finds it.

    `began` is when the step was first tried: what is older is not ours.
    """

    run_id: str
    step_id: str
    began: datetime

    @property
    def trailer(self) -> str:
        """The last line of every commit message of ours."""
        return f"Callboard-Run: {self.run_id}"
