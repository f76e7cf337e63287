"""The reference of actions says what the code says. `python -m tests.test_docs_actions` writes its sections anew."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from golden_paths.actions import ALL, AnyAction
from golden_paths.ports import JsonObject

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "actions.md"
START = "## All actions\n"
_KINDS = {"string": "text", "boolean": "true or false", "array": "list", "object": "mapping", "integer": "number"}


def _section(action: AnyAction) -> str:
    return "\n".join(_lines(action)) + "\n"


def _lines(action: AnyAction) -> Iterator[str]:
    yield f"### `{action.id}`\n\n{action.description}\n"
    yield "| Input | Is | Default | Meaning |\n|---|---|---|---|"
    schema = action.input_schema()
    for name, each in schema["properties"].items():
        default = "required" if name in schema.get("required", ()) else _default(each)
        yield f"| `{name}` | {_kind(each, schema)} | {default} | {each.get('description', '').replace('|', chr(92) + '|')} |"
    given = ", ".join(f"`{name}`" for name in action.outputs.get("properties", {}))
    yield f"\nGives {given or 'nothing'}. {_dry_run(action)} {_repeat(action)}{_clean_up(action)}"
    for example in action.examples:
        step = {"action": action.id, "input": example.input}
        yield f"\n{example.summary}:\n\n```yaml\n{yaml.safe_dump([step], sort_keys=False, width=120)}```"


def _kind(each: dict[str, Any], schema: JsonObject) -> str:
    if "$ref" in each:
        return "mapping"
    if "enum" in each:
        return " or ".join(f"`{choice}`" for choice in each["enum"])
    if "anyOf" in each:
        kinds = dict.fromkeys(_kind(one, schema) for one in each["anyOf"] if one.get("type") != "null")
        return " or ".join(kinds)
    kind = str(each.get("type", "anything"))
    return _KINDS.get(kind, kind)


def _default(each: dict[str, Any]) -> str:
    default = each.get("default")
    return "" if default in (None, "", [], {}) else f"`{json.dumps(default)}`"


def _dry_run(action: AnyAction) -> str:
    if action.stays_inside:
        return "It runs in a dry run and in a preview."
    if action.rehearse is not None:
        return "A dry run checks the input and makes the output up."
    return "A dry run leaves it out."


def _repeat(action: AnyAction) -> str:
    if action.is_repeatable:
        return "Done twice, it leaves the same as once."
    return "After a crash, the run first looks for what an earlier try did, and asks where that cannot be known."


def _clean_up(action: AnyAction) -> str:
    return " *Clean up* takes back what it made." if action.clean_up else ""


@pytest.mark.parametrize("action", ALL, ids=lambda action: action.id)
def test_says_what_the_code_says(action: AnyAction) -> None:
    assert _section(action) in PAGE.read_text(encoding="utf-8")


def test_has_no_other_action() -> None:
    headings = re.findall(r"^### `(.+)`$", PAGE.read_text(encoding="utf-8").split(START)[1], re.MULTILINE)
    assert headings == [action.id for action in ALL]


@pytest.mark.parametrize("action", ALL, ids=lambda action: action.id)
def test_examples_are_taken_once_expressions_are_filled_in(action: AnyAction) -> None:
    for example in action.examples:
        faults = [fault for fault in action.faults(example.input) if "${{" not in fault.text]
        assert not faults


@pytest.mark.parametrize("action", ALL, ids=lambda action: action.id)
def test_every_input_is_described(action: AnyAction) -> None:
    described = action.input_schema()["properties"]
    assert [name for name, each in described.items() if not each.get("description")] == []


if __name__ == "__main__":
    text = PAGE.read_text(encoding="utf-8").split(START)[0]
    PAGE.write_text(text + START + "\n" + "\n".join(_section(action) for action in ALL), encoding="utf-8")
