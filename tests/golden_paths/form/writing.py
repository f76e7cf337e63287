"""Forms written in a test, as a template's author writes parameters."""

from pathlib import Path
from typing import Any

from catalog_store.descriptors import exact
from golden_paths.form import Field, Form, form_of
from golden_paths.template import template_of

Json = dict[str, Any]  # Any: JSON


def form(parameters: str, **callboard: Any) -> Form:
    """The form of a template with these parameters: one page, or a list of them."""
    document: Json = {
        "kind": "Template",
        "metadata": {"name": "example", "title": "Example"},
        "spec": {"type": "service", "parameters": exact.read(parameters), "steps": [], "callboard": callboard},
    }
    return form_of(template_of(document, folder=Path(), file=Path("template.yaml"), digest="d1"))


def one_field(schema: str) -> Field:
    """How one parameter called `it` is asked."""
    indented = "\n".join(f"    {line}" for line in schema.splitlines())
    return form(f"properties:\n  it:\n{indented}").pages({})[0].fields[0]


def shown(of: Form, answers: Json) -> list[list[str]]:
    """The names of the fields on each page."""
    return [[field.name for field in page.fields] for page in of.pages(answers)]
