"""Whatever stands under `parameters`: a form that Slack takes, or a refusal in words; never anything else."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commands import kit
from commands.form_view import answers_of, modal_page
from golden_paths.form import FormRefusedError, form_of
from golden_paths.sources import Source
from golden_paths.template import TemplateError, parameters_of

_KEYWORDS = (
    "type", "title", "description", "properties", "required", "items", "enum", "enumNames", "default", "const", "format",
    "pattern", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "oneOf", "anyOf", "allOf", "if",
    "then", "else", "dependencies", "additionalProperties", "readOnly", "$ref", "definitions", "a", "b", "ui:field",
    "ui:widget", "ui:options", "ui:order", "ui:help", "ui:placeholder", "allowedHosts", "catalogFilter", "rows",
)  # fmt: skip
_WORDS = st.sampled_from(
    ("string", "number", "integer", "boolean", "array", "object", "null", "radio", "textarea", "checkboxes", "hidden",
     "RepoUrlPicker", "EntityPicker", "OwnerPicker", "MultiEntityPicker", "EntityTagsPicker", "Foreign", "date", "uri",
     "date-time", "data-url", "#/definitions/a", "a", "b", "*", "(", "^[a-z]+$", "", "<!channel>", "x" * 200)
)  # fmt: skip
_SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-3, 200), st.floats(allow_nan=False, width=16), _WORDS)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(_KEYWORDS), inner, max_size=6)
    ),
    max_leaves=25,
)
_SCHEMAS = st.dictionaries(st.sampled_from(_KEYWORDS), _VALUES, max_size=6)
_PAGES = st.fixed_dictionaries(
    {"properties": st.dictionaries(st.sampled_from(("a", "b", "c")), _SCHEMAS, max_size=3)},
    optional={
        "dependencies": _VALUES,
        "required": _VALUES,
        "allOf": _VALUES,
        "if": _VALUES,
        "then": _SCHEMAS,
        "ui:order": _VALUES,
    },
)
_ANSWERS = st.dictionaries(st.sampled_from(("a", "b", "c")), _VALUES, max_size=3)

Json = dict[str, Any]  # Any: JSON


@pytest.mark.more
@settings(max_examples=120)
@given(pages=st.lists(_PAGES, max_size=2), answers=_ANSWERS)
def test_any_parameters_are_asked_or_refused(pages: list[Json], answers: Json) -> None:
    document: Json = {
        "apiVersion": "scaffolder.backstage.io/v1beta3",
        "kind": "Template",
        "metadata": {"name": "any"},
        "spec": {"type": "service", "parameters": pages},
    }
    try:
        form = form_of(parameters_of(Source(Path("template.yaml"), document, {}, {})))
    except (TemplateError, FormRefusedError):
        return
    for given_answers in ({}, answers):
        for page in form.pages(given_answers):
            modal = modal_page(form, page, given_answers, metadata="{}", callback_id="it")
            assert kit.modal_faults(modal) == []
            answers_of(page, {}, given_answers)
        form.faults(None, given_answers)
        form.values(given_answers)
        form.told(given_answers)
