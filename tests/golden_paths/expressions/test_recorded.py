"""What Backstage's template engine made of some 1,700 templates, ours makes of them, too."""

import json
from pathlib import Path
from typing import Any

import pytest

from golden_paths.expressions import UNDEFINED, ExpressionError, prepare, render_text, render_value

RECORDED: dict[str, Any] = json.loads(Path(__file__).with_name("recorded_expressions.json").read_text("ascii"))
OPTIONS = {"trimBlocks": "trim_blocks", "lstripBlocks": "lstrip_blocks", "cookiecutterCompat": "cookiecutter"}


def in_json(value: Any) -> Any:
    """A result as JSON has it: no NaN, and U+FFFD for half a character."""
    if isinstance(value, str):
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, list):
        return [in_json(item) for item in value]
    if isinstance(value, dict):
        return {key: in_json(item) for key, item in value.items()}
    return value


def ours(record: dict[str, Any]) -> dict[str, Any] | None:
    context = RECORDED["contexts"][record["context"]]
    if record.get("kept"):
        rendered = render_value(record["source"], context)
        if rendered.swallowed:
            return None
        return {} if rendered.value is UNDEFINED else {"value": rendered.value}
    options = {OPTIONS[name]: value for name, value in record.get("options", {}).items()}
    try:
        return {"value": render_text(record["source"], prepare(context), **options)}
    except ExpressionError:
        return None


@pytest.mark.parametrize("context", RECORDED["contexts"])
def test_every_template_gives_what_was_recorded(context: str) -> None:
    records = [record for record in RECORDED["records"] if record["context"] == context]

    different = {
        record["source"]: (record["result"], result)
        for record in records
        if json.dumps(result := ours(record)) != json.dumps(in_json(record["result"]))
    }

    assert records
    assert different == {}
