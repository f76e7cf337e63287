"""`proxy` in app-config.yaml, Backstage's own key: the web services that golden paths may call."""

from pydantic import Field, field_validator

from bot.config_parts import Part, Text


class EndpointPart(Part):
    """A service: its address, and what is said to it with each request."""

    target: Text
    headers: dict[Text, str] = Field(default_factory=dict)
    allowed_methods: tuple[Text, ...] = ()


class ProxyPart(Part):
    """Services by the path under which they are called."""

    endpoints: dict[Text, EndpointPart] = Field(default_factory=dict)

    @field_validator("endpoints", mode="before")
    @classmethod
    def _spelled_out(cls, given: object) -> object:
        """Backstage lets the address stand alone."""
        if not isinstance(given, dict):
            return given
        return {name: {"target": each} if isinstance(each, str) else each for name, each in given.items()}
