"""`callboard.formFields`: what a company's own `ui:field` names mean in Slack."""

from typing import Any

from pydantic import Field, model_validator

from bot.config_parts import Part, Text
from golden_paths.form_fields import CatalogOptions, FixedOptions, FormFields, Option

_MOST_OPTIONS = 1_000


class OptionPart(Part):
    """One choice."""

    value: Text
    label: Text | None = None


class FormFieldPart(Part):
    """Where the options come from: a list, or a filter of the catalog's entities."""

    options: tuple[Text | OptionPart, ...] = Field(default=(), max_length=_MOST_OPTIONS)
    catalog_filter: dict[Text, Any] = Field(default_factory=dict)  # Any: as Backstage's `catalogFilter`

    @model_validator(mode="after")
    def _one_of_both(self) -> "FormFieldPart":
        if bool(self.options) == bool(self.catalog_filter):
            raise ValueError("wants either `options` or `catalogFilter`")
        return self

    @property
    def source(self) -> FixedOptions | CatalogOptions:
        """The same for golden paths."""
        if self.catalog_filter:
            return CatalogOptions(self.catalog_filter)
        return FixedOptions(tuple(_option(each) for each in self.options))


def form_fields(parts: dict[str, FormFieldPart]) -> FormFields:
    """All of them, by name."""
    return {name: part.source for name, part in parts.items()}


def _option(written: str | OptionPart) -> Option:
    if isinstance(written, str):
        return Option(written, written)
    return Option(written.value, written.label or written.value)
