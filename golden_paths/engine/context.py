"""What expressions of a template see: answers, earlier outputs, who asked, and the run's id."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from golden_paths.engine.outcome import Outputs
from golden_paths.ports import JsonObject
from golden_paths.template import Template
from golden_paths.workshop import Workshop


@dataclass(frozen=True, slots=True)
class Scene:
    """One run of one template, at one step: what its expressions may look at."""

    template: Template
    values: JsonObject
    workshop: Workshop
    outputs: Outputs

    @classmethod
    def of(cls, template: Template, values: JsonObject, workshop: Workshop, outputs: Outputs) -> "Scene":
        """The scene, in which skeletons may say what the template may."""
        return cls(template, values, replace(workshop, is_extended=template.is_extended), outputs)

    def after(self, outputs: Outputs) -> "Scene":
        """The same at a later step."""
        return replace(self, outputs=outputs)

    # Any: JSON
    def context(self, each: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The names, `each` included where there is one."""
        workshop = self.workshop
        environment = {"parameters": {}, "secrets": {}, **workshop.environment}
        names: dict[str, Any] = {
            "parameters": self.values,
            "steps": {step: {"output": output} for step, output in self.outputs.of_steps.items()},
            "user": workshop.user,
            "secrets": workshop.secrets,
            "environment": environment,
            "context": {"task": {"id": workshop.mark.run_id}},
        }
        return names if each is None else {**names, "each": each}
