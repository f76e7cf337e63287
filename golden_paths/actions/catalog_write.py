"""`catalog:write`: writes a descriptor, as Backstage's YAML writer does."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from golden_paths import yaml_text
from golden_paths.action import Action, Example, Inputs
from golden_paths.ports import JsonObject
from golden_paths.workshop import Workshop

_SOURCE = "backstage.io/source-template"


class WriteEntity(Inputs):
    """The entity, and the file."""

    entity: dict[str, Any] = Field(description="The entity, as a descriptor has it.")  # Any: JSON
    file_path: str = Field("catalog-info.yaml", description="The file in the workspace.")


def _perform(inputs: WriteEntity, workshop: Workshop) -> JsonObject:
    entity = _with_source(inputs.entity, workshop.template_ref)
    workshop.log.say(f"Writing {inputs.file_path}.")
    workshop.workspace.write(inputs.file_path, yaml_text.yaml_of(entity).encode())
    return {}


def _with_source(entity: JsonObject, template: str) -> JsonObject:
    """The same, with an annotation that says which template it comes from."""
    metadata = entity.get("metadata") or {}
    if not isinstance(metadata, Mapping):
        return entity
    annotations = metadata.get("annotations") or {}
    return {**entity, "metadata": {**metadata, "annotations": {**annotations, _SOURCE: template}}}


ACTION = Action(
    id="catalog:write",
    description="Writes a descriptor into the workspace.",
    inputs=WriteEntity,
    perform=_perform,
    examples=(
        Example(
            "Describe a component",
            {
                "entity": {
                    "apiVersion": "backstage.io/v1alpha1",
                    "kind": "Component",
                    "metadata": {"name": "${{ parameters.name }}"},
                    "spec": {"type": "service", "owner": "${{ parameters.owner }}", "lifecycle": "production"},
                }
            },
        ),
    ),
    stays_inside=True,
)
