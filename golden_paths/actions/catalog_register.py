"""`catalog:register`: has the catalog read the descriptor of what was made."""

from pydantic import Field, model_validator

from golden_paths.action import Action, Example, Inputs, outputs
from golden_paths.ports import JsonObject, OutsideError
from golden_paths.workshop import Workshop


class Register(Inputs):
    """Where the descriptor is: its own address, or the repository's and a path."""

    catalog_info_url: str | None = Field(None, description="The descriptor's address.")
    repo_contents_url: str | None = Field(None, description="The address of the repository's content.")
    catalog_info_path: str = Field("/catalog-info.yaml", description="The descriptor's path below that.")
    optional: bool = Field(False, description="Whether it is fine when there is no such file yet.")

    @model_validator(mode="after")
    def _somewhere(self) -> "Register":
        if not self.catalog_info_url and not self.repo_contents_url:
            raise ValueError("It needs `catalogInfoUrl`, or `repoContentsUrl`.")
        return self

    @property
    def location(self) -> str:
        """The address of the descriptor."""
        if self.catalog_info_url:
            return self.catalog_info_url
        return f"{(self.repo_contents_url or '').rstrip('/')}/{self.catalog_info_path.lstrip('/')}"


def _perform(inputs: Register, workshop: Workshop) -> JsonObject:
    location = inputs.location
    workshop.log.say(f"Registering {location} in the catalog.")
    try:
        registered = workshop.outside.catalog.register(location, workshop.mark)
    except OutsideError as error:
        if not inputs.optional or error.is_retryable:
            raise
        workshop.log.say(f"It is not registered, which the template allows: {error}")
        return {"catalogInfoUrl": location}
    found = {"entityRef": registered.entity_ref} if registered.entity_ref else {}
    return {**found, "catalogInfoUrl": registered.location}


def _effects(inputs: Register, _workshop: Workshop) -> tuple[str, ...]:
    if inputs.catalog_info_url:
        return (f"Adds {inputs.catalog_info_url} to the catalog.",)
    return (f"Adds {inputs.catalog_info_path.lstrip('/')} of {inputs.repo_contents_url} to the catalog.",)


ACTION = Action(
    id="catalog:register",
    description="Has the catalog read a descriptor, now and from now on.",
    inputs=Register,
    perform=_perform,
    outputs=outputs(entityRef="string?", catalogInfoUrl="string"),
    gives_example=False,  # nor does Backstage's
    examples=(
        Example("Register what was published", {"repoContentsUrl": "${{ steps.publish.output.repoContentsUrl }}"}),
    ),
    effects=_effects,
)
