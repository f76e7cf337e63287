"""`roadiehq:utils:serialize:yaml`: makes a text of a value."""

from typing import Any

from pydantic import Field

from golden_paths import yaml_text
from golden_paths.action import Action, Example, Inputs, outputs
from golden_paths.ports import JsonObject
from golden_paths.workshop import Workshop


class Layout(Inputs):
    """How it is laid out. Options of js-yaml that are not here are refused."""

    indent: int = Field(2, ge=1, le=10, description="Blanks per level.")
    line_width: int = Field(80, description="Where lines are folded; -1 for never.")
    no_array_indent: bool = Field(False, description="Whether lists in mappings are not indented.")
    sort_keys: bool = Field(False, description="Whether keys are sorted.")
    quoting_type: str = Field("'", description="The quotes that are used.")
    force_quotes: bool = Field(False, description="Whether every text is quoted.")
    no_refs: bool = Field(False, description="Not needed: no anchors are written.")


class Serialize(Inputs):
    """What, and how it is laid out."""

    data: dict[str, Any] | list[Any] = Field(description="The value.")  # Any: JSON
    replacer: list[str] | None = Field(None, description="Not used, as in Backstage.")
    options: Layout | None = Field(
        None, description="`indent`, `lineWidth`, `noArrayIndent`, `sortKeys`, `quotingType`, `forceQuotes`."
    )


def _perform(inputs: Serialize, _workshop: Workshop) -> JsonObject:
    return {"serialized": yaml_text.dumped(inputs.data, _style(inputs.options) if inputs.options else None)}


def _style(given: Layout) -> yaml_text.Style:
    return yaml_text.Style(
        indent=given.indent,
        width=given.line_width,
        indents_lists=not given.no_array_indent,
        sorts_keys=given.sort_keys,
        quote='"' if given.quoting_type == '"' else "'",
        quotes_all=given.force_quotes,
    )


ACTION = Action(
    id="roadiehq:utils:serialize:yaml",
    description="Makes YAML text of a value, as js-yaml writes it.",
    inputs=Serialize,
    perform=_perform,
    outputs=outputs(serialized="string"),
    examples=(Example("A manifest", {"data": {"kind": "ConfigMap", "data": {"level": "info"}}}),),
    stays_inside=True,
)
