"""What a template asks: its parameters as pages of fields, the answers judged, and the values that a run gets."""

from golden_paths.form.fields import (
    Answers,
    CatalogQuery,
    Choice,
    Field,
    FieldKind,
    FormRefusedError,
    Limits,
    Page,
    RepoQuery,
    Scope,
    value_at,
    with_value,
)
from golden_paths.form.form import TARGET, Form, form_of
from golden_paths.form.judging import PART
from golden_paths.form.repositories import HOST, RepoPart, composed, parts_given, parts_of
from golden_paths.form.texts import text_of, value_of

__all__ = [
    "HOST",
    "PART",
    "TARGET",
    "Answers",
    "CatalogQuery",
    "Choice",
    "Field",
    "FieldKind",
    "Form",
    "FormRefusedError",
    "Limits",
    "Page",
    "RepoPart",
    "RepoQuery",
    "Scope",
    "composed",
    "form_of",
    "parts_given",
    "parts_of",
    "text_of",
    "value_at",
    "value_of",
    "with_value",
]
