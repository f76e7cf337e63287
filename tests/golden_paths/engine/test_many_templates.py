"""Templates of others are carried out, or refused with a reason; never broken off.

`CALLBOARD_TEMPLATES` names a folder of them; without it nothing is tried.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from golden_paths import actions, engine
from golden_paths.errors import ActionError
from golden_paths.template import Template, TemplateError, read_template
from golden_paths.workshop import Workshop
from tests.golden_paths.trying import Bench, Json

FOLDER = os.environ.get("CALLBOARD_TEMPLATES")


def _files() -> Iterator[Path]:
    for file in sorted(Path(FOLDER).rglob("*.y*ml")) if FOLDER else ():
        if "\nkind: Template" in file.read_text(encoding="utf-8", errors="replace"):
            yield file


def _sample(schema: Any) -> Any:  # Any: JSON
    """Some value that the schema may take."""
    if not isinstance(schema, dict):
        return "x"
    if "default" in schema:
        return schema["default"]
    if schema.get("enum"):
        return schema["enum"][0]
    if schema.get("ui:field") == "RepoUrlPicker":
        return "github.com?owner=acme&repo=shop"
    if schema.get("type") == "object" or "properties" in schema:
        return {name: _sample(each) for name, each in (schema.get("properties") or {}).items()}
    return {"array": [], "boolean": True, "number": 3, "integer": 3}.get(str(schema.get("type")), "group:default/shop")


@pytest.mark.skipif(FOLDER is None, reason="CALLBOARD_TEMPLATES names no folder")
@pytest.mark.parametrize("file", list(_files()), ids=lambda file: file.parent.name)
def test_is_carried_out_or_refused_with_a_reason(bench: Bench, file: Path) -> None:
    try:
        template = read_template(file)
    except TemplateError:
        return
    values: dict[str, Any] = {}
    for page in template.pages:
        values |= _sample(dict(page.schema))
    _carried_out_or_refused(template, values, replace(bench.workshop(), template_folder=template.folder))


def _carried_out_or_refused(template: Template, values: Json, workshop: Workshop) -> None:
    outcome = engine.dry_run(template, values, workshop, actions.known(), stubs_unknown=True)
    assert "broke (" not in outcome.error
    assert bool(outcome.error) or len(outcome.steps) == len(template.steps)
    with suppress(ActionError):
        engine.preview(template, values, workshop, actions.known())
