"""`notification:send`: tells people something, in Slack."""

from typing import Literal

from pydantic import Field, model_validator

from golden_paths.action import Action, Example, Inputs
from golden_paths.ports import JsonObject, Notification, OutsideError
from golden_paths.workshop import Workshop


class Notify(Inputs):
    """What, and to whom."""

    recipients: Literal["broadcast", "entity"] = Field(description="Everybody, or the entities named.")
    entity_refs: list[str] = Field([], description="References of users and groups.")
    title: str = Field(min_length=1, description="What it is about.")
    info: str = Field("", description="What there is to say.")
    link: str | None = Field(None, description="Where more is said.")
    severity: Literal["low", "normal", "high", "critical"] = Field("normal", description="How grave it is.")
    scope: str | None = Field(None, description="Notifications of one scope replace one another.")
    topic: str | None = Field(None, description="What kind of thing it is about.")
    optional: bool = Field(False, description="Whether the run goes on when nobody can be told.")

    @model_validator(mode="after")
    def _for_somebody(self) -> "Notify":
        if self.recipients == "entity" and not self.entity_refs:
            raise ValueError("`entityRefs` must name somebody when `recipients` is `entity`.")
        return self

    @property
    def notification(self) -> Notification:
        """The same for the notifier."""
        return Notification(
            title=self.title,
            text=self.info,
            link=self.link,
            severity=self.severity,
            topic=self.topic,
            scope=self.scope,
            recipients=tuple(self.entity_refs),
            is_broadcast=self.recipients == "broadcast",
        )


def _perform(inputs: Notify, workshop: Workshop) -> JsonObject:
    try:
        workshop.outside.notifier.notify(inputs.notification, workshop.mark)
    except OutsideError as error:
        if not inputs.optional:
            raise
        workshop.log.say(f"Nobody was told, which the template allows: {error}")
    return {}


def _effects(inputs: Notify, _workshop: Workshop) -> tuple[str, ...]:
    who = "everybody" if inputs.recipients == "broadcast" else ", ".join(inputs.entity_refs)
    return (f"Tells {who} in Slack: {inputs.title}.",)


ACTION = Action(
    id="notification:send",
    description="Tells people something in Slack.",
    inputs=Notify,
    perform=_perform,
    examples=(
        Example(
            "Tell the team",
            {"recipients": "entity", "entityRefs": ["${{ parameters.owner }}"], "title": "There is a new service"},
        ),
    ),
    effects=_effects,
)
