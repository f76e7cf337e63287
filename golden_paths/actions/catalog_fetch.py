"""`catalog:fetch`: what the catalog knows of an entity, for later steps."""

from pydantic import Field, model_validator

from golden_paths.action import Action, Example, Inputs
from golden_paths.errors import ActionError
from golden_paths.ports import JsonObject
from golden_paths.workshop import Workshop


class FetchEntity(Inputs):
    """One entity, or several."""

    entity_ref: str | None = Field(None, description="The entity, as `kind:namespace/name`.")
    entity_refs: list[str] | None = Field(None, description="Several entities.")
    optional: bool = Field(False, description="Whether it is fine when there is none.")
    default_kind: str | None = Field(None, description="The kind of references without one.")
    default_namespace: str | None = Field(None, description="The namespace of references without one.")

    @model_validator(mode="after")
    def _one_or_several(self) -> "FetchEntity":
        if (self.entity_ref is None) == (self.entity_refs is None):
            raise ValueError("It needs either `entityRef` or `entityRefs`.")
        return self


def _perform(inputs: FetchEntity, workshop: Workshop) -> JsonObject:
    if inputs.entity_ref is not None:
        return {"entity": _found(inputs.entity_ref, inputs, workshop)}
    return {"entities": [_found(ref, inputs, workshop) for ref in inputs.entity_refs or []]}


def _found(written: str, inputs: FetchEntity, workshop: Workshop) -> JsonObject | None:
    ref = _complete(written, inputs)
    entity = workshop.outside.catalog.find(ref)
    if entity is None and not inputs.optional:
        raise ActionError(f"The catalog has no entity {ref}. Correct `entityRef`, or set `optional: true`.")
    return entity


def _complete(written: str, inputs: FetchEntity) -> str:
    kind, colon, rest = written.strip().partition(":")
    kind, rest = (kind, rest) if colon else (inputs.default_kind or "", kind)
    if not kind or not rest:
        raise ActionError(f"{written!r} is no entity reference. Write it as `kind:namespace/name`.")
    named = rest if "/" in rest else f"{inputs.default_namespace or 'default'}/{rest}"
    return f"{kind}:{named}".lower()


ACTION = Action(
    id="catalog:fetch",
    description="Reads an entity from the catalog.",
    inputs=FetchEntity,
    perform=_perform,
    outputs={"type": "object", "properties": {"entity": {"type": ["object", "null"]}, "entities": {"type": "array"}}},
    examples=(Example("Read a group", {"entityRef": "group:default/payments"}),),
    stays_inside=True,
)
